"""The open SQLite file: its connection, and whether the path still names the file that was opened."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import peewee

from opd_tui.db import tables
from opd_tui.db.sqlite import errors, name_index, schema
from opd_tui.db.sqlite.file import identity_of, names_of, second_name, wal_of
from opd_tui.db.sqlite.immediate import Immediate
from opd_tui.db.sqlite.watch import Bell, FileWatch
from opd_tui.domain.errors import BadWindow, Busy, Gone, NoText, Storage
from opd_tui.runtime import clock


class OpenFile:
    """The engine for one SQLite file; see engine.Engine."""

    catalogue = "sqlite_master"
    writes_in_turn = True

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
        identity = identity_of(
            self.path
        )  # before connecting: if the file is replaced meanwhile, the next check notices it
        self._take_up_zone()
        wal = wal_of(self.path)
        self._thread.identity, self._thread.wal, self._thread.wal_name = identity, identity_of(wal), str(wal)
        self._thread.of_new_connection()

    def _take_up_zone(self) -> None:
        """Set the hospital's zone. Raises Storage if it is damaged, except for `reading`: then times are
        shown in UTC.
        """
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

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Run a statement; returns its rows. Raises Peewee's errors."""
        try:
            rows: list[tuple[Any, ...]] = self.database.connection().execute(sql, values).fetchall()
        except sqlite3.Error:
            with peewee.__exception_wrapper__:  # as Peewee's execute_sql does, which takes 2 µs more to come to it
                raise
        return rows

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Run an INSERT of one row; returns the row's id. Raises Peewee's errors."""
        try:
            row = self.database.connection().execute(sql, values).lastrowid
        except sqlite3.Error:
            with peewee.__exception_wrapper__:
                raise
        return int(row)

    def check_present(self, *, writing: bool = False) -> None:
        """Raises Gone if the path no longer names the open file; otherwise SQLite would go on writing to a file without
        a name.

        If another file was put in its place, that one is opened. For `writing`, raises Storage if the file has a second
        name.
        """
        identity, names = names_of(self.path)
        if identity is not None and identity == self._thread.identity:
            if writing and names > 1:
                raise second_name(self.path)
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
        if writing and names > 1:
            raise second_name(self.path)

    def _write_out(self) -> None:
        """Write the content of the WAL into the open file, whatever its name is now."""
        if not self.database.is_closed():
            with suppress(peewee.DatabaseError):
                self.database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _leave_behind(self) -> None:
        """Close this thread's connection to a file that was replaced.

        The old file's WAL is still beside the new file, and SQLite would apply it to that. So it is written to the old
        file, wherever that is now, and removed, unless another process has done so.
        """
        self._write_out()
        wal = wal_of(self.path)
        if self._thread.wal is not None and self._thread.wal == identity_of(wal):
            wal.unlink(missing_ok=True)
            wal.with_name(wal.name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)
        self.database.close()
        self._thread.of_new_connection()
        self._thread.identity = None

    def stream(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query, read as they are needed."""
        rows: Iterable[tuple[Any, ...]] = self.database.connection().execute(sql)
        return rows

    def loading(self) -> AbstractContextManager[object]:
        """A transaction that takes over rows as they are."""
        from opd_tui.db.sqlite import loading  # for `copy` alone

        return loading.loading(self.database)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add rows with all their columns."""
        from opd_tui.db.sqlite import loading

        loading.load(self.database, table, columns, rows)

    def go_on_from(self, counters: Mapping[str, int]) -> None:
        """Let the stored counters go on from those of the source."""
        from opd_tui.db.sqlite import loading

        loading.go_on_from(self.database, counters)

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()
        self._thread.of_new_connection()

    def atomic(self, *, beside_others: bool = False) -> AbstractContextManager[object]:
        """An immediate transaction, always alone in the file; inside another one a savepoint."""
        if not self.database.in_transaction():
            return Immediate(self.database)
        savepoint: AbstractContextManager[object] = self.database.savepoint()
        return savepoint

    def lock_slots(self, slots: Iterable[int]) -> bool:
        """The transaction is alone in the file already."""
        return False

    def can_read_on(self) -> bool:
        """SQLite takes back the refused statement alone."""
        return True

    @property
    def own_id(self) -> peewee.Node:
        """One more than the last id: no other transaction can take it, because this one has the write lock."""
        return tables.Event.select(peewee.fn.COALESCE(peewee.fn.MAX(tables.Event.id), 0) + 1)

    def next_arrival(self) -> None:
        """The table of counters has it."""

    def counters_beside(self) -> dict[str, int]:
        """All are in the table."""
        return {}

    def snapshot(self) -> AbstractContextManager[object]:
        """A transaction that reads one moment; inside another one, nothing more."""
        if self.database.in_transaction():
            return nullcontext()
        transaction: AbstractContextManager[object] = self.database.atomic("DEFERRED")
        return transaction

    def committed(self) -> None:
        """Wake those who watch the file, unless this thread's last transaction changed nothing."""
        connection, mine = self.database.connection(), self._thread
        changes = connection.total_changes
        if changes != mine.changes and not connection.in_transaction:
            mine.changes = changes
            mine.bell.ring()

    def version(self) -> tuple[object, int]:
        """A value that changes when another connection commits or the file is replaced. Takes about 11 µs."""
        cursor = self.database.connection().execute("PRAGMA data_version")
        return self._thread.identity, int(cursor.fetchone()[0])

    def watch(self, on_change: Callable[[], None]) -> FileWatch:
        """Call `on_change` whenever another process may have committed."""
        return FileWatch(self.path, on_change)

    def tidy(self) -> None:
        """Empty a WAL that grew during a long read; not while others still need it."""
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
        """Write a consistent copy, one file, 0600; returns the first thing that is wrong with its pages, or None."""
        from opd_tui.db.sqlite import copies, integrity  # a desk makes no copies

        copies.copy(self.path, target, 0o600)
        damage = integrity.damage(target.absolute())
        return damage[0] if damage else None

    def error(self, e: Exception) -> Busy | Storage | None:
        """An error of SQLite or of the file system as one of the family; None for any other."""
        return errors.in_words(e, self.where)

    def constraint(self, e: peewee.IntegrityError) -> str:
        """The name of what refused a change."""
        return errors.constraint_of(e)

    def defects(self) -> list[str]:
        """What is wrong with the file itself: damaged pages, rows whose parent is missing, missing triggers."""
        from opd_tui.db.sqlite import integrity  # for `check` alone

        connection = self.database.connection()
        gone = [f"trigger {name} is missing or altered" for name in schema.missing(connection)]
        return integrity.defects(connection) + gone

    def rows_without_text(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and column of each value that should be a text and is not: a blob, or bytes that
        are not UTF-8.
        """
        from opd_tui.db.sqlite import integrity  # for `check` alone

        return integrity.rows_without_text(self.database.connection())

    def unsearchable(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and problem of each patient whose search words in the index are missing or wrong."""
        from opd_tui.db.sqlite import index_updates  # for `check` alone

        return index_updates.strays(self.database.connection())


class _OfThread(threading.local):
    """The state of this thread's connection; `identity` is None without one. `changes` is the number of rows it has
    changed.
    """

    identity: tuple[int, int] | None = None
    wal: tuple[int, int] | None = None
    wal_name = ""
    bell = Bell("")
    changes = 0

    def of_new_connection(self) -> None:
        """A connection counts its changes from 0, and its WAL may be a new file."""
        self.changes, self.bell = 0, Bell(self.wal_name)
