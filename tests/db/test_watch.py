"""The watch tells of every commit of others, whoever made it and however the watch hears of it."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing, contextmanager

import pytest

from opd_tui.db import connection
from opd_tui.db.sqlite import watch
from tests.support.factories import a_doctor

pytestmark = pytest.mark.sqlite("the kernel's news of files")

LIMIT = 15.0


@pytest.fixture(params=["told by the kernel", "by time stamps"])
def ear(request, monkeypatch):
    if request.param == "by time stamps":
        monkeypatch.setattr(watch, "_listening_in", lambda folder: None)


@contextmanager
def watching():
    """Yields a function that waits until the change signal has moved, looking only when the watch says so."""
    told = threading.Event()
    watch = connection.watch(told.set)
    try:
        assert told.wait(LIMIT)
        told.clear()
        seen = [connection.version()]

        def moved() -> bool:
            while told.wait(LIMIT):
                told.clear()
                if (now := connection.version()) != seen[0]:
                    seen[0] = now
                    return True
            return False

        yield moved
    finally:
        watch.close()


def in_another_thread(work):
    def run():
        work()
        connection.current().database.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_another_desks_commit_is_told(database, ear):
    with watching() as moved:
        for _ in range(3):
            in_another_thread(a_doctor)
            assert moved()


def test_another_programs_commit_is_told(database, ear):
    with watching() as moved, closing(sqlite3.connect(database, isolation_level=None)) as raw:
        raw.execute("INSERT INTO doctor (name, department, room) VALUES ('Dr Sen', '', '')")
        assert moved()


def test_a_file_put_in_its_place_is_told(database, ear, tmp_path):
    a_doctor()
    connection.backup(tmp_path / "copy.db")
    with watching() as moved:
        os.replace(tmp_path / "copy.db", database)
        assert moved()


def test_a_database_reached_by_a_symbolic_link_is_watched_where_it_is(database, ear, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(database)
    connection.close()
    connection.connect(str(link))
    with watching() as moved:
        in_another_thread(a_doctor)
        assert moved()


def test_a_bell_rings_at_the_wal_that_is_there_also_after_reopening(database, monkeypatch):
    rung = []
    monkeypatch.setattr(watch.os, "utime", lambda at: rung.append(os.stat(at).st_ino))
    a_doctor()
    connection.current().close()  # the only connection: the WAL goes with it
    kept = open(f"{database}-wal", "w")  # noqa: SIM115 - so that the next WAL cannot get the same inode
    os.unlink(f"{database}-wal")
    a_doctor()
    kept.close()
    assert rung[-1] == os.stat(f"{database}-wal").st_ino


def test_after_closing_nothing_is_told(database, ear):
    told = threading.Event()
    watch = connection.watch(told.set)
    assert told.wait(LIMIT)
    watch.close()
    told.clear()
    a_doctor()
    assert not told.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "opd-watch"]
