"""The SQLite file: its mode, pragmas, migrations under a lock, copies, and whether it is still where it was."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlparse

import peewee

from opd_tui import clock, sqlite_errors, sqlite_search
from opd_tui.errors import Busy, FileExists, Gone, Missing, Newer, NotOurs, Storage
from opd_tui.models import TABLES, Setting
from opd_tui.sqlite_triggers import TRIGGERS, missing_triggers, put_triggers

APPLICATION_ID = 0x4F504454  # "OPDT", in the header of every file of ours
LOCK_SECONDS = 60.0
MIGRATIONS = Path(__file__).parent / "migrations"
HISTORY = "schema_migration"
_APPLIED = "SELECT name FROM schema_migration"

PRAGMAS = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}


class OpenFile:
    """The open database file: its Peewee database, and whether it is still the file that was opened."""

    def __init__(self, path: Path, mode: int, *, reading: bool = False) -> None:
        self.path, self.mode = path, mode
        self.database = database_at(path, reading=reading)
        self.database.bind(TABLES)
        self.names = sqlite_search.names_of(self.database)
        self._prepared = _identity(path)
        self._here = _Connected()
        self._take_up()

    def _take_up(self) -> None:
        identity = _identity(self.path)  # before connecting: if it is replaced meanwhile, the next look sees that
        zone = Setting.get_or_none(Setting.name == "time_zone")
        clock.use_zone(zone.value if zone else "UTC")
        self._here.identity, self._here.wal = identity, _identity(_wal_of(self.path))

    def check_present(self) -> None:
        """Writes to a renamed file go on and vanish: compare what the path names with what is open. Raises Gone.

        A file put in its place is opened anew; a connection to the old one would write where nobody reads.
        """
        identity = _identity(self.path)
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
        wal = _wal_of(self.path)
        if self._here.wal is not None and self._here.wal == _identity(wal):
            wal.unlink(missing_ok=True)
            wal.with_name(wal.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
        self.database.close()
        self._here.identity = None

    def defects(self) -> list[str]:
        """What is wrong with the file itself: damaged pages, rows whose parent is gone, triggers taken away."""
        connection = self.database.connection()
        found = _damage(connection, "integrity_check")
        try:
            found += [
                f"{table} {row} points to a row of {parent} that is not there"
                for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.DatabaseError:
            if not found:  # else the damage that hides these is named
                raise
        return found + [f"trigger {name} is missing or altered" for name in _missing(connection)]

    def rows_without_text(self) -> Iterator[tuple[str, int, str]]:
        """Table, row id and column of what is no text where text belongs: a blob, or bytes that are not UTF-8."""
        connection = self.database.connection()
        for model in TABLES:
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

    def version(self) -> tuple[object, int]:
        """Moves when another connection commits, and when another file was opened in this one's place."""
        cursor = self.database.connection().execute("PRAGMA data_version")
        return self._here.identity, int(cursor.fetchone()[0])


class _Connected(threading.local):
    """The file and the WAL that this thread's connection has open, by device and inode; None without a connection."""

    identity: tuple[int, int] | None = None
    wal: tuple[int, int] | None = None


def damage(path: Path) -> list[str]:
    """What is wrong with the pages of the file at `path`, in SQLite's words; an empty list if nothing is."""
    with _looking_into(path) as connection:
        return _damage(connection, "quick_check")


def _damage(connection: sqlite3.Connection, check: str) -> list[str]:
    """What the check of the whole file names; if it breaks off, what it says of each table."""
    try:
        return _named(connection, f"{check}(20)")
    except sqlite3.DatabaseError as e:
        if getattr(e, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        found = [str(e)]
    for model in TABLES:
        table = model._meta.table_name
        try:
            found += _named(connection, f"{check}('{table}')")
        except sqlite3.DatabaseError as e:
            found.append(f"pages of the table {table} or of its indexes: {e}")
    return found


def _named(connection: sqlite3.Connection, check: str) -> list[str]:
    return [str(problem) for (problem,) in connection.execute(f"PRAGMA {check}") if problem != "ok"]


def _no_utf8(connection: sqlite3.Connection, table: str, column: str) -> Iterator[tuple[int, str]]:
    texts = f'SELECT rowid, CAST("{column}" AS BLOB) FROM "{table}" WHERE typeof("{column}") = \'text\''  # noqa: S608 - our own tables
    for row, value in connection.execute(texts):
        try:
            value.decode()
        except UnicodeDecodeError:
            yield row, column


def _wal_of(path: Path) -> Path:
    real = path.resolve()
    return real.with_name(real.name + "-wal")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def path_of(target: str) -> Path:
    """The file that a path or a `sqlite:///` URL names, absolute. Raises Storage for another kind of database."""
    if "://" in target:
        try:
            url = urlparse(target)
        except ValueError as e:
            raise Storage(problem=f"{target!r} is not a URL: {e}.") from e
        if url.scheme != "sqlite" or url.netloc or url.query or url.fragment or len(url.path) < 2:
            raise Storage(problem=f"{target!r} cannot be opened; give a path, or sqlite:////absolute/path.")
        target = unquote(url.path[1:])
    if not target.strip() or "\0" in target or target == ":memory:":
        raise Storage(problem=f"{target!r} is not a file name for a database.")
    try:
        return Path(target).expanduser().absolute()
    except RuntimeError as e:  # ~nobody
        raise Storage(problem=f"{target!r} names the home folder of somebody who has none.") from e


def database_at(path: Path, *, foreign_keys: bool = True, reading: bool = False) -> peewee.SqliteDatabase:
    """Peewee's database for a file that is there: WAL, FULL sync, foreign keys, immediate transactions, 5 s patience.

    Connecting never makes a file: one that was deleted a moment ago must not come back empty. For `reading` the journal
    stays as it is, since switching it to WAL writes to the file.
    """
    pragmas = {**PRAGMAS, "foreign_keys": int(foreign_keys)}
    if reading:
        pragmas = {"query_only": 1}
    return peewee.SqliteDatabase(
        f"{path.as_uri()}?mode=rw", uri=True, pragmas=pragmas, timeout=sqlite_errors.BUSY_SECONDS, lock_type="IMMEDIATE"
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
            _close_to_others(path, mode)
        return False, (), None
    if not path.parent.is_dir():
        raise Storage(problem=f"{path} cannot be made: there is no folder {path.parent}.")
    with _file_lock(path, mode):
        if create:
            _ensure(path, mode)
        pending = _pending(path)
        if create:
            _close_to_others(path, mode)
        created = pending == known_migrations()
        if created and not create:  # an empty file is no hospital yet
            raise Missing(path=path)
        kept = _copy_beside(path, mode) if pending and not created else None
        if pending or not _guarded(path):
            _migrate(path, time_zone)
        return created, () if created else tuple(pending), kept


@contextmanager
def _file_lock(path: Path, mode: int) -> Iterator[None]:
    """One process at a time changes what the database file is. Raises Busy."""
    from filelock import FileLock, Timeout  # rarely: a file that is ready needs no lock

    lock_path = path.with_name(path.name + ".lock")
    _ensure(lock_path, mode)
    try:
        with FileLock(lock_path, timeout=LOCK_SECONDS, mode=mode):
            yield
    except Timeout as e:
        raise Busy(seconds=LOCK_SECONDS) from e


def _ensure(path: Path, mode: int) -> None:
    """Make an empty file with exactly `mode`, whatever the umask, unless it is there; WAL files inherit its mode."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        os.fchmod(descriptor, mode)
        os.close(descriptor)


def _close_to_others(path: Path, mode: int) -> None:
    """A file of ours that everybody may read or write, as `cp` makes one, gets `mode`; so does what stands beside it.

    What only a group shares stays as its owner has it. A file system that knows no permissions is left in peace.
    """
    real = path.resolve()
    for file in (real, *(real.with_name(real.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            found = file.stat()
            if found.st_mode & 0o007 and found.st_uid == os.geteuid():
                file.chmod(mode)


def _pending(path: Path) -> list[str]:
    """Migrations that the file at `path` lacks. Raises NotOurs or Newer."""
    with _looking_into(path) as connection:
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


def _looking_into(path: Path) -> closing[sqlite3.Connection]:
    """A connection that only reads, closed at the end of a `with`."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=sqlite_errors.BUSY_SECONDS))


def _guarded(path: Path) -> bool:
    """Whether every trigger stands: a process that died between migrating and putting them back left none."""
    with _looking_into(path) as connection:
        return not _missing(connection)


def _missing(connection: sqlite3.Connection) -> list[str]:
    return [*missing_triggers(connection), *sqlite_search.index_problems(connection)]


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
            sqlite_search.drop_triggers(database)
            Runner(database, str(MIGRATIONS), table_name=HISTORY).up()
            put_triggers(database)
            sqlite_search.put_index(database)
            if time_zone is not None:
                database.execute_sql(
                    "INSERT OR IGNORE INTO setting (name, value) VALUES ('time_zone', ?)", (time_zone,)
                )
    finally:
        database.close()


def _copy_beside(path: Path, mode: int) -> Path:
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    for count in range(1000):
        target = path.with_name(f"{path.name}.before-{stamp}" + (f"-{count}" if count else ""))
        with suppress(FileExists):
            copy(path, target, mode)
            return target
    raise FileExists(path=target)


def copy(path: Path, target: Path, mode: int) -> None:
    """A consistent copy of the database at `path`, by SQLite's online backup; others may write meanwhile.

    It goes through a connection of its own: inside an open immediate transaction a backup waits for itself for ever.
    Raises FileExists, or Storage; what could not be finished is removed again.
    """
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
    except FileExistsError as e:
        raise FileExists(path=target) from e
    except OSError as e:
        raise Storage(problem=f"The copy {target} cannot be written: {e.strerror}.") from e
    os.fchmod(descriptor, mode)
    os.close(descriptor)
    try:
        with (
            _looking_into(path) as source,
            closing(sqlite3.connect(target, isolation_level=None)) as destination,
        ):
            source.backup(destination)
            destination.execute("PRAGMA journal_mode = delete")  # one file, nothing beside it
    except BaseException:
        target.unlink(missing_ok=True)
        raise
