"""What is wrong with a database file: damaged pages, references to missing rows, texts that are not texts."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import peewee

from opd_tui.db import tables
from opd_tui.db.sqlite.file import looking_into


def damage(path: Path) -> list[str]:
    """What is wrong with the pages of the file at `path`, in SQLite's words; empty if nothing is."""
    with looking_into(path) as connection:
        return _damage(connection, "quick_check")


def defects(connection: sqlite3.Connection) -> list[str]:
    """Damaged pages, fractions of numbers, and rows whose parent is missing, of the open file."""
    found = _damage(connection, "integrity_check")
    try:
        found += _fractions(connection)
        found += [
            f"{table} {row} points to a row of {parent} that is not there"
            for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
        ]
    except sqlite3.DatabaseError:
        if not found:  # else the damage that hides these is named
            raise
    return found


def _damage(connection: sqlite3.Connection, check: str) -> list[str]:
    """What the check of the whole file reports; if it breaks off, what it reports of each table."""
    try:
        return _named(connection, f"{check}(20)")
    except sqlite3.DatabaseError as e:
        if getattr(e, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        found = [str(e)]
    for model in tables.TABLES:
        table = model._meta.table_name
        try:
            found += _named(connection, f"{check}('{table}')")
        except sqlite3.DatabaseError as e:
            found.append(f"pages of the table {table} or of its indexes: {e}")
    return found


def _named(connection: sqlite3.Connection, check: str) -> list[str]:
    return [str(problem) for (problem,) in connection.execute(f"PRAGMA {check}") if problem != "ok"]


def _fractions(connection: sqlite3.Connection) -> Iterator[str]:
    """What is 2.5 in a column of whole numbers: SQLite stores it, and the program reads 2."""
    for model in tables.TABLES:
        table = model._meta.table_name
        for column in (f.column_name for f in model._meta.sorted_fields if f.field_type in ("INT", "BOOL")):
            query = f'SELECT rowid FROM "{table}" WHERE typeof("{column}") = \'real\''  # noqa: S608 - constants
            yield from (f"{table} {row} holds no whole number as its {column}" for (row,) in connection.execute(query))


def rows_without_text(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    """Table, row id and column of each value that should be a text and is not: a blob, or bytes that are not UTF-8."""
    for model in tables.TABLES:
        table = model._meta.table_name
        texts = [f.column_name for f in model._meta.sorted_fields if isinstance(f, peewee.TextField)]
        for column in texts:
            blobs = f'SELECT rowid FROM "{table}" WHERE typeof("{column}") = \'blob\''  # noqa: S608 - constants
            yield from ((table, row, column) for (row,) in connection.execute(blobs))
        named = ", ".join(f'"{column}"' for column in texts)
        try:
            deque(connection.execute(f'SELECT {named} FROM "{table}"'), maxlen=0)  # noqa: S608 - constants
        except sqlite3.OperationalError:  # Python could not decode one: find which
            yield from ((table, *found) for column in texts for found in _no_utf8(connection, table, column))


def _no_utf8(connection: sqlite3.Connection, table: str, column: str) -> Iterator[tuple[int, str]]:
    texts = f'SELECT rowid, CAST("{column}" AS BLOB) FROM "{table}" WHERE typeof("{column}") = \'text\''  # noqa: S608 - our own tables
    for row, value in connection.execute(texts):
        try:
            value.decode()
        except UnicodeDecodeError:
            yield row, column
