"""Reports when another desk has changed the database: PostgreSQL's NOTIFY on a connection of its own.

The caller must also look from time to time: while the server is away nothing is reported.
"""

from __future__ import annotations

import select
from collections.abc import Callable

import psycopg

from opd_tui.db.postgres.transactions import CHANNEL
from opd_tui.db.until_closed import UntilClosed

RETRY_SECONDS = 2.0


class Listener:
    """A thread that calls `on_change` once when it starts, whenever a desk has committed, and after each connection."""

    def __init__(self, connect: Callable[[], psycopg.Connection], on_change: Callable[[], None]) -> None:
        self._connect, self._on_change = connect, on_change
        self._thread = UntilClosed(self._run, "opd-watch")
        self._thread.start()

    def close(self) -> None:
        """Stop listening. `on_change` is not called afterwards."""
        self._thread.close()

    def _run(self) -> None:
        while True:
            try:
                with self._connect() as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._on_change()
                    if self._listen(connection):
                        return
            except psycopg.Error:
                self._on_change()
            if self._waited_for_the_end(RETRY_SECONDS):
                return

    def _listen(self, connection: psycopg.Connection) -> bool:
        """Report until the watch is closed: then True; False when the connection is lost."""
        ready = select.poll()
        ready.register(self._thread.descriptor, select.POLLIN)
        ready.register(connection.fileno(), select.POLLIN)
        while True:
            descriptors = [descriptor for descriptor, _ in ready.poll()]
            if self._thread.descriptor in descriptors:
                return True
            connection.pgconn.consume_input()
            rung = False
            while connection.pgconn.notifies():
                rung = True
            if rung:
                self._on_change()
            if connection.pgconn.status != psycopg.pq.ConnStatus.OK:
                return False

    def _waited_for_the_end(self, seconds: float) -> bool:
        ready = select.poll()
        ready.register(self._thread.descriptor, select.POLLIN)
        return bool(ready.poll(seconds * 1000))
