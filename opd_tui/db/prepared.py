"""Queries whose SQL is built once.

Peewee builds a query's SQL anew at every call, which takes several times what SQLite needs to run it. Where a call is
on the way of a booking, the query stands in a function of its own under `@prepared`: the function is run once, with
placeholders for its arguments, and from then on only the arguments are new.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from peewee import Value

from opd_tui.db import connection


class _Argument:
    """Stands for an argument among the parameters of a built query."""

    def __init__(self, name: str) -> None:
        self.name = name


def prepared(build: Callable[..., Any]) -> Callable[..., list[tuple[Any, ...]]]:
    """Turn a function that returns a Peewee query into one that runs it and returns its rows.

    Arguments may be used where a column's value may: the query must not depend on what they are. They reach the
    database as they are, so they must be of the column's own type (int, str, bool, None).
    """
    names = tuple(inspect.signature(build).parameters)
    built: dict[type, tuple[str, Sequence[Any]]] = {}

    def run(*arguments: Any) -> list[tuple[Any, ...]]:
        database = connection.current().database
        known = built.get(type(database))
        if known is None:
            query = build(*(Value(_Argument(name), converter=False) for name in names))
            known = built[type(database)] = query.sql()
        sql, parameters = known
        given = dict(zip(names, arguments, strict=True))
        values = [given[p.name] if type(p) is _Argument else p for p in parameters]
        cursor: Any = database.execute_sql(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    return run
