"""The open database on a server: a connection for each thread, opened again when the server was away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any

import peewee
import psycopg
from psycopg.types.numeric import Int8Dumper

from opd_tui.db import tables
from opd_tui.db.postgres import errors
from opd_tui.db.postgres.address import Address
from opd_tui.db.postgres.names import WordTable
from opd_tui.db.postgres.transactions import SHARED, SNAPSHOT, WHOLE, ServerTransaction, tell
from opd_tui.db.postgres.watch import Listener
from opd_tui.domain.errors import BadWindow, OpdError, Storage
from opd_tui.runtime import clock

_KEEPING: dict[str, int | str] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A server that is cut off is noticed after ten seconds, not after two hours."""
_SESSION = f"SET lock_timeout = {int(errors.BUSY_SECONDS * 1000)}; SET client_min_messages = warning"


def session(address: Address, *, reading: bool = False) -> psycopg.Connection:
    """A new connection; statements outside a transaction commit at once. With `reading` none can write.

    Raises psycopg's errors.
    """
    given = {name: value for name, value in psycopg.conninfo.conninfo_to_dict(address.url).items() if value is not None}
    settings = {"application_name": "opd-tui"} | _KEEPING | given
    connection: psycopg.Connection = psycopg.connect(psycopg.conninfo.make_conninfo("", **settings), autocommit=True)
    connection.adapters.register_dumper(int, Int8Dumper)  # else each size of number is a statement of its own
    connection.execute(_SESSION)
    if reading:
        connection.execute("SET default_transaction_read_only = on")
    return connection


class _Database(peewee.PostgresqlDatabase):  # type: ignore[misc] # as in tables
    """Peewee's database, whose connections are sessions of ours."""

    def __init__(self, address: Address, reading: bool) -> None:
        self._address, self._reading = address, reading
        super().__init__(address.name, prefer_psycopg3=True)

    def _connect(self) -> psycopg.Connection:
        return session(self._address, reading=self._reading)


class Server:
    """The engine for a database on a PostgreSQL server; see engine.Engine."""

    catalogue = "pg_class"
    writes_in_turn = False

    def __init__(self, address: Address, *, reading: bool = False) -> None:
        self._address = address
        self.where, self.short_name = address.where, address.name
        self.database = _Database(address, reading)
        self.database.bind(tables.TABLES)
        self.names = WordTable(self.database)
        self._take_up_zone(reading)

    def _take_up_zone(self, reading: bool) -> None:
        """Set the hospital's zone. Raises Storage if it is damaged; for `reading` times are then shown in UTC."""
        zone = tables.Setting.get_or_none(tables.Setting.name == "time_zone")
        try:
            clock.use_zone(zone.value if zone else "UTC")
        except BadWindow as e:
            if not reading:
                problem = f"The hospital's time zone in {self.where} is damaged. Nothing was changed; ask for a backup."
                raise Storage(problem=problem) from e
            clock.use_zone("UTC")

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Run a statement; returns its rows. Raises Peewee's errors."""
        try:
            cursor = self.database.connection().execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
        except psycopg.Error:
            with peewee.__exception_wrapper__:
                raise
        return rows

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Run an INSERT of one row; returns the row's id, 0 if that is a text. Raises Peewee's errors."""
        [[made]] = self.run(sql, values)
        return made if isinstance(made, int) else 0

    def check_present(self, *, writing: bool = False) -> None:
        """Connects again where the connection was lost. Raises Unreachable if the server does not answer."""
        if not self.database.is_closed() and self.database.connection().closed:
            self._leave_behind()

    def _leave_behind(self) -> None:
        """Forget this thread's lost connection, and what its transaction was."""
        with suppress(peewee.DatabaseError, peewee.InterfaceError, psycopg.Error):
            self.database._state.transactions.clear()
            self.database.close()

    def atomic(self, *, beside_others: bool = False) -> AbstractContextManager[object]:
        """A transaction with the hospital's lock, whole or shared; inside another one a savepoint."""
        if not self.database.in_transaction():
            return ServerTransaction(self.database, SHARED if beside_others else WHOLE, self.where)
        savepoint: AbstractContextManager[object] = self.database.savepoint()
        return savepoint

    def lock_slots(self, slots: Iterable[int]) -> bool:
        """Lock the rows of slots, the lower id first: two transactions never wait for each other."""
        self.run(_LOCK_SLOTS, (sorted(set(slots)),))
        return True

    def can_read_on(self) -> bool:
        """PostgreSQL gives up the whole transaction after a refused statement."""
        status = self.database.connection().info.transaction_status
        return bool(status != psycopg.pq.TransactionStatus.INERROR)

    @property
    def own_id(self) -> peewee.Node:
        """A trigger puts it in."""
        return peewee.SQL("NULL::bigint")

    def next_arrival(self) -> int:
        """From a sequence, taken while the slot is locked: the counter's row would make all slots wait for one."""
        [[arrival]] = self.run("SELECT nextval('token_arrival_given')", ())
        return int(arrival)

    def counters_beside(self) -> dict[str, int]:
        """Arrivals come from a sequence."""
        [[last, called]] = self.run("SELECT last_value, is_called FROM token_arrival_given", ())
        return {"arrival": int(last)} if called else {}

    def snapshot(self) -> AbstractContextManager[object]:
        """A transaction that reads one moment; inside another one, nothing more."""
        if self.database.in_transaction():
            return nullcontext()
        return ServerTransaction(self.database, SNAPSHOT, self.where)

    def committed(self) -> None:
        """Tell those who watch; they look by themselves if this does not reach them."""
        if not self.database.in_transaction():
            tell(self.database.connection())

    def version(self) -> int:
        """The id that the next transaction gets: it is another one whenever somebody has committed."""
        [[version]] = self.run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint", ())
        return int(version)

    def watch(self, on_change: Callable[[], None]) -> Listener:
        """Call `on_change` whenever a desk has committed."""
        return Listener(lambda: session(self._address), on_change)

    def tidy(self) -> None:
        """The server tidies up by itself."""

    def backup(self, target: Path) -> str | None:
        """Write a copy with pg_dump, 0600."""
        from opd_tui.db.postgres import copies  # a desk makes no copies

        copies.dump(self._address, target)
        return None

    def error(self, e: Exception) -> OpdError | None:
        """An error of the driver as one of the family; None for any other."""
        return errors.in_words(e, self.where)

    def constraint(self, e: peewee.IntegrityError) -> str:
        """The name of what refused a change."""
        return errors.constraint_of(e)

    def defects(self) -> list[str]:
        """Rules, indexes and references that are missing or off."""
        from opd_tui.db.postgres import integrity  # for `check` alone

        return integrity.defects(self.database.connection())

    def rows_without_text(self) -> Iterable[tuple[str, int, str]]:
        """None: the server stores nothing else in a column of texts."""
        return ()

    def unsearchable(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and problem of each patient whose search words are missing or wrong."""
        from opd_tui.db.postgres import integrity  # for `check` alone

        return integrity.strays(self.database.connection())

    def stream(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query, read as they are needed; inside a transaction."""
        with self.database.connection().cursor(name="opd_stream") as cursor:
            yield from cursor.execute(sql)

    def loading(self) -> AbstractContextManager[object]:
        """A transaction that takes over rows as they are; for the owner of the tables."""
        from opd_tui.db.postgres import loading  # for `copy` alone

        return loading.loading(self.database)

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add rows with all their columns."""
        from opd_tui.db.postgres import loading

        loading.load(self.database.connection(), table, columns, rows)

    def go_on_from(self, counters: Mapping[str, int]) -> None:
        """Set the sequences."""
        from opd_tui.db.postgres import loading

        loading.go_on_from(self.database, counters)

    def close(self) -> None:
        """Close this thread's connection."""
        self._leave_behind()


_LOCK_SLOTS = "SELECT 1 FROM slot WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
