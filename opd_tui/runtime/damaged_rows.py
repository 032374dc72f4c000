"""Rows that a listing could not read: the rest is shown, and these are named to the person who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
_noted: dict[tuple[str, object], None] = {}


def readable(table: str, make: Callable[..., T], rows: Iterable[Sequence[object]]) -> tuple[T, ...]:
    """What `make` makes of each row that it can read; the others are noted by table and id, their first column."""
    made = []
    for row in rows:
        try:
            made.append(make(*row))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            _noted[table, row[0]] = None
    return tuple(made)


def take() -> tuple[str, ...]:
    """A sentence for each row noted since the last call."""
    told = tuple(f"{table} {row} is damaged and left out; `opd-tui check` says how." for table, row in _noted)
    _noted.clear()
    return told
