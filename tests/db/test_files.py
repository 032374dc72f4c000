"""A database file with two names, reached by a link, on a read-only disk, open to everybody, or with a grown WAL."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, history
from opd_tui.db.sqlite import schema
from opd_tui.domain.errors import Storage
from opd_tui.services.slots import doctors
from tests.support.factories import ZONE, a_doctor

pytestmark = pytest.mark.sqlite("the file on the disk")

MIGRATIONS = history.known_migrations()

# Two names


@pytest.fixture
def second(database):
    """A second name of the open database."""
    a_doctor()
    second = database.with_name("second name.db")
    os.link(database, second)
    return second


@pytest.mark.long  # the command that the sentence names looks through the whole file system
def test_a_file_with_two_names_is_not_written(second, database):
    with pytest.raises(Storage, match="second name") as refused:
        a_doctor()
    assert [doctor.id for doctor in doctors.all_doctors()] == [1]
    command = refused.value.message.split("`")[1]
    found = subprocess.run(shlex.split(command), capture_output=True, text=True).stdout.split("\n")
    assert {str(database), str(second)} <= set(found)


@pytest.mark.parametrize("create", [True, False])
def test_a_file_with_two_names_is_not_written_by_who_opens_it(second, create):
    opened = connection.connect(str(second), create=create)
    assert "second name" in (opened.notice or "")
    with pytest.raises(Storage, match="second name"):
        a_doctor()


def test_a_file_with_two_names_is_read_checked_and_copied(second, tmp_path):
    connection.close()
    connection.connect(str(second), reading=True)
    assert len(doctors.all_doctors()) == 1
    assert checking.check() == ()
    connection.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_nlink == 1


def test_a_file_of_an_older_version_with_two_names_is_not_migrated(second, monkeypatch):
    connection.close()
    monkeypatch.setattr(history, "known_migrations", lambda: [*MIGRATIONS, "later"])
    with pytest.raises(Storage, match="second name"):
        connection.connect(str(second), create=True)
    assert not [*second.parent.glob("*.before-*")]


def test_when_the_second_name_is_gone_the_desk_writes_on(second):
    second.unlink()
    assert a_doctor().id == 2


# A symbolic link


def test_lock_and_copy_of_an_older_file_stand_beside_the_file_and_not_beside_its_link(path, tmp_path, monkeypatch):
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "opd.db"
    link.symlink_to(path)
    connection.connect(str(path), create=True)
    connection.close()
    path.with_name("opd.db.lock").unlink()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)")
    monkeypatch.setattr(schema, "_migrate", lambda path, zone: None)
    connection.connect(str(link), create=True)
    connection.close()
    assert [found.name for found in link.parent.iterdir()] == ["opd.db"]
    beside = {found.name.partition(".before-")[0] for found in path.parent.glob("opd.db.*")}
    assert beside == {"opd.db", "opd.db.lock"}


# A read-only disk

ON_READ_ONLY_DISK = """
set -e
mount -t tmpfs tmpfs {folder}
cp {path} {folder}/opd.db
mount -o remount,ro {folder}
for command in doctors check "backup {copy}"; do {program} --db {folder}/opd.db $command; done
echo '{{"do":"add-doctor","name":"Dr Sen"}}' | {program} --db {folder}/opd.db batch - || true
"""


@pytest.mark.skipif(
    subprocess.run("unshare -rm true", shell=True, capture_output=True).returncode != 0,
    reason="only Linux, and only where a process may mount its own disk",
)
def test_a_cleanly_closed_database_on_a_read_only_disk_is_read_checked_and_copied(path, tmp_path):
    connection.connect(str(path), create=True, time_zone=ZONE)
    a_doctor("Dr Rao")
    connection.close()
    (folder := tmp_path / "disk").mkdir()
    copy = tmp_path / "copy.db"
    program = f"{shlex.quote(sys.executable)} -m opd_tui --actor asha"
    script = ON_READ_ONLY_DISK.format(path=path, folder=folder, copy=copy, program=program)
    ran = subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True)
    assert "Dr Rao" in ran.stdout, ran.stderr
    assert "No errors found." in ran.stdout
    assert "read-only" in ran.stdout  # the answer to what would have been written
    connection.connect(str(copy))
    assert [doctor.name for doctor in doctors.all_doctors()] == ["Dr Rao"]
    connection.close()


# Open to everybody


@pytest.mark.parametrize(("mode", "may"), [(0o666, "read and change"), (0o604, "read"), (0o602, "change")])
def test_who_reads_a_file_that_is_open_to_everybody_is_told(path, mode, may):
    connection.connect(str(path), create=True)
    connection.close()
    path.chmod(mode)
    notice = connection.connect(str(path), reading=True).notice
    assert notice is not None
    assert f"may {may} {path} (mode {mode:04o})" in notice
    connection.close()


def test_of_a_private_file_nothing_is_told(path):
    connection.connect(str(path), create=True)
    path.chmod(0o660)
    assert connection.connect(str(path), reading=True).notice is None
    connection.close()


# A WAL that grew


def wal_of(path: Path) -> int:
    return path.with_name(path.name + "-wal").stat().st_size


@pytest.fixture
def grown(database, monkeypatch):
    """The WAL has grown past what is kept, because somebody reads since before; the one who reads."""
    monkeypatch.setattr(schema, "WAL_BYTES", 100_000)
    monkeypatch.setitem(schema.PRAGMAS, "journal_size_limit", 100_000)
    connection.connect(str(database))
    connection.current().database.execute_sql("PRAGMA wal_autocheckpoint = 10")
    with closing(sqlite3.connect(database)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM doctor").fetchall()
        while wal_of(database) < 300_000:
            a_doctor()
        yield reader


def test_the_wal_shrinks_with_the_next_work_when_who_read_for_long_has_gone(grown, database):
    grown.rollback()
    a_doctor()
    a_doctor()
    assert wal_of(database) <= 100_000


def test_the_wal_shrinks_at_rest_when_who_read_for_long_has_gone(grown, database):
    connection.version_at_rest()
    assert wal_of(database) > 100_000
    grown.rollback()
    connection.version_at_rest()
    assert wal_of(database) == 0
