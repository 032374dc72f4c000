"""The schema of a SQLite file: its pragmas, and how it is created and migrated under a lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

from opd_tui.db.sqlite import errors, name_index
from opd_tui.db.sqlite.file import check_one_name, close_to_others, ensure, looking_into, uri_of
from opd_tui.db.sqlite.triggers import TRIGGERS, missing_triggers, put_triggers
from opd_tui.domain.errors import Busy, Missing, Newer, NotOurs, Storage

APPLICATION_ID = 0x4F504454  # "OPDT", in the header of every file of ours
LOCK_SECONDS = 60.0
MIGRATIONS = Path(__file__).parents[1] / "migrations"
HISTORY = "schema_migration"
_APPLIED = "SELECT name FROM schema_migration"

WAL_BYTES = 5_000_000
"""What the WAL keeps on the disk. It grows to 4.2 MB by itself, and past that only while somebody reads for long."""
PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "journal_size_limit": WAL_BYTES}


def database_at(path: Path, *, foreign_keys: bool = True, reading: bool = False) -> peewee.SqliteDatabase:
    """Peewee's database for a file that is there: WAL, FULL sync, foreign keys, immediate transactions, 5 s patience.

    Connecting never makes a file: one that was deleted a moment ago must not come back empty. For `reading` the journal
    stays as it is, since switching it to WAL writes to the file.
    """
    pragmas = {**PRAGMAS, "foreign_keys": int(foreign_keys)}
    if reading:
        pragmas = {"query_only": 1}
    return peewee.SqliteDatabase(
        uri_of(path, "rw"), uri=True, pragmas=pragmas, timeout=errors.BUSY_SECONDS, lock_type="IMMEDIATE"
    )


def known_migrations() -> list[str]:
    """The names of this program's migrations, oldest first."""
    return sorted(p.stem for p in MIGRATIONS.glob("[0-9]*.py"))


def prepare(
    path: Path, *, create: bool, mode: int, time_zone: str | None = None
) -> tuple[bool, tuple[str, ...], Path | None]:
    """Make the file at `path` ready: created, migrated (an older one is copied beside itself first), or refused.

    A file that may be created is one to work in, and closed to others if they may read it. Safe when several processes
    do it at once: whatever needs a change of the schema happens under one file lock. Returns whether it
    was created, the migrations applied to an older file, and the copy of that. Raises Missing, NotOurs, Newer, Busy or
    Storage.
    """
    if not create and not path.exists():
        raise Missing(path=path)
    if path.exists() and not path.is_file():
        raise Storage(problem=f"{path} is a folder or a device, not a database file.")
    if path.exists() and path.stat().st_size and not _pending(path) and _guarded(path):
        if create:
            close_to_others(path, mode)
        return False, (), None
    if not path.parent.is_dir():
        raise Storage(problem=f"{path} cannot be made: there is no folder {path.parent}.")
    if path.exists():
        check_one_name(path)
    with file_lock(path, mode):
        if create:
            ensure(path, mode)
        pending = _pending(path)
        if create:
            close_to_others(path, mode)
        created = pending == known_migrations()
        if created and not create:  # an empty file is no hospital yet
            raise Missing(path=path)
        kept = None
        if pending and not created:
            from opd_tui.db.sqlite.copies import copy_beside  # once in the life of a version

            kept = copy_beside(path, mode)
        if pending or not _guarded(path):
            _migrate(path, time_zone)
        return created, () if created else tuple(pending), kept


@contextmanager
def file_lock(path: Path, mode: int) -> Iterator[None]:
    """One process at a time changes what the database file is. Raises Busy."""
    from filelock import FileLock, Timeout  # rarely: a file that is ready needs no lock

    real = path.resolve()
    lock_path = real.with_name(real.name + ".lock")
    ensure(lock_path, mode)
    try:
        with FileLock(lock_path, timeout=LOCK_SECONDS, mode=mode):
            yield
    except Timeout as e:
        raise Busy(seconds=LOCK_SECONDS) from e


def _pending(path: Path) -> list[str]:
    """Migrations that the file at `path` lacks. Raises NotOurs or Newer."""
    with looking_into(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            if tables or application:
                raise NotOurs(path=path)
            return known_migrations()
        applied = {n for (n,) in connection.execute(_APPLIED)} if HISTORY in tables else set()
    unknown = sorted(applied - set(known_migrations()))
    if unknown:
        raise Newer(path=path, unknown=", ".join(unknown))
    return [name for name in known_migrations() if name not in applied]


def _guarded(path: Path) -> bool:
    """Whether every trigger stands: a process that died between migrating and putting them back left none."""
    with looking_into(path) as connection:
        return not missing(connection)


def missing(connection: sqlite3.Connection) -> list[str]:
    """The names of triggers that are not in the database, or not as this program has them."""
    return [*missing_triggers(connection), *name_index.index_problems(connection)]


def _migrate(path: Path, time_zone: str | None) -> None:
    """Everything in one transaction, so that a program killed on the way leaves the file as it was.

    Foreign keys are off and the triggers away meanwhile: SQLite renames no table into place past a trigger that reads
    it, and dropping a table that others point to is refused.
    """
    from playhouse.migrations import Runner

    database = database_at(path, foreign_keys=False)
    try:
        with database.atomic():
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            for name in TRIGGERS:
                database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")
            name_index.drop_triggers(database)
            Runner(database, str(MIGRATIONS), table_name=HISTORY).up()
            put_triggers(database)
            name_index.put_index(database)
            if time_zone is not None:
                database.execute_sql(
                    "INSERT OR IGNORE INTO setting (name, value) VALUES ('time_zone', ?)", (time_zone,)
                )
    finally:
        database.close()
