"""Rows that a listing could not read: the listing shows the rest, and the person who asked is told which rows are
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from opd_tui.domain.errors import DamagedRow

T = TypeVar("T")
_noted: dict[tuple[str, object], None] = {}


def note(table: str, key: object) -> None:
    """Note a row that cannot be read."""
    _noted[table, key] = None


def checked(table: str, id: int, *times: str | None) -> None:
    """Raises DamagedRow if one of the row's times, moments or days cannot be read; null is allowed."""
    try:
        for time in times:
            if time is not None:
                datetime.fromisoformat(time)
    except (ValueError, TypeError) as e:
        raise DamagedRow(table=table, id=id) from e


def readable(make: Callable[..., T], rows: Iterable[Sequence[object]]) -> tuple[T, ...]:
    """Apply `make` to each row; a row for which it raises DamagedRow is left out and noted."""
    made = []
    for row in rows:
        try:
            made.append(make(*row))
        except DamagedRow as damaged:
            _noted[damaged.table, damaged.id] = None
    return tuple(made)


def take() -> tuple[str, ...]:
    """A sentence for each row noted since the last call."""
    found = tuple(
        f"{table} {row} is damaged and not shown; `opd-tui check` says what is wrong." for table, row in _noted
    )
    _noted.clear()
    return found
