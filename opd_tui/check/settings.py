"""The settings stored in the database: each has a known name and a valid value, the time zone is set, and what the
hospital has decided is what the log says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from opd_tui.db import tables
from opd_tui.domain.actions import Action
from opd_tui.domain.policy import Value, names, text_of, value_of
from opd_tui.runtime import clock
from opd_tui.store import kept_seats

ZONE = "time_zone"
_KNOWN = (ZONE, kept_seats.MARK, "sample", *names())


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
    logged: dict[str, str] = {}
    for name, before, after in _changes():
        if logged.get(name, before) != before:
            yield name, f"was {logged[name]} in the log, which then changes it from {before}"
        logged[name] = after
    for name in names():
        if there.get(name) != logged.get(name):
            yield name, f"is {there.get(name, 'not set')}, but the log says {logged.get(name, 'nothing')}"


def _changes() -> Iterator[tuple[str, str, str]]:
    """Each change in the log: the setting, what it was and is. An event that cannot be read is named by others."""
    rows = tables.Event.select(tables.Event.detail).where(tables.Event.action == Action.SET.value)
    for (detail,) in rows.order_by(tables.Event.id).tuples():
        try:
            states = json.loads(detail)
            before: dict[str, Value] = states["from"]
            after: dict[str, Value] = states["to"]
            yield from [(name, text_of(before[name]), text_of(value)) for name, value in after.items()]
        except (ValueError, KeyError, TypeError, AttributeError):
            continue


def _fits(name: str, value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        if name in names():
            value_of(name, value)
            return True
        if name == ZONE:
            return clock.is_zone(value)
        if name == "sample":
            return int(value) > 0
        clock.local(value)
    except ValueError:
        return False
    return value.endswith("Z")
