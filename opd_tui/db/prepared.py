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
from collections.abc import Callable
from itertools import count
from operator import itemgetter
from typing import Any, Generic, ParamSpec, TypeVar, cast, get_origin

from msgspec import Struct
from peewee import IntegerField, IntegrityError, Query, Value

from opd_tui.db import connection
from opd_tui.db.engine import Engine
from opd_tui.db.tables import Table
from opd_tui.runtime import damaged_rows

P = ParamSpec("P")
Row = TypeVar("Row")
Stored = int | str | None
"""The type of a column's value; a bool is stored as 0 or 1, a str enum as its text. Plain values are bound faster."""


class _Argument:
    """Marks the position of an argument among the parameters of a built query."""

    def __init__(self, position: int) -> None:
        self.position = position


def _arguments(number: int) -> list[Value]:
    return [Value(_Argument(position), converter=False) for position in range(number)]


class _Sql(Struct, frozen=True):
    """A query's SQL, its constants, and how its parameters are picked from the arguments and the constants behind
    them; None if they are the arguments themselves.
    """

    text: str
    constants: tuple[object, ...]
    pick: Callable[[tuple[object, ...]], tuple[object, ...]] | None


class _Statement:
    """The SQL of a query, built when it first runs on an engine."""

    def __init__(self, build: Callable[[], Query]) -> None:
        self._build = build
        self._built: dict[type[Engine], _Sql] = {}

    def run(self, arguments: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Run the statement; returns the rows. Raises Refused if a constraint or trigger refuses."""
        opened = connection.current()
        sql = self._built.get(type(opened)) or self._sql_for(opened, len(arguments))
        values = arguments if sql.pick is None else sql.pick(arguments + sql.constants)
        try:
            return opened.run(sql.text, values)
        except IntegrityError as e:
            raise connection.refused(e) from e

    def insert(self, arguments: tuple[object, ...]) -> int:
        """Run an INSERT of one row; returns the row's id. Raises Refused if a constraint or trigger refuses."""
        opened = connection.current()
        sql = self._built.get(type(opened)) or self._sql_for(opened, len(arguments))
        values = arguments if sql.pick is None else sql.pick(arguments + sql.constants)
        try:
            return opened.insert(sql.text, values)
        except IntegrityError as e:
            raise connection.refused(e) from e

    def _sql_for(self, opened: Engine, arguments: int) -> _Sql:
        text, parameters = self._build().sql()
        constants = tuple(each for each in parameters if not isinstance(each, _Argument))
        behind = count(arguments)
        places = [each.position if isinstance(each, _Argument) else next(behind) for each in parameters]
        pick: Callable[[tuple[object, ...]], tuple[object, ...]] | None = None
        if places != list(range(arguments)):
            pick = itemgetter(*places) if len(places) > 1 else lambda given: tuple(given[place] for place in places)
        sql = self._built[type(opened)] = _Sql(text, constants, pick)
        return sql


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


class Inserting(Generic[P]):
    """An INSERT of one row; calling it with its arguments returns the row's id."""

    def __init__(self, build: Callable[P, Query]) -> None:
        number = len(inspect.signature(build).parameters)
        self._statement = _Statement(lambda: cast("Callable[..., Query]", build)(*_arguments(number)))

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> int:
        """Add the row. Raises Refused."""
        assert not kwargs  # noqa: S101 - for the speed of it, the columns are given in order
        return self._statement.insert(args)


def inserting(build: Callable[P, Query]) -> Inserting[P]:
    """Turn a function that returns Peewee's INSERT of one row into one that runs it and returns the row's id.

    Arguments are as for `prepared`, all in order. Where nothing is to be calculated by the database, `insert_into` is
    enough.
    """
    return Inserting(build)


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
            return table.insert(**values)

        known = _inserts[table, *names] = _Statement(build)
    made = known.insert(tuple(columns.values()))
    return made if isinstance(table._meta.primary_key, IntegerField) else 0


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
