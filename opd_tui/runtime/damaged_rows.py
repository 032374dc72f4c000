"""Rows that a listing could not read: the listing shows the rest, and the person who asked is told which rows are
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")
_noted: dict[tuple[str, object], None] = {}


def readable(table: str, make: Callable[..., T], rows: Iterable[Sequence[object]]) -> tuple[T, ...]:
    """Apply `make` to each row; a row that it cannot read is left out and noted by table and id (its first column)."""
    made = []
    for row in rows:
        try:
            made.append(make(*row))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            _noted[table, row[0]] = None
    return tuple(made)


def take() -> tuple[str, ...]:
    """A sentence for each row noted since the last call."""
    found = tuple(
        f"{table} {row} is damaged and not shown; `opd-tui check` says what is wrong." for table, row in _noted
    )
    _noted.clear()
    return found
