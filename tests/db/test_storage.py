"""The database file in trouble: locked, read-only, full, gone, replaced, damaged, or somebody else's."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.db.sqlite import errors
from opd_tui.domain.errors import Busy, Gone, Missing, Newer, NotOurs, Storage
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Book
from opd_tui.services.queries import queues
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import booking
from tests.support import batches
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token

pytestmark = pytest.mark.sqlite("the file on the disk, and SQLite's errors")


def everything(path: Path) -> list[str]:
    """Every row of the database, as another program reads it."""
    with closing(sqlite3.connect(path)) as other:
        return list(other.iterdump())


def names() -> list[str]:
    return [doctor.name for doctor in doctors.all_doctors()]


def make(path: Path, doctor: str) -> Path:
    """A database of its own at `path`, with one doctor; nothing is open afterwards."""
    connection.connect(str(path), create=True, time_zone="UTC")
    a_doctor(doctor)
    connection.close()
    return path


def beside(path: Path) -> set[str]:
    """The names of the files in the folder."""
    return {found.name for found in path.parent.iterdir()}


# Locked


@pytest.fixture
def impatient(monkeypatch):
    """Wait for a lock for a moment and not for seconds."""
    monkeypatch.setattr(errors, "BUSY_SECONDS", 0.05)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program in the middle of a write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_locked_past_the_timeout_is_said_in_words_and_changes_nothing(impatient, database):
    slot = a_slot()
    before = everything(database)
    with locked(database), pytest.raises(Busy, match=r"locked for 0.05 s\. Nothing was changed"):
        a_token(slot.id)
    assert everything(database) == before


def test_after_a_lock_is_gone_the_desk_goes_on(impatient, database):
    slot = a_slot()
    with locked(database), pytest.raises(Busy):
        a_token(slot.id)
    assert a_token(slot.id).status == "ACTIVE"


def test_reading_and_the_change_signal_never_wait_for_a_writer(impatient, database):
    slot = a_slot()
    with locked(database):
        connection.version()
        assert queues.slot(ShowSlot(slot.id)).head.capacity == 2


def test_opening_never_waits_for_a_writer(impatient, database):
    with locked(database):
        connection.connect(str(database))


# Read-only


def test_read_only_is_said_in_words_and_changes_nothing(database):
    slot = a_slot()
    before = everything(database)
    connection.current().database.execute_sql("PRAGMA query_only = 1")
    with pytest.raises(Storage, match="read-only"):
        a_token(slot.id)
    assert everything(database) == before


def test_a_read_only_database_can_be_read(database):
    slot = a_slot()
    connection.current().database.execute_sql("PRAGMA query_only = 1")
    assert queues.slot(ShowSlot(slot.id)).active == ()


# Full


@contextmanager
def a_full_disk() -> Iterator[None]:
    """The file may not grow by one page more; what is free inside it was used up."""
    pages = connection.current().database
    pages.execute_sql("VACUUM")
    [(count,)] = pages.execute_sql("PRAGMA page_count")
    pages.execute_sql(f"PRAGMA max_page_count = {count}")
    yield
    pages.execute_sql("PRAGMA max_page_count = 1000000")


def fill(slot: int) -> None:
    """Book until something is refused."""
    for _ in range(1000):
        booking.book(Book(slot, "WALKIN", patient=NewPatient("Ravi " * 40)), ASHA)


def fill_in_a_savepoint(_: int) -> None:
    """Register patients, each within a transaction around it, until something is refused."""
    for _ in range(1000):
        with connection.transaction():
            a_patient("Ravi " * 40)


@pytest.mark.parametrize("work", [fill, fill_in_a_savepoint])
def test_a_full_disk_is_said_in_words(database, work):
    slot = a_slot(500)
    with a_full_disk(), pytest.raises(Storage, match="The disk is full"):
        work(slot.id)


def test_a_full_disk_inside_a_savepoint_undoes_all_of_it_and_the_desk_goes_on(database):
    slot = a_slot(500)
    with a_full_disk(), pytest.raises(Storage):
        fill_in_a_savepoint(slot.id)
    assert a_token(slot.id).status == "ACTIVE"
    assert checking.check() == ()


def test_a_booking_that_met_a_full_disk_leaves_no_row_behind(database):
    slot = a_slot(500)
    with a_full_disk(), pytest.raises(Storage):
        fill(slot.id)
    assert tables.Patient.select().count() == queues.slot(ShowSlot(slot.id)).head.active
    assert checking.check() == ()


def test_after_space_is_freed_the_desk_goes_on(database):
    slot = a_slot(500)
    with a_full_disk(), pytest.raises(Storage):
        fill(slot.id)
    assert a_token(slot.id).status == "ACTIVE"


def test_a_batch_on_a_disk_that_fills_up_answers_every_line_and_keeps_what_it_promised(database):
    slot = a_slot(500)
    connection.close()
    booking = {"do": "book", "slot": slot.id, "patient": {"name": "Ravi Kumar"}, "source": "PAID"}
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "from opd_tui.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", database, "batch", "-"],
        input=batches.as_lines(*[booking] * 60),
        capture_output=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (len(answers), done.returncode, done.stderr) == (61, 1, b"")
    assert {answer["error"]["code"] for answer in answers if not answer["ok"]} == {"storage"}
    connection.connect(str(database))
    assert queues.slot(ShowSlot(slot.id)).head.active == sum(answer["ok"] for answer in answers[1:])


# Gone


def test_a_file_renamed_away_is_noticed_before_anything_is_written(database):
    slot = a_slot()
    elsewhere = database.rename(database.with_name("moved.db"))
    with pytest.raises(Gone, match=r"moved or deleted while in use\. Nothing was changed"):
        a_token(slot.id)
    assert tokens_in(elsewhere) == 0


def tokens_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        return other.execute("SELECT count(*) FROM token").fetchone()[0]


def test_a_file_renamed_away_takes_with_it_all_that_was_confirmed(database):
    slot = a_slot()
    a_token(slot.id)
    elsewhere = database.rename(database.with_name("moved.db"))
    with pytest.raises(Gone):
        connection.version()
    assert tokens_in(elsewhere) == 1


def test_a_file_renamed_back_works_again(database):
    slot = a_slot()
    elsewhere = database.rename(database.with_name("moved.db"))
    with pytest.raises(Gone):
        a_token(slot.id)
    elsewhere.rename(database)
    assert a_token(slot.id).number == 1


@pytest.mark.parametrize("look", [connection.version, doctors.all_doctors, a_doctor, checking.check])
def test_everything_notices_that_the_file_was_deleted(database, look):
    database.unlink()
    with pytest.raises(Gone):
        look()


def test_nothing_is_made_in_the_place_of_a_deleted_file(database):
    database.unlink()
    with pytest.raises(Gone):
        a_doctor()
    assert not database.exists()


def test_a_thread_that_comes_later_makes_nothing_in_the_place_of_a_deleted_file(database):
    database.unlink()
    met = []

    def another_thread() -> None:
        try:
            a_doctor()
        except Gone as e:
            met.append(e)

    thread = threading.Thread(target=another_thread)
    thread.start()
    thread.join()
    assert met
    assert not database.exists()


# Replaced


def replace(database: Path) -> None:
    """Another hospital's file in the place of the open one, as `mv` puts it there."""
    other = make_elsewhere(database.with_name("other.db"), "Dr Other")
    os.replace(other, database)


def make_elsewhere(path: Path, doctor: str) -> Path:
    """As `make`, by another process, so that what is open here stays open."""
    code = "import sys, pathlib, tests.db.test_storage as t; t.make(pathlib.Path(sys.argv[1]), sys.argv[2])"
    subprocess.run([sys.executable, "-c", code, path, doctor], check=True)
    return path


def test_another_database_in_its_place_is_taken_up_as_it_is(database):
    a_doctor("Dr Rao")  # stands in the old file's WAL, which must not be played into the new file
    replace(database)
    assert names() == ["Dr Other"]
    assert checking.check() == ()


def test_what_is_written_after_a_replacement_is_in_the_new_file(database):
    replace(database)
    a_doctor("Dr New")
    connection.close()
    connection.connect(str(database))
    assert names() == ["Dr Other", "Dr New"]


def test_a_replacement_moves_the_change_signal(database):
    before = connection.version()
    replace(database)
    assert connection.version() != before


def test_the_old_file_keeps_all_that_was_confirmed_in_it(database):
    kept = database.with_name("kept.db")
    a_doctor("Dr Rao")
    os.link(database, kept)
    replace(database)
    names()
    connection.close()
    connection.connect(str(kept))
    assert names() == ["Dr Rao"]


def test_every_thread_notices_a_replacement(database):
    go_on, seen = threading.Event(), []

    def another_thread() -> None:
        names()
        go_on.wait()
        seen.extend(names())
        connection.current().database.close()

    thread = threading.Thread(target=another_thread)
    thread.start()
    replace(database)
    names()
    go_on.set()
    thread.join()
    assert seen == ["Dr Other"]


def test_a_replacement_in_the_middle_of_a_transaction_undoes_it(database):
    def two_doctors_and_a_replacement_between() -> None:
        with connection.transaction():
            a_doctor("Dr Rao")
            replace(database)
            a_doctor("Dr Iyer")

    with pytest.raises(Gone):
        two_doctors_and_a_replacement_between()
    assert names() == ["Dr Other"]


def test_an_empty_file_in_its_place_is_not_made_a_hospital(database):
    database.unlink()
    database.touch()
    with pytest.raises(Missing):
        names()
    assert database.stat().st_size == 0


def test_another_programs_file_in_its_place_is_refused(database):
    database.unlink()
    foreign(database)
    with pytest.raises(NotOurs):
        names()


# Damaged


def open_and_check(path: Path) -> None:
    connection.connect(str(path))
    checking.check()


def all_but_the_first_page(content: bytes) -> bytes:
    return content[:4096] + os.urandom(len(content) - 4096)


def truncate(content: bytes) -> bytes:
    return content[: len(content) // 2 - 100]


def no_database(content: bytes) -> bytes:
    return b"patient;doctor\n" * 600


@pytest.mark.parametrize("harm", [all_but_the_first_page, truncate, no_database])
def test_a_damaged_file_is_said_in_words(path, harm):
    make(path, "Dr Rao")
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(Storage, match="damaged"):
        open_and_check(path)


def test_a_table_whose_name_is_no_text_is_said_in_words(path):
    make(path, "Dr Rao")
    content = bytearray(path.read_bytes())
    content[content.find(b"doctordoctor")] = 0x82
    path.write_bytes(content)
    with pytest.raises(Storage, match="damaged"):
        connection.connect(str(path), reading=True)


def test_a_file_damaged_while_open_is_said_in_words(database):
    a_slot()
    connection.connect(str(database))  # all of it is in the file now, and nothing in this connection's memory
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database.stat().st_size - 4096))
    with pytest.raises(Storage, match="damaged"):
        a_doctor()


# Not ours


def foreign(path: Path, *, wal: bool = False) -> bytes:
    """Another program's database; its bytes."""
    with closing(sqlite3.connect(path)) as other:
        if wal:
            other.execute("PRAGMA journal_mode = wal")
        other.execute("CREATE TABLE recipe (name TEXT)")
        other.commit()
    return path.read_bytes()


@pytest.mark.parametrize("wal", [False, True])
@pytest.mark.parametrize("create", [False, True])
def test_another_programs_database_is_refused_and_not_a_byte_changes(path, create, wal):
    content = foreign(path, wal=wal)
    with pytest.raises(NotOurs, match="is not an OPD database"):
        connection.connect(str(path), create=create)
    assert path.read_bytes() == content
    assert beside(path) <= {path.name, f"{path.name}-wal", f"{path.name}-shm"}


def test_another_programs_empty_database_is_refused_by_its_application_id(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 1")
    with pytest.raises(NotOurs):
        connection.connect(str(path), create=True)


def test_a_file_of_a_newer_program_is_refused_and_stays_as_it_is(path):
    make(path, "Dr Rao")
    with closing(sqlite3.connect(path)) as other:
        other.execute("INSERT INTO schema_migration (name, applied) VALUES ('0099_later', '2030-01-01')")
        other.commit()
    before = everything(path)
    with pytest.raises(Newer, match="0099_later"):
        connection.connect(str(path), create=True)
    assert everything(path) == before


# Targets


@pytest.mark.parametrize(
    "target",
    [
        ":memory:",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite://host/opd.db",
        "sqlite:///opd.db?mode=ro",
        "postgresql://localhost/opd",
        "sqlite://[bad",
        "~nobody-of-that-name/opd.db",
        "",
        " ",
        "a\0b",
    ],
)
def test_what_names_no_file_is_refused(tmp_path, monkeypatch, target):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Storage):
        connection.connect(target, create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["opd 100%?#.db", "ओपीडी.db", "'\"[b].db"])
def test_any_file_name_will_do(tmp_path, name):
    make(tmp_path / name, "Dr Rao")
    assert (tmp_path / name).stat().st_size


def test_a_url_names_a_file_like_a_path_does(path):
    make(path, "Dr Rao")
    connection.connect(f"sqlite:///{path}")
    assert names() == ["Dr Rao"]


@pytest.mark.parametrize("create", [False, True])
def test_a_folder_is_no_database(tmp_path, create):
    with pytest.raises(Storage, match="is a folder"):
        connection.connect(str(tmp_path), create=create)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(Storage, match=r"there is no folder .*/nowhere"):
        connection.connect(str(tmp_path / "nowhere" / "opd.db"), create=True)


def test_without_being_asked_nothing_is_made(path):
    with pytest.raises(Missing, match="There is no database at"):
        connection.connect(str(path))
    assert beside(path) == set()


def test_an_empty_file_is_made_a_database_only_when_asked(path):
    path.touch()
    with pytest.raises(Missing):
        connection.connect(str(path))
    assert connection.connect(str(path), create=True).created


# File modes


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o777])
@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_every_file_beside_the_database_has_the_mode_asked_for_whatever_the_umask(path, mask, mode):
    with umask(mask):
        connection.connect(str(path), create=True, file_mode=mode)
        a_doctor()
    modes = {found.name: found.stat().st_mode & 0o777 for found in path.parent.iterdir()}
    wanted = ["opd.db", "opd.db-wal", "opd.db-shm", "opd.db.lock"]
    assert modes == dict.fromkeys(wanted, mode)
    connection.close()


@pytest.mark.parametrize(
    ("before", "mode", "after"), [(0o644, 0o600, 0o600), (0o666, 0o660, 0o660), (0o660, 0o600, 0o660)]
)
def test_a_file_that_everybody_may_read_is_closed_to_them_when_a_desk_opens_it(path, before, mode, after):
    make(path, "Dr Rao").chmod(before)
    connection.connect(str(path), create=True, file_mode=mode)
    a_doctor()
    assert {file.stat().st_mode & 0o777 for file in (path, *path.parent.glob("opd.db-*"))} == {after}
    connection.close()


def test_an_empty_file_that_everybody_may_read_is_closed_to_them_when_it_is_filled(path):
    path.touch()
    path.chmod(0o644)
    connection.connect(str(path), create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    connection.close()


def test_a_file_that_is_only_looked_at_stays_as_it_is(path):
    make(path, "Dr Rao").chmod(0o644)
    connection.connect(str(path), reading=True)
    connection.close()
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_database_reached_by_a_symbolic_link_keeps_its_files_where_it_is(tmp_path, path):
    (tmp_path / "data").mkdir()
    real = make(tmp_path / "data" / "real.db", "Dr Rao")
    path.symlink_to(real)
    connection.connect(str(path))
    assert names() == ["Dr Rao"]
    assert real.with_name("real.db-wal").exists()
    connection.close()


def test_a_closed_database_is_one_file(path):
    make(path, "Dr Rao")
    copy = path.with_name("copied by hand.db")
    shutil.copy(path, copy)
    connection.connect(str(copy))
    assert names() == ["Dr Rao"]
    connection.close()
