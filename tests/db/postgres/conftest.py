"""Connections past the program: what a hand in the database can do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support import server

if TYPE_CHECKING:
    import psycopg


@pytest.fixture
def connect(database: str) -> Iterator[Callable[..., psycopg.Connection]]:
    """Open bare connections to the test's database, as its owner or another user."""
    import psycopg

    opened = []

    def another(user: str = "owner") -> psycopg.Connection:
        name = database.partition("/opd_")[2].partition("?")[0]
        opened.append(psycopg.connect(server.url(f"opd_{name}", user), autocommit=True))
        return opened[-1]

    yield another
    for each in opened:
        each.close()


class Waiting:
    """A statement that waits for another connection, in a thread of its own."""

    def __init__(self, connection: psycopg.Connection, *statements: str) -> None:
        self._connection, self._statements = connection, statements
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._until(lambda: not self._thread.is_alive() or self._waits())

    def _run(self) -> None:
        try:
            for statement in self._statements:
                self._connection.execute(statement.encode())
        except Exception as e:
            self.error = e

    def _waits(self) -> bool:
        pid = self._connection.info.backend_pid
        rows = server.execute(f"SELECT wait_event_type FROM pg_stat_activity WHERE pid = {pid}")
        return rows == [("Lock",)]

    def _until(self, true: Callable[[], bool], seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "the statement neither ended nor waited"
            time.sleep(0.01)

    @property
    def ended(self) -> bool:
        """Whether it did not have to wait."""
        return not self._thread.is_alive()

    def outcome(self) -> Exception | None:
        """What it came to, once the other connection has ended its transaction."""
        self._thread.join(15)
        assert self.ended
        return self.error
