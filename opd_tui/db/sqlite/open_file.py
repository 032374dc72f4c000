"""The open SQLite file: its connection, and whether it is still the file that was opened."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import peewee

from opd_tui.db import tables
from opd_tui.db.sqlite import errors, name_index, schema
from opd_tui.db.sqlite.file import check_one_name, identity_of, wal_of
from opd_tui.db.sqlite.watch import FileWatch, ring
from opd_tui.domain.errors import BadWindow, Busy, Gone, NoText, Storage
from opd_tui.runtime import clock


class OpenFile:
    """The engine for one SQLite file; see engine.Engine for what is asked of it."""

    catalogue = "sqlite_master"

    def __init__(self, path: Path, mode: int, *, reading: bool = False) -> None:
        self.path, self.mode, self._reading = path, mode, reading
        self.where, self.short_name = str(path), path.name
        self.database = schema.database_at(path, reading=reading)
        self.database.bind(tables.TABLES)
        self.names = name_index.names_of(self.database)
        self._prepared = identity_of(path)
        self._thread = _OfThread()
        self._take_up()

    def _take_up(self) -> None:
        identity = identity_of(self.path)  # before connecting: if it is replaced meanwhile, the next look sees that
        self._take_up_zone()
        wal = wal_of(self.path)
        self._thread.identity, self._thread.wal, self._thread.wal_name = identity, identity_of(wal), str(wal)

    def _take_up_zone(self) -> None:
        """Raises Storage if the zone is damaged, except for who only reads: times are then shown in UTC."""
        try:
            zone = tables.Setting.get_or_none(tables.Setting.name == "time_zone")
            clock.use_zone(zone.value if zone else "UTC")
        except (peewee.OperationalError, sqlite3.OperationalError, BadWindow, TypeError, UnicodeDecodeError) as e:
            if not isinstance(errors.in_words(e, self.where), NoText | None):
                raise
            if not self._reading:
                problem = (
                    f"The hospital's time zone in {self.path} is damaged. Nothing was changed; go back to a backup."
                )
                raise Storage(problem=problem) from e
            clock.use_zone("UTC")

    def check_present(self, *, writing: bool = False) -> None:
        """Compare what the path names with what is open: writes to a renamed file go on and vanish. Raises Gone.

        A file put in its place is opened anew; a connection to the old one would write where nobody reads. For
        `writing`, raises Storage where the file has a second name.
        """
        identity = identity_of(self.path)
        if identity is not None and identity == self._thread.identity:
            if writing:
                check_one_name(self.path)
            return
        if identity is None or self.database.in_transaction():
            self._write_out()
            raise Gone(path=self.path)
        if self._thread.identity is not None:
            with schema.file_lock(self.path, self.mode):
                self._leave_behind()
        if identity != self._prepared:
            schema.prepare(self.path, create=False, mode=self.mode)
            self._prepared = identity
        self._take_up()
        if writing:
            check_one_name(self.path)

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
        if self._thread.wal is not None and self._thread.wal == identity_of(wal):
            wal.unlink(missing_ok=True)
            wal.with_name(wal.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
        self.database.close()
        self._thread.identity = None

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()

    def atomic(self) -> AbstractContextManager[object]:
        """An immediate transaction; within another one a savepoint."""
        transaction: AbstractContextManager[object] = self.database.atomic()
        return transaction

    def snapshot(self) -> AbstractContextManager[object]:
        """A transaction that reads one moment; within another one nothing more."""
        if self.database.in_transaction():
            return nullcontext()
        transaction: AbstractContextManager[object] = self.database.atomic("DEFERRED")
        return transaction

    def committed(self) -> None:
        """Tell those who watch the file that a transaction of this thread has ended, unless it changed nothing."""
        changes = self.database.connection().total_changes
        if changes != self._thread.changes and not self.database.in_transaction():
            self._thread.changes = changes
            ring(self._thread.wal_name)

    def version(self) -> tuple[object, int]:
        """Differs when another connection has committed, or a file was put in this one's place. About 11 µs."""
        cursor = self.database.connection().execute("PRAGMA data_version")
        return self._thread.identity, int(cursor.fetchone()[0])

    def watch(self, on_change: Callable[[], None]) -> FileWatch:
        """Call `on_change` whenever somebody may have committed."""
        return FileWatch(self.path, on_change)

    def tidy(self) -> None:
        """Empty a WAL that grew while somebody read for long; not while others still need it."""
        with suppress(OSError, peewee.OperationalError):
            if Path(self._thread.wal_name).stat().st_size > schema.WAL_BYTES:
                with self._without_waiting():
                    self._write_out()

    @contextmanager
    def _without_waiting(self) -> Iterator[None]:
        connection = self.database.connection()
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(errors.BUSY_SECONDS * 1000)}")

    def backup(self, target: Path) -> str | None:
        """Write a consistent copy, one file, 0600; the first thing that is wrong with its pages, or None."""
        from opd_tui.db.sqlite import copies, integrity  # a desk makes no copies

        copies.copy(self.path, target, 0o600)
        damage = integrity.damage(target.absolute())
        return damage[0] if damage else None

    def error(self, e: Exception) -> Busy | Storage | None:
        """An error of SQLite or of the file system in words; None for any other."""
        return errors.in_words(e, self.where)

    def constraint(self, e: peewee.IntegrityError) -> str:
        """The name of what refused."""
        return errors.constraint_of(e)

    def defects(self) -> list[str]:
        """What is wrong with the file itself: damaged pages, rows whose parent is gone, triggers taken away."""
        from opd_tui.db.sqlite import integrity  # for `check` alone

        connection = self.database.connection()
        gone = [f"trigger {name} is missing or altered" for name in schema.missing(connection)]
        return integrity.defects(connection) + gone

    def rows_without_text(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and column of what is no text where text belongs: a blob, or bytes that are not UTF-8."""
        from opd_tui.db.sqlite import integrity  # for `check` alone

        return integrity.rows_without_text(self.database.connection())

    def unsearchable(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and problem of what is not found by the words of its name, or by others."""
        from opd_tui.db.sqlite import index_updates  # for `check` alone

        return index_updates.strays(self.database.connection())


class _OfThread(threading.local):
    """What this thread's connection has open; `identity` is None without one. `changes` are its rows changed so far."""

    identity: tuple[int, int] | None = None
    wal: tuple[int, int] | None = None
    wal_name = ""
    changes = 0
