"""A server of the tests' own: one that dies, wants a password, or is too old."""

from __future__ import annotations

import os
import threading
import time

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.db.postgres import schema
from opd_tui.domain.errors import Storage
from opd_tui.runtime import clock
from tests.db.postgres.conftest import make_hospital
from tests.support import server, workers
from tests.support.cluster import Cluster
from tests.support.factories import a_doctor, a_slot

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(server.SERVER not in os.environ, reason="no PostgreSQL server"),
]


def _kill_after(cluster: Cluster, bookings: int) -> None:
    """Kill the server as soon as so many tokens are there."""
    import psycopg

    with psycopg.connect(cluster.url("opd"), autocommit=True) as watching:
        end = time.monotonic() + 60
        while watching.execute("SELECT count(*) >= %s FROM token", (bookings,)).fetchone() != (True,):
            assert time.monotonic() < end
        cluster.kill()


def test_every_booking_that_was_answered_survives_the_death_of_the_server(durable):
    doctor = a_doctor().id
    slots = [a_slot(50, doctor, f"{hour}:00", f"{hour + 1}:00").id for hour in (10, 12)]
    killer = threading.Thread(target=_kill_after, args=(durable, 60))
    killer.start()
    answered = workers.race(workers.book_until_it_is_gone, durable.url("opd"), slots, processes=4)
    killer.join()
    durable.start()
    connection.connect(durable.url("opd"))
    there = set(tables.Token.select(tables.Token.slot, tables.Token.number).tuples())
    assert sum(map(len, answered)) >= 40
    assert {each for one in answered for each in one} <= there
    assert checking.check() == ()


@pytest.fixture
def guarded(monkeypatch):
    """A server that wants a password."""
    cluster = Cluster(authentication="scram-sha-256", password="right")
    cluster.start()
    with monkeypatch.context() as known:
        known.setenv("PGPASSWORD", "right")
        make_hospital(cluster.url("opd"), cluster.url("postgres"))
        connection.close()
    yield cluster
    connection.close()
    clock.use_zone("UTC")
    cluster.remove()


def test_a_wrong_password_is_said_and_not_repeated(guarded, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(Storage, match="refused the password") as refused:
        connection.connect(guarded.url("opd"))
    assert "wrong" not in refused.value.message


def test_no_password_is_said(guarded):
    with pytest.raises(Storage, match="refused the password"):
        connection.connect(guarded.url("opd"))


def test_a_password_comes_from_the_passfile(guarded, monkeypatch, tmp_path):
    passfile = tmp_path / "pgpass"
    passfile.write_text("*:*:opd:owner:right\n")
    passfile.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    assert connection.connect(guarded.url("opd")).where == guarded.url("opd")


def test_a_backup_has_the_password_without_an_argument(guarded, tmp_path):
    connection.connect(guarded.url("opd").replace("owner@", "owner:right@"))
    connection.backup(tmp_path / "opd.dump")
    assert (tmp_path / "opd.dump").stat().st_mode & 0o777 == 0o600


def test_a_server_that_is_too_old_is_refused(durable, monkeypatch):
    monkeypatch.setattr(schema, "OLDEST_SERVER", 99)
    with pytest.raises(Storage, match="this program needs 99 or newer"):
        connection.connect(durable.url("opd"))
