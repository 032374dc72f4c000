"""PostgreSQL's errors as errors of the family, and the names of the constraints that refuse."""

from __future__ import annotations

from functools import cache

import peewee
import psycopg

from opd_tui.db import tables
from opd_tui.domain.errors import Busy, Changed, NoText, NotStorable, OpdError, Storage, Unreachable

BUSY_SECONDS = 5.0
"""How long a connection waits for a lock of another one."""

_WORDS = {
    "53100": "The disk of {where} is full. Nothing was changed; free some space there and try again.",
    "25006": "{where} cannot be written: it is read-only, perhaps a standby. Ask the administrator.",
    "42501": "{where} does not allow this user to do that. Nothing was changed; ask the administrator.",
    "42P01": "{where} lacks a table of this program. Nothing was changed; have its owner run `opd-tui init`.",
    "28P01": "{where} refused the password of this user. Put the right one into PGPASSWORD or ~/.pgpass.",
    "28000": "{where} refused this user: {said}.",
    "3D000": "There is no database at {where}. Its administrator creates it with `createdb`.",
    "53300": "{where} has no connection left for this desk. Try again, or ask for a higher max_connections.",
}
_BUSY = ("55P03", "57014", "25P03")
_AGAIN = ("40001", "40P01")
_GONE = ("08", "57P")


def driver_error(e: BaseException) -> psycopg.Error | None:
    """The driver's error in the chain of an error; None if it is not from the driver."""
    error: BaseException | None = e
    while error is not None:
        if isinstance(error, psycopg.Error):
            return error
        error = error.__cause__ or error.__context__
    return None


def is_gone(e: BaseException) -> bool:
    """Whether the error means that the server or the connection to it is away."""
    found = driver_error(e)
    if not isinstance(found, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return found.sqlstate is None or found.sqlstate.startswith(_GONE)


def in_words(e: Exception, where: str) -> OpdError | None:
    """The error as Busy, Changed, NotStorable or Storage with a sentence; None if it is not from the driver."""
    if not isinstance(e, peewee.DatabaseError | peewee.InterfaceError | psycopg.Error):
        return None
    found = driver_error(e)
    state = (found.sqlstate if found else None) or ""
    said = " ".join(str((found and found.diag.message_primary) or found or e).split())
    if state in _BUSY:
        return Busy(seconds=BUSY_SECONDS)
    if state in _AGAIN:
        return Changed()
    if state in _WORDS:
        return Storage(problem=_WORDS[state].format(where=where, said=_refusal(said)))
    if state == "22003" or (not state and isinstance(found, psycopg.DataError)):  # the driver refuses a NUL itself
        return NotStorable()
    if state == "22021":
        return NoText()
    if found is not None and not state and (known := _before_session(said, where)):
        return Storage(problem=known)
    if found is None or is_gone(found):
        return Unreachable(where=where)
    return Storage(problem=f"The database {where} reported: {said}. Nothing was changed.")


def _before_session(said: str, where: str) -> str | None:
    """What the server said when it refused a connection: libpq passes on the sentence alone."""
    if "password authentication failed" in said or "no password supplied" in said:
        return _WORDS["28P01"].format(where=where)
    if "does not exist" in said and "database" in said:
        return _WORDS["3D000"].format(where=where)
    if "no pg_hba.conf entry" in said or "SSL" in said or ("role" in said and "does not exist" in said):
        return _WORDS["28000"].format(where=where, said=_refusal(said))
    if "too many clients" in said or "remaining connection slots" in said:
        return _WORDS["53300"].format(where=where)
    return None


def _refusal(said: str) -> str:
    return said.rpartition("FATAL:")[2].strip().rstrip(".") or said


@cache
def _columns_of() -> dict[str, str]:
    """Name of a unique index → its columns, as SQLite names the constraint."""
    known = {}
    for table in tables.TABLES:
        meta = table._meta
        known[f"{meta.table_name}_pkey"] = f"{meta.table_name}.{meta.primary_key.column_name}"
        for index in meta.fields_to_index():
            columns = ", ".join(f"{meta.table_name}.{_column(each)}" for each in index._expressions)
            known[index._name] = columns
    return known


def _column(expression: object) -> str:
    return str(getattr(expression, "column_name", expression))


def constraint_of(e: peewee.IntegrityError) -> str:
    """The name of the constraint, trigger or column list that refused a change: `no_seat`, `token.arrival`, …"""
    found = driver_error(e)
    if found is None:
        return str(e)
    name = found.diag.constraint_name or found.diag.column_name or "a rule"
    return _columns_of().get(name, name)
