"""The schema of a SQLite file: its pragmas, and how it is created and migrated under a lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import peewee

from opd_tui.db import history
from opd_tui.db.sqlite import errors, name_index
from opd_tui.db.sqlite.file import check_one_name, close_to_others, ensure, looking_into, uri_of
from opd_tui.db.sqlite.triggers import TRIGGERS, missing_triggers, put_triggers
from opd_tui.domain.errors import Busy, Missing, NotOurs, Storage

APPLICATION_ID = 0x4F504454  # "OPDT", in the header of every file of ours
LOCK_SECONDS = 60.0

WAL_BYTES = 5_000_000
"""The size to which the WAL is cut. It reaches 4.2 MB normally, and more only during a long read."""
CACHE_KIB = 16_000
"""How much of a file a connection may keep in memory. SQLite's own 2 MB hold too little of a hospital of some years:
after each search the desk was read from the file again.
"""
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "journal_size_limit": WAL_BYTES,
    "cache_size": -CACHE_KIB,
}


def database_at(path: Path, *, foreign_keys: bool = True, reading: bool = False) -> peewee.SqliteDatabase:
    """Peewee's database for an existing file: WAL, FULL sync, foreign keys, immediate transactions, a lock timeout of 5
    s.

    Connecting never creates a file: one that was just deleted must not come back empty. With `reading` the journal mode
    stays as it is, because switching to WAL writes to the file.
    """
    pragmas = {**PRAGMAS, "foreign_keys": int(foreign_keys)}
    if reading:
        pragmas = {"query_only": 1}
    return peewee.SqliteDatabase(
        uri_of(path, "rw"), uri=True, pragmas=pragmas, timeout=errors.BUSY_SECONDS, lock_type="IMMEDIATE"
    )


def prepare(
    path: Path, *, create: bool, mode: int, time_zone: str | None = None
) -> tuple[bool, tuple[str, ...], Path | None]:
    """Make the file at `path` ready: create it, migrate an older one (after copying it beside itself), or refuse it.

    With `create` the file is closed to others if they may read it. Safe when several processes call it at once: schema
    changes happen under one file lock. Returns whether the file was created, the migrations applied to an older file,
    and the copy of that file. Raises Missing, NotOurs, Newer, Busy or Storage.
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
        created = pending == history.known_migrations()
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
    """Allow only one process at a time to create or migrate the file. Raises Busy."""
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
    """Migrations that are not applied to the file at `path` yet. Raises NotOurs or Newer."""
    with looking_into(path) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION_ID:
            if tables or application:
                raise NotOurs(path=path)
            return history.known_migrations()
        applied = {n for (n,) in connection.execute(history.APPLIED)} if history.TABLE in tables else set()
    return history.lacking(applied, path)


def _guarded(path: Path) -> bool:
    """Whether every trigger is there: a process that died in the middle of a migration may have left none."""
    with looking_into(path) as connection:
        return not missing(connection)


def missing(connection: sqlite3.Connection) -> list[str]:
    """The names of triggers that are missing from the database or differ from this program's."""
    return [*missing_triggers(connection), *name_index.index_problems(connection)]


def _migrate(path: Path, time_zone: str | None) -> None:
    """Apply all migrations in one transaction, so that a killed program leaves the file as it was.

    Foreign keys are off and the triggers removed meanwhile: SQLite refuses to rename a table that a trigger reads, and
    to drop one that others refer to.
    """
    from playhouse.migrations import Runner

    database = database_at(path, foreign_keys=False)
    try:
        with database.atomic():
            database.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            for name in TRIGGERS:
                database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")
            name_index.drop_triggers(database)
            Runner(database, str(history.MIGRATIONS), table_name=history.TABLE).up()
            put_triggers(database)
            name_index.put_index(database)
            if time_zone is not None:
                database.execute_sql(
                    "INSERT OR IGNORE INTO setting (name, value) VALUES ('time_zone', ?)", (time_zone,)
                )
    finally:
        database.close()
