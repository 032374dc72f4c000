"""The table of counters: each number is given out once."""

from __future__ import annotations

from peewee import Insert, Query

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared

ARRIVAL = "arrival"


def next_value(counter: str) -> int:
    """The next number of a stored counter, from 1. A number from a committed transaction is never used again."""
    [number] = _count_up(counter)
    return number


def next_arrival() -> int:
    """The next arrival: later ones are greater within a slot. Some may be left out."""
    arrival = connection.current().next_arrival()
    return next_value(ARRIVAL) if arrival is None else arrival


def next_number_and_arrival(counter: str) -> tuple[int, int]:
    """The next number of a stored counter, and the next arrival; in one statement where one table has both."""
    arrival = connection.current().next_arrival()
    if arrival is not None:
        return next_value(counter), arrival
    given = dict(_count_both_up(counter, ARRIVAL))
    return given[counter], given[ARRIVAL]


def last_value(counter: str) -> int:
    """The last number that a stored counter gave, 0 if it has given none."""
    return _last_value.first(counter) or 0


@prepared(int)
def _last_value(counter: str) -> Query:
    return tables.Counter.select(tables.Counter.value).where(tables.Counter.name == counter)


@prepared(int)
def _count_up(counter: str) -> Query:
    return _counting_up(counter).returning(tables.Counter.value)


@prepared(tuple[str, int])
def _count_both_up(first: str, second: str) -> Query:
    return _counting_up(first, second).returning(tables.Counter.name, tables.Counter.value)


def _counting_up(*counters: str) -> Insert:
    query = tables.Counter.insert_many([{"name": counter, "value": 1} for counter in counters])
    return query.on_conflict(
        conflict_target=[tables.Counter.name], update={tables.Counter.value: tables.Counter.value + 1}
    )
