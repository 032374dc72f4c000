"""The schema on a server: made and brought up to date by its owner alone, under one lock."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files

import peewee
import psycopg

from opd_tui.db import history
from opd_tui.db.postgres.address import Address
from opd_tui.db.postgres.server import session
from opd_tui.domain.errors import Missing, NotOurs, Older, Storage

BASELINE = 17
"""The number of the last migration that the baseline holds."""
OLDEST_SERVER = 14
DESK_ROLE = "opd_desk"
_NOT_MADE = (
    psycopg.errors.DuplicateObject,
    psycopg.errors.UniqueViolation,
    psycopg.errors.InsufficientPrivilege,
)
_NO_ROLE = (
    f"Desks have no rights yet, because this user may create no roles. Have the administrator run"
    f" `CREATE ROLE {DESK_ROLE} NOLOGIN`, then `init` again."
)
_LOCK = "SELECT pg_advisory_xact_lock(1330660437)"


def check_server(connection: psycopg.Connection, where: str) -> None:
    """Raises Storage for a server that is too old, loses answered bookings in a crash, or stores no Unicode."""
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        problem = f"{where} runs PostgreSQL {version}; this program needs {OLDEST_SERVER} or newer."
        raise Storage(problem=problem)
    [durable, encoding] = (_one(connection, f"SHOW {name}") for name in ("synchronous_commit", "server_encoding"))
    if durable == "off":
        problem = f"{where} has synchronous_commit = off: bookings that were answered could be lost. Set it to on."
        raise Storage(problem=problem)
    if encoding != "UTF8":
        raise Storage(problem=f"{where} stores texts as {encoding}; create the database with ENCODING 'UTF8'.")


def _one(connection: psycopg.Connection, sql: str) -> object:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def pending(connection: psycopg.Connection, where: str) -> list[str]:
    """Migrations that are not applied yet; all of them for an empty database. Raises NotOurs or Newer."""
    if _one(connection, f"SELECT to_regclass('{history.TABLE}')") is None:
        if _one(connection, "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"):
            raise NotOurs(path=where)
        return history.known_migrations()
    return history.lacking((str(name) for (name,) in connection.execute(history.APPLIED)), where)


def check(connection: psycopg.Connection, where: str) -> None:
    """Raises Missing, Older, Newer, NotOurs or Storage unless the database is ready for a desk."""
    check_server(connection, where)
    lacking = pending(connection, where)
    if lacking == history.known_migrations():
        raise Missing(path=where)
    if lacking:
        raise Older(path=where, lacking=", ".join(lacking))


def make(address: Address, time_zone: str | None) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Make the schema, or bring an older one up to date, and give desks their rights; in one transaction.

    Returns whether it is new, the migrations applied to an older one, and what could not be done. Safe when several
    processes call it at once. Raises NotOurs, Newer or Storage.
    """
    with session(address) as connection:
        check_server(connection, address.where)
        pending(connection, address.where)  # before anything is made for a database of another program
        has_role = _make_role(connection)
        database = _Borrowed(connection)
        with database.atomic():
            connection.execute("SET LOCAL lock_timeout = '60s'")
            connection.execute(_LOCK)
            lacking = pending(connection, address.where)
            created = lacking == history.known_migrations()
            if created:
                _run(connection, "baseline")
                first = [(name,) for name in history.known_migrations() if int(name[:4]) <= BASELINE]
                connection.cursor().executemany(
                    f"INSERT INTO {history.TABLE} (name, applied) VALUES (%s, now() AT TIME ZONE 'UTC')",  # noqa: S608
                    first,
                )
                lacking = [name for name in lacking if int(name[:4]) > BASELINE]
            if lacking:
                _migrate(database)
            _run(connection, "rules")
            if created and time_zone is not None:
                connection.execute("INSERT INTO setting (name, value) VALUES ('time_zone', %s)", (time_zone,))
            if has_role:
                _give_rights(connection)
    return created, () if created else tuple(lacking), () if has_role else (_NO_ROLE,)


def _run(connection: psycopg.Connection, name: str, **values: str) -> None:
    sql = (files(__package__) / f"{name}.sql").read_text(encoding="utf-8")
    connection.execute((sql.format(**values) if values else sql).encode())


class _Borrowed(peewee.PostgresqlDatabase):  # type: ignore[misc] # as in tables
    """Peewee's database over an open connection: its migrations are then in one transaction with all else."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._borrowed = connection
        super().__init__(connection.info.dbname, prefer_psycopg3=True)

    def _connect(self) -> psycopg.Connection:
        return self._borrowed


def _migrate(database: _Borrowed) -> None:
    """Apply what is not applied yet."""
    from playhouse.migrations import Runner

    Runner(database, str(history.MIGRATIONS), table_name=history.TABLE).up()


def _make_role(connection: psycopg.Connection) -> bool:
    """Create the role of the desks unless it is there; returns whether it is there now.

    In a transaction of its own: roles are the whole server's, and another `init` may be making the same one for its
    database at this moment.
    """
    there = f"SELECT 1 FROM pg_roles WHERE rolname = '{DESK_ROLE}'"  # noqa: S608 - a constant
    if not _one(connection, there):
        with suppress(*_NOT_MADE):
            connection.execute(f"CREATE ROLE {DESK_ROLE} NOLOGIN")
    return _one(connection, there) is not None


def _give_rights(connection: psycopg.Connection) -> None:
    """Let members of the role `opd_desk` use the tables."""
    schema = psycopg.sql.Identifier(str(_one(connection, "SELECT current_schema()"))).as_string(connection)
    _run(connection, "rights", schema=schema)
