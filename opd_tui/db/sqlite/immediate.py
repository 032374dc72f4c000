"""The transactions of the open file: each is immediate, so that what is read in it stays so until it is written."""

from __future__ import annotations

import sqlite3

import peewee


class Immediate:
    """An immediate transaction, as Peewee's `atomic`, which takes 5 µs more."""

    __slots__ = ("_connection", "_database")

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database, self._connection = database, database.connection()

    def __enter__(self) -> None:
        self._run("BEGIN IMMEDIATE")
        self._database.push_transaction(self)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._database.pop_transaction()
        if kind is not None:
            self._run("ROLLBACK")
            return
        try:
            self._run("COMMIT")
        except Exception:
            self._run("ROLLBACK")
            raise

    def _run(self, sql: str) -> None:
        try:
            self._connection.execute(sql)
        except sqlite3.Error:
            with peewee.__exception_wrapper__:
                raise
