"""The settings stored in the database: each has a known name and a valid value, and the time zone is set."""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import tables
from opd_tui.runtime import clock

ZONE = "time_zone"
_KNOWN = (ZONE, "hold_arrived", "sample")


def problems() -> Iterator[tuple[str, str]]:
    """Every problem, as name of the setting and what is wrong."""
    there = dict(tables.Setting.select(tables.Setting.name, tables.Setting.value).tuples())
    if ZONE not in there:
        yield ZONE, "is missing: without it no slot has a time"
    for name, value in there.items():
        if name not in _KNOWN:
            yield str(name), "is not a known setting"
        elif not _fits(name, value):
            yield name, f"cannot be {value!r}"


def _fits(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        if name == ZONE:
            return clock.is_zone(value)
        if name == "sample":
            return int(value) > 0
        clock.local(value)
    except ValueError:
        return False
    return value.endswith("Z")
