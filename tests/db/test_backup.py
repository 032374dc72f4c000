"""`opd-tui backup`: a consistent copy while the desk is in use, private, and never over an existing file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.errors import FileExists, Gone, Storage
from opd_tui.services.slots import doctors
from tests.support.factories import a_doctor, a_slot, a_token

pytestmark = pytest.mark.sqlite("copies of a file")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def test_a_copy_is_a_database_like_its_original(database, target):
    a_token(a_slot().id)
    connection.backup(target)
    connection.connect(str(target))
    assert tables.Token.select().count() == 1
    assert checking.check() == ()


def test_a_copy_is_one_file(database, target):
    before = {*database.parent.iterdir()}
    connection.backup(target)
    assert {*database.parent.iterdir()} - before == {target}


def test_a_copy_is_private_whatever_the_umask(database, target):
    before = os.umask(0)
    try:
        connection.backup(target)
    finally:
        os.umask(before)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("there", [b"", b"last week"])
def test_an_existing_file_is_never_written_over(database, target, there):
    target.write_bytes(there)
    with pytest.raises(FileExists, match="never overwritten"):
        connection.backup(target)
    assert target.read_bytes() == there


def test_the_database_is_no_target_for_its_own_copy(database):
    with pytest.raises(FileExists):
        connection.backup(database)


def test_a_link_to_nowhere_is_not_written_through(database, target):
    target.symlink_to(target.with_name("elsewhere.db"))
    with pytest.raises(FileExists):
        connection.backup(target)


def test_a_folder_that_is_missing_is_said_in_words(database, target):
    with pytest.raises(Storage, match="cannot be written: No such file or directory"):
        connection.backup(target / "copy.db")


def test_a_copy_does_not_wait_for_a_transaction_that_is_open_elsewhere(database, target):
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO doctor (name, department, room) VALUES ('Dr Unfinished', '', '')")
        connection.backup(target)
    connection.connect(str(target))
    assert doctors.all_doctors() == ()


def test_a_copy_from_inside_a_transaction_does_not_wait_for_itself(database, target):
    with connection.transaction():
        a_doctor("Dr Unfinished")
        connection.backup(target)
    connection.connect(str(target))
    assert doctors.all_doctors() == ()


def test_a_copy_made_while_others_book_is_consistent(database, target):
    slot = a_slot(500)
    stop, busy = threading.Event(), threading.Event()

    def another_desk() -> None:
        while not stop.is_set():
            a_token(slot.id, "PAID")
            busy.set()
        connection.current().database.close()

    desk = threading.Thread(target=another_desk)
    desk.start()
    for count in range(5):
        busy.wait()
        busy.clear()
        connection.backup(target.with_name(f"copy-{count}.db"))
    stop.set()
    desk.join()
    for count in range(5):
        connection.connect(str(target.with_name(f"copy-{count}.db")))
        assert checking.check() == ()


def test_a_copy_for_which_there_is_no_space_is_removed_again(database, target):
    code = (
        "import resource, sys; from pathlib import Path; from opd_tui.db import connection\n"
        "from opd_tui.domain import errors\n"
        "connection.connect(sys.argv[1])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: connection.backup(Path(sys.argv[2]))\n"
        "except errors.Storage: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, database, target], capture_output=True)
    assert (done.stdout, done.stderr) == (b"refused\n", b"")
    assert not target.exists()


def test_a_file_that_is_gone_is_not_copied(database, target):
    database.unlink()
    with pytest.raises(Gone):
        connection.backup(target)
    assert not target.exists()
