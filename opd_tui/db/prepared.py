"""Queries whose SQL is built once.

Peewee builds a query's SQL again at every call (1.8 ms), much longer than SQLite needs to run it. So each query has a
function of its own under `@prepared`: the function runs once, with placeholders for its arguments, and later calls only
replace the arguments (28 µs).

    @prepared(tuple[int, str])
    def _named(folded: str, limit: int) -> Query:
        return tables.Patient.select(tables.Patient.id, tables.Patient.name).where(...).limit(limit)

    rows = _named("asha", 10)        # list[tuple[int, str]]
    first = _named.first("asha", 1)  # tuple[int, str] | None

    @prepared(Doctor)                # each row is Doctor(*columns)
    @prepared(int)                   # a query of one column that is never null: list[int]

    token = insert_into(tables.Token, slot=1, patient=7, ...)  # the new row's id
    update_of(tables.Token, token, status=Status.WAITING)
    delete_from(tables.Slot, slot)

`Query` is Peewee's. mypy checks parameters and rows where they are used, but not that a row's type fits what the query
selects.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Generic, ParamSpec, TypeVar, cast, get_origin

from peewee import IntegrityError, Query, Value, __exception_wrapper__

from opd_tui.db import connection
from opd_tui.db.tables import Table
from opd_tui.runtime import damaged_rows

P = ParamSpec("P")
Row = TypeVar("Row")
Stored = int | str | None
"""The type of a column's value; a bool is stored as 0 or 1, a str enum as its text."""


class _Argument:
    """Marks the position of an argument among the parameters of a built query."""

    def __init__(self, position: int) -> None:
        self.position = position


def _arguments(number: int) -> list[Value]:
    return [Value(_Argument(position), converter=False) for position in range(number)]


class _Statement:
    """The SQL of a query, built when it first runs on an engine."""

    def __init__(self, build: Callable[[], Query]) -> None:
        self._build = build
        self._built: dict[type, tuple[str, list[object], tuple[tuple[int, int], ...]]] = {}

    def run(self, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
        """Run the statement; returns the rows. Raises Refused if a constraint or trigger refuses."""
        database = connection.current().database
        known = self._built.get(type(database))
        if known is None:
            sql, parameters = self._build().sql()
            given = [(n, p.position) for n, p in enumerate(parameters) if isinstance(p, _Argument)]
            known = self._built[type(database)] = (sql, list(parameters), tuple(given))
        sql, constants, given_at = known
        values = constants.copy()
        for n, position in given_at:
            values[n] = arguments[position]
        try:
            with __exception_wrapper__:  # Peewee's execute_sql does the same, and takes 1 µs more to come to it
                cursor = database.cursor()
                cursor.execute(sql, values)
                rows: list[tuple[Any, ...]] = cursor.fetchall()
        except IntegrityError as e:
            raise connection.refused(e) from e
        return rows


class Prepared(Generic[P, Row]):
    """A query; calling it with its arguments returns the list of its rows."""

    def __init__(self, build: Callable[P, Query], row: Callable[..., Row]) -> None:
        self._names = tuple(inspect.signature(build).parameters)
        number = len(self._names)
        self._statement = _Statement(lambda: cast("Callable[..., Query]", build)(*_arguments(number)))
        self._row = None if get_origin(row) is tuple else row

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """All rows. Raises as connection.reading does."""
        given = (*args, *(kwargs[name] for name in self._names[len(args) :])) if kwargs else args
        rows = self._statement.run(given)
        make = self._row
        return cast("list[Row]", rows) if make is None else [make(*row) for row in rows]

    def readable(self, *args: P.args, **kwargs: P.kwargs) -> tuple[Row, ...]:
        """All rows but those that the row's function finds damaged: these are noted, see runtime.damaged_rows."""
        given = (*args, *(kwargs[name] for name in self._names[len(args) :])) if kwargs else args
        make = self._row or (lambda *row: row)
        return damaged_rows.readable(cast("Callable[..., Row]", make), self._statement.run(given))

    def first(self, *args: P.args, **kwargs: P.kwargs) -> Row | None:
        """The first row, None if there is none."""
        rows = self(*args, **kwargs)
        return rows[0] if rows else None


def prepared(row: Callable[..., Row]) -> Callable[[Callable[P, Query]], Prepared[P, Row]]:
    """Turn a function that returns a Peewee query into one that runs it and returns its rows, each as a `row`.

    `row` is `tuple[...]` of the columns' types, or whatever is called with the columns: Doctor, int, a function.
    Arguments may be used where a column's value may: the query must not depend on what they are. They reach the
    database as they are, so they must be of the column's own type (int, str, bool, None).
    """
    return lambda build: Prepared(build, row)


_inserts: dict[tuple[object, ...], _Statement] = {}
_updates: dict[tuple[object, ...], _Statement] = {}
_deletes: dict[type[Table], _Statement] = {}


def insert_into(table: type[Table], **columns: Stored) -> int:
    """Add a row with these columns, by their names in the table's class; returns the id of the row.

    A column that is left out gets its default or null. For a table whose key is a text the answer is 0. Raises Refused.
    """
    known = _inserts.get((table, *columns))
    if known is None:
        names = tuple(columns)

        def build() -> Query:
            values = dict(zip(names, _arguments(len(names)), strict=True))
            return table.insert(**values).returning(table._meta.primary_key)

        known = _inserts[table, *names] = _Statement(build)
    [(key,)] = known.run(tuple(columns.values()))
    return key if isinstance(key, int) else 0


def update_of(table: type[Table], key: int | str, **columns: Stored) -> None:
    """Set columns of the row with that primary key, if there is one. Raises Refused."""
    known = _updates.get((table, *columns))
    if known is None:
        names = tuple(columns)

        def build() -> Query:
            *values, key = _arguments(len(names) + 1)
            return table.update(**dict(zip(names, values, strict=True))).where(table._meta.primary_key == key)

        known = _updates[table, *names] = _Statement(build)
    known.run((*columns.values(), key))


def delete_from(table: type[Table], key: int | str) -> None:
    """Remove the row with that primary key, if there is one. Raises Refused."""
    known = _deletes.get(table)
    if known is None:
        known = _deletes[table] = _Statement(lambda: table.delete().where(table._meta.primary_key == _arguments(1)[0]))
    known.run((key,))
