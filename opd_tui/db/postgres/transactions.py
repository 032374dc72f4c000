"""Transactions on a server: those that write take the hospital's lock, whole or beside others; those that read see one
moment.

A change of a slot's tokens is decided from that slot alone, so desks may work on several slots at once: such a
transaction shares the hospital's lock and locks its slots' rows. Whatever else writes has the hospital to itself, as on
SQLite: days are opened once, windows do not overlap, and nothing that a booking relies on changes beside it.
"""

from __future__ import annotations

import peewee
import psycopg

from opd_tui.db.postgres.errors import is_gone
from opd_tui.domain.errors import AnswerLost

CHANNEL = "opd_changed"
_HOSPITAL = 0x4F504454  # "OPDT": the advisory lock of this database
WHOLE = f"BEGIN; SELECT pg_advisory_xact_lock({_HOSPITAL})"
SHARED = f"BEGIN; SELECT pg_advisory_xact_lock_shared({_HOSPITAL})"
_TELL = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {CHANNEL}; COMMIT"
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def tell(connection: psycopg.Connection) -> None:
    """Wake the desks after a commit; those that it does not reach look by themselves. Raises nothing.

    A transaction of its own: the server lets only one transaction at a time commit with a NOTIFY, and would so write
    one booking after another to the disk. This one changes nothing that could be lost.
    """
    try:
        connection.execute(_TELL)
    except psycopg.Error:  # what was committed is committed, whatever becomes of this
        _roll_back(connection)


def _roll_back(connection: psycopg.Connection) -> None:
    """A connection that is lost has nothing to roll back."""
    try:
        if not connection.closed:
            connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()


class ServerTransaction:
    """A transaction that begins with one statement; it is rolled back if its block raises."""

    __slots__ = ("_begin", "_commit", "_connection", "_database", "_where")

    def __init__(self, database: peewee.PostgresqlDatabase, begin: str, where: str) -> None:
        self._database, self._connection, self._begin = database, database.connection(), begin
        self._where = where

    def __enter__(self) -> None:
        try:
            self._run(self._begin)
        except peewee.DatabaseError:
            _roll_back(self._connection)
            raise
        self._database.push_transaction(self)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._database.pop_transaction()
        if kind is not None:
            _roll_back(self._connection)
            return
        try:
            self._run("COMMIT")
        except peewee.DatabaseError as e:
            _roll_back(self._connection)
            if self._begin is not SNAPSHOT and is_gone(e):
                raise AnswerLost(where=self._where) from e
            raise

    def _run(self, sql: str) -> None:
        try:
            self._connection.execute(sql)
        except psycopg.Error:
            with peewee.__exception_wrapper__:
                raise
