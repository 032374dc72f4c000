"""Connections past the program: what a hand in the database can do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from opd_tui.db import connection
from opd_tui.runtime import clock
from tests.support import server
from tests.support.cluster import Cluster
from tests.support.factories import MORNING, ZONE

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


@pytest.fixture
def durable() -> Iterator[Cluster]:
    """A server that writes to the disk as it does in a hospital, with a new hospital open."""
    cluster = Cluster()
    cluster.start()
    make_hospital(cluster.url("opd"), cluster.url("postgres"))
    clock.set_local(MORNING)
    yield cluster
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")
    cluster.remove()


def make_hospital(url: str, existing: str) -> None:
    """Create a database on a server of the test's own, and open a new hospital in it."""
    import psycopg

    with psycopg.connect(existing, autocommit=True) as admin:
        admin.execute("CREATE DATABASE opd")
    connection.connect(url, as_owner=True, time_zone=ZONE)
