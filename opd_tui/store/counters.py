"""The table of counters: each number is given out once."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared


def next_value(counter: str) -> int:
    """The next number of a stored counter, from 1. A number from a committed transaction is never used again."""
    [number] = _count_up(counter)
    return number


def last_value(counter: str) -> int:
    """The last number that a stored counter gave, 0 if it has given none."""
    return _last_value.first(counter) or 0


@prepared(int)
def _last_value(counter: str) -> Query:
    return tables.Counter.select(tables.Counter.value).where(tables.Counter.name == counter)


@prepared(int)
def _count_up(counter: str) -> Query:
    query = tables.Counter.insert(name=counter, value=1).on_conflict(
        conflict_target=[tables.Counter.name], update={tables.Counter.value: tables.Counter.value + 1}
    )
    return query.returning(tables.Counter.value)
