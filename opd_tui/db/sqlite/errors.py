"""SQLite's errors as errors of the family, and the names of the constraints that refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from opd_tui.domain.errors import Busy, NoText, Storage

BUSY_SECONDS = 5.0
"""How long a connection waits for a lock of another one."""


def constraint_of(e: peewee.IntegrityError) -> str:
    """The name of the constraint, trigger or column list that refused a change: `no_seat`, `token.arrival`, …"""
    return str(e.args[-1]).removeprefix("UNIQUE constraint failed: ").removeprefix("CHECK constraint failed: ")


@contextmanager
def errors_in_words(where: str) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into Busy, or Storage with a sentence."""
    try:
        yield
    except Exception as e:
        if (words := in_words(e, where)) is not None:
            raise words from e
        raise


def in_words(e: Exception, where: str) -> Busy | Storage | None:
    """The error as Busy, or as Storage with a sentence; None if it is not from SQLite or the file system."""
    if isinstance(e, (peewee.DatabaseError, peewee.InterfaceError, sqlite3.Error)):
        return _in_words(e, where)
    if isinstance(e, OSError):
        return Storage(problem=f"The database {where} cannot be used: {e.strerror or e}.")
    return None


_WORDS = {
    "SQLITE_FULL": "The disk is full: {where} cannot grow. Nothing was changed; free some space and try again.",
    "SQLITE_READONLY": "{where} cannot be written: it is read-only. Nothing was changed; ask the administrator.",
    "SQLITE_CANTOPEN": "{where} cannot be opened. Check that the folder exists and may be read and written.",
    "SQLITE_CORRUPT": "{where} is damaged. Stop, keep the file, and go back to the last backup.",
    "SQLITE_NOTADB": "{where} is damaged, or is not a database. Keep the file, and go back to the last backup.",
    "SQLITE_IOERR": "The disk could not read or write {where}. Nothing was changed; check the disk and try again.",
}


def _in_words(e: Exception, where: str) -> Busy | Storage:
    """The first error of the chain that can be explained: after a full disk SQLite rolls back by itself, and Peewee's
    own rollback then fails.
    """
    error: BaseException | None = e
    if "Could not decode to UTF-8" in str(e):  # Python's own, without a name
        return NoText()
    while error is not None:
        name = str(getattr(error, "sqlite_errorname", None) or "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")):
            return Busy(seconds=BUSY_SECONDS)
        for prefix, words in _WORDS.items():
            if name.startswith(prefix):
                return Storage(problem=words.format(where=where))
        error = error.__context__
    return Storage(problem=f"The database {where} reported: {e.args[-1] if e.args else e}. Nothing was changed.")
