"""The open SQLite file: its pragmas, migrations under a lock, and whether it is still where it was."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import peewee

from opd_tui.db import tables
from opd_tui.db.sqlite import errors, name_index, watch
from opd_tui.db.sqlite.file import close_to_others, ensure, identity_of, looking_into, wal_of
from opd_tui.db.sqlite.triggers import TRIGGERS, missing_triggers, put_triggers
from opd_tui.domain.errors import Busy, Gone, Missing, Newer, NotOurs, Storage
from opd_tui.runtime import clock

APPLICATION_ID = 0x4F504454  # "OPDT", in the header of every file of ours
LOCK_SECONDS = 60.0
MIGRATIONS = Path(__file__).parents[1] / "migrations"
HISTORY = "schema_migration"
_APPLIED = "SELECT name FROM schema_migration"

PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}


class OpenFile:
    """The open database file: its Peewee database, and whether it is still the file that was opened."""

    def __init__(self, path: Path, mode: int, *, reading: bool = False) -> None:
        self.path, self.mode = path, mode
        self.database = database_at(path, reading=reading)
        self.database.bind(tables.TABLES)
        self.names = name_index.names_of(self.database)
        self._prepared = identity_of(path)
        self._here = _Connected()
        self._take_up()

    def _take_up(self) -> None:
        identity = identity_of(self.path)  # before connecting: if it is replaced meanwhile, the next look sees that
        zone = tables.Setting.get_or_none(tables.Setting.name == "time_zone")
        clock.use_zone(zone.value if zone else "UTC")
        wal = wal_of(self.path)
        self._here.identity, self._here.wal, self._here.wal_name = identity, identity_of(wal), str(wal)

    def check_present(self) -> None:
        """Writes to a renamed file go on and vanish: compare what the path names with what is open. Raises Gone.

        A file put in its place is opened anew; a connection to the old one would write where nobody reads.
        """
        identity = identity_of(self.path)
        if identity is not None and identity == self._here.identity:
            return
        if identity is None or self.database.in_transaction():
            self._write_out()
            raise Gone(path=self.path)
        if self._here.identity is not None:
            with _file_lock(self.path, self.mode):
                self._leave_behind()
        if identity != self._prepared:
            prepare(self.path, create=False, mode=self.mode)
            self._prepared = identity
        self._take_up()

    def ring(self) -> None:
        """Tell those who watch the file that a transaction of this thread has ended, unless it changed nothing."""
        changes = self.database.connection().total_changes
        if changes != self._here.changes and not self.database.in_transaction():
            self._here.changes = changes
            watch.ring(self._here.wal_name)

    def _write_out(self) -> None:
        """What stands only in the WAL goes into the file that is open, whatever it is called by now."""
        if not self.database.is_closed():
            with suppress(peewee.DatabaseError):
                self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _leave_behind(self) -> None:
        """Close this thread's connection to a file that was replaced.

        The old file's WAL still stands beside the new one, and SQLite would play it into that. So it is written to
        the old file, wherever that is now, and removed, unless another process has done so already.
        """
        self._write_out()
        wal = wal_of(self.path)
        if self._here.wal is not None and self._here.wal == identity_of(wal):
            wal.unlink(missing_ok=True)
            wal.with_name(wal.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
        self.database.close()
        self._here.identity = None

    def defects(self) -> list[str]:
        """What is wrong with the file itself: damaged pages, rows whose parent is gone, triggers taken away."""
        from opd_tui.db.sqlite import integrity  # for `check` alone

        connection = self.database.connection()
        return integrity.defects(connection) + [
            f"trigger {name} is missing or altered" for name in _missing(connection)
        ]

    def rows_without_text(self) -> Iterator[tuple[str, int, str]]:
        """Table, row id and column of what is no text where text belongs: a blob, or bytes that are not UTF-8."""
        from opd_tui.db.sqlite import integrity  # for `check` alone

        return integrity.rows_without_text(self.database.connection())

    def unsearchable(self) -> Iterator[tuple[str, int, str]]:
        """Table, row id and problem of what is not found by the words of its name, or by others."""
        from opd_tui.db.sqlite import index_updates  # for `check` alone

        return index_updates.strays(self.database.connection())

    def version(self) -> tuple[object, int]:
        """Moves when another connection commits, and when another file was opened in this one's place."""
        cursor = self.database.connection().execute("PRAGMA data_version")
        return self._here.identity, int(cursor.fetchone()[0])


class _Connected(threading.local):
    """The file and the WAL that this thread's connection has open, by device and inode; None without a connection."""

    identity: tuple[int, int] | None = None
    wal: tuple[int, int] | None = None
    wal_name = ""
    changes = 0


def database_at(path: Path, *, foreign_keys: bool = True, reading: bool = False) -> peewee.SqliteDatabase:
    """Peewee's database for a file that is there: WAL, FULL sync, foreign keys, immediate transactions, 5 s patience.

    Connecting never makes a file: one that was deleted a moment ago must not come back empty. For `reading` the journal
    stays as it is, since switching it to WAL writes to the file.
    """
    pragmas = {**PRAGMAS, "foreign_keys": int(foreign_keys)}
    if reading:
        pragmas = {"query_only": 1}
    return peewee.SqliteDatabase(
        f"{path.as_uri()}?mode=rw", uri=True, pragmas=pragmas, timeout=errors.BUSY_SECONDS, lock_type="IMMEDIATE"
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
    was created, the migrations applied to an older file, and the copy of that. Raises Missing, NotOurs, Newer, Busy.
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
    with _file_lock(path, mode):
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
def _file_lock(path: Path, mode: int) -> Iterator[None]:
    """One process at a time changes what the database file is. Raises Busy."""
    from filelock import FileLock, Timeout  # rarely: a file that is ready needs no lock

    lock_path = path.with_name(path.name + ".lock")
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
        return not _missing(connection)


def _missing(connection: sqlite3.Connection) -> list[str]:
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
