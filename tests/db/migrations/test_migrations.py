"""Migrations: an older file is kept, brought up to date in one step, and guarded again."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from peewee import SqliteDatabase

from opd_tui.check import checking
from opd_tui.db import connection, history, tables
from opd_tui.db.sqlite import schema as ours
from opd_tui.domain.errors import Busy
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors
from tests.support import later_program, workers
from tests.support.factories import a_doctor, a_slot, a_token

pytestmark = pytest.mark.sqlite("the migrations of a file before the baseline")

REBUILDS = """
from peewee import TextField

def up(migrator, db):
    migrator.migrate(
        migrator.drop_not_null("token", "source"),
        migrator.alter_column_type("doctor", "room", TextField(default="?")),
        migrator.add_column("patient", "village", TextField(null=True)),
    )
"""
REWRITES_THE_LOG = """
def up(migrator, db):
    db.execute_sql("UPDATE event SET actor = 'somebody' WHERE actor = 'asha'")
    db.execute_sql("DELETE FROM event WHERE action = 'add-patient'")
"""
FAILS_HALFWAY = """
def up(migrator, db):
    db.execute_sql("DELETE FROM request")
    db.execute_sql("UPDATE doctor SET name = 'Dr Half'")
    raise RuntimeError("halfway")
"""
DIES_HALFWAY = FAILS_HALFWAY.replace("raise RuntimeError", "import os; os.kill(os.getpid(), 9)  #")


@pytest.fixture
def older(database) -> Path:
    """A hospital in use, in a closed file of this version; older than what `later` makes of the program."""
    a_token(a_slot().id)
    connection.close()
    return database


@pytest.fixture
def later(tmp_path, monkeypatch):
    """Make this program a later version, with one more migration; the folder of its migrations."""

    def become(script: str) -> Path:
        folder = later_program.with_migration(tmp_path, script)
        monkeypatch.setattr(history, "MIGRATIONS", folder)
        return folder

    return become


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as other:
        return list(other.iterdump())


def guarded(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as other:
        return ours.missing_triggers(other) == []


# What the first migration makes


def schema(database: SqliteDatabase) -> dict[str, object]:
    """Every table's columns (type, nullability, key, default, CHECKs and foreign keys) and every index."""
    rows = database.execute_sql(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND tbl_name NOT IN (?, ?)"
        " AND name NOT LIKE 'patient_words%' AND name <> 'patient_vocabulary'",
        (history.TABLE, "sqlite_sequence"),
    )
    return dict(rows.fetchall())


def test_the_migrations_make_what_the_models_say(database):
    by_hand = SqliteDatabase(":memory:")
    with by_hand.bind_ctx(tables.TABLES):
        by_hand.create_tables(tables.TABLES)
        assert schema(connection.current().database) == schema(by_hand)


def test_a_new_file_has_every_trigger(database):
    assert guarded(database)


def test_a_new_file_needs_no_backup_and_says_nothing(path):
    opened = connection.connect(str(path), create=True)
    assert (opened.created, opened.notice, backups(path)) == (True, None, [])


def test_the_time_zone_is_kept_in_the_file(database):
    connection.connect(str(database), time_zone="Europe/London")
    assert clock.zone().key == "Asia/Kolkata"


# An older file


def test_an_older_file_is_brought_up_to_date_and_says_so(older, later):
    later(REBUILDS)
    opened = connection.connect(str(older))
    assert opened.notice == (
        f"{older} was brought up to date (9999_test); the old file is kept as {backups(older)[0]}."
    )


def test_the_copy_beside_an_older_file_holds_what_that_held(older, later):
    before = dump(older)
    later(REBUILDS)
    connection.connect(str(older))
    [kept] = backups(older)
    assert dump(kept) == before


@pytest.mark.parametrize("mode", [0o600, 0o660])
def test_the_copy_has_the_mode_of_the_settings(older, later, mode):
    later(REBUILDS)
    connection.connect(str(older), file_mode=mode)
    [kept] = backups(older)
    assert kept.stat().st_mode & 0o777 == mode


def test_a_file_that_is_up_to_date_is_not_copied_again(older, later):
    later(REBUILDS)
    connection.connect(str(older))
    assert connection.connect(str(older)).notice is None
    assert len(backups(older)) == 1


@pytest.mark.parametrize("script", [REBUILDS, REWRITES_THE_LOG], ids=["rebuilds", "rewrites the log"])
def test_triggers_are_there_again_after_a_migration(older, later, script):
    later(script)
    connection.connect(str(older))
    assert guarded(older)


def test_a_rebuilt_table_keeps_its_rows_and_indexes(older, later):
    later(REBUILDS)
    connection.connect(str(older))
    indexes = {name for (name,) in connection.current().database.execute_sql("SELECT name FROM sqlite_master")}
    assert {"token_one_live", "token_slot_id_status_priority_arrival"} <= indexes
    assert checking.check() == ()


def test_foreign_keys_hold_again_after_a_migration(older, later):
    later(REBUILDS)
    connection.connect(str(older))
    assert connection.current().database.pragma("foreign_keys") == 1


def test_a_migration_may_do_what_triggers_forbid(older, later):
    later(REWRITES_THE_LOG)
    connection.connect(str(older))
    actors = connection.current().database.execute_sql("SELECT DISTINCT actor FROM event").fetchall()
    assert actors == [("somebody",)]


def test_a_migration_that_fails_leaves_the_file_as_it_was(older, later):
    before = dump(older)
    later(FAILS_HALFWAY)
    with pytest.raises(RuntimeError):
        connection.connect(str(older))
    assert dump(older) == before


def run_killed(path: Path, code: str) -> None:
    """Open the file in a process that kills itself on the way."""
    head = "import os, sys; from pathlib import Path; from opd_tui.db import connection\n"
    head += "from opd_tui.db import history; from opd_tui.db.sqlite import schema\n"
    tail = "\nconnection.connect(sys.argv[1], create=True, time_zone='Asia/Kolkata')"
    done = subprocess.run([sys.executable, "-c", head + code + tail, path])
    assert done.returncode == -signal.SIGKILL


def test_a_migration_that_is_killed_leaves_the_file_as_it_was(older, later):
    before = dump(older)
    run_killed(older, f"history.MIGRATIONS = Path({str(later(DIES_HALFWAY))!r})")
    assert dump(older) == before


@pytest.mark.parametrize("step", ["put_triggers", "_pending", "database_at"])
def test_a_file_whose_making_was_killed_is_made_by_the_next(path, step):
    run_killed(path, f"schema.{step} = lambda *a, **k: os.kill(os.getpid(), 9)")
    opened = connection.connect(str(path), create=True, time_zone="Asia/Kolkata")
    assert (opened.created, clock.zone().key, checking.check()) == (True, "Asia/Kolkata", ())


def test_a_lock_left_by_a_killed_process_holds_nobody_up(path):
    run_killed(path, "with schema.file_lock(Path(sys.argv[1]), 0o600): os.kill(os.getpid(), 9)")
    assert connection.connect(str(path), create=True).created


def test_a_lock_held_for_too_long_is_said_in_words(path, monkeypatch):
    monkeypatch.setattr(ours, "LOCK_SECONDS", 0.05)
    with FileLock(f"{path}.lock"), pytest.raises(Busy, match="locked for"):
        connection.connect(str(path), create=True)


def test_eight_processes_that_open_an_older_file_migrate_it_once(older, later):
    told = workers.race(workers.open_each, [str(older)], str(later(REBUILDS)))
    notices = [opened.notice for [opened] in told]
    assert notices.count(None) == 7
    assert any(notice and "brought up to date (9999_test)" in notice for notice in notices)
    assert len(backups(older)) == 1
    assert guarded(older)


def test_an_older_file_under_an_open_desk_is_migrated_without_losing_its_work(older, later):
    connection.connect(str(older))
    a_doctor("Dr Open")
    code = (
        "import sys; from pathlib import Path; from opd_tui.db import connection\n"
        "from opd_tui.db import history\n"
        "history.MIGRATIONS = Path(sys.argv[2]); connection.connect(sys.argv[1])"
    )
    subprocess.run([sys.executable, "-c", code, older, later(REBUILDS)], check=True)
    a_doctor("Dr Still")
    assert [doctor.name for doctor in doctors.all_doctors()][-2:] == ["Dr Open", "Dr Still"]


# Triggers


@pytest.mark.parametrize("name", ours.TRIGGERS)
def test_a_trigger_taken_away_is_put_back_on_opening(older, name):
    with closing(sqlite3.connect(older)) as other:
        other.execute(f"DROP TRIGGER {name}")
    connection.connect(str(older))
    assert guarded(older)


def test_an_altered_trigger_is_put_right_on_opening(older):
    with closing(sqlite3.connect(older)) as other:
        other.execute("DROP TRIGGER token_kept")
        other.execute("CREATE TRIGGER token_kept BEFORE DELETE ON token BEGIN SELECT 1; END")
    connection.connect(str(older))
    assert guarded(older)


def test_putting_triggers_back_makes_no_copy_and_says_nothing(older):
    with closing(sqlite3.connect(older)) as other:
        other.execute("DROP TRIGGER token_kept")
    assert connection.connect(str(older)).notice is None
    assert backups(older) == []


def test_check_names_a_trigger_taken_away_under_an_open_desk(database):
    with closing(sqlite3.connect(database)) as other:
        other.execute("DROP TRIGGER token_kept")
    assert [str(finding) for finding in checking.check()] == [
        "schema sqlite_master 0: trigger token_kept is missing or altered"
    ]


BY_HAND = {
    'INSERT INTO slot (id, doctor_id, day, "start", "end", capacity)'
    " VALUES (9, 1, '2026-11-23', '2026-11-23T10:30', '2026-11-23T13:00', 5)": "slot_overlap",
    "UPDATE slot SET \"end\" = '2026-11-23T11:30' WHERE id = 1": "slot_overlap",
    "UPDATE slot SET capacity = 1 WHERE id = 1": "no_seat",
    "UPDATE token SET status = 'ACTIVE' WHERE status = 'WAITING'": "no_seat",
    "UPDATE token SET status = 'COMPLETED' WHERE status = 'WAITING'": "no_seat",
    "DELETE FROM token WHERE id = 3": "token_kept",
    "DELETE FROM event WHERE id = 1": "event_kept",
    "UPDATE event SET actor = 'nobody' WHERE id = 1": "event_unaltered",
    "UPDATE token SET number = 1 WHERE id = 2": "UNIQUE",
    "UPDATE token SET arrival = 1 WHERE id = 2": "UNIQUE",
    "UPDATE token SET patient_id = 1 WHERE id = 2": "UNIQUE",
    "UPDATE token SET called = 1 WHERE status = 'WAITING'": "CHECK",
    "UPDATE token SET priority = 1 WHERE source = 'WALKIN'": "CHECK",
    "UPDATE token SET status = 'GONE'": "CHECK",
    "UPDATE slot SET capacity = 501": "CHECK",
    "UPDATE slot SET closed = 1 WHERE id = 1": "slot_in_use",
    "UPDATE slot SET late_minutes = 601": "CHECK",
    'UPDATE slot SET "start" = "end"': "CHECK",
    "DELETE FROM doctor": "FOREIGN KEY",
}


@pytest.mark.parametrize("statement", BY_HAND)
def test_a_hand_in_the_database_cannot_break_the_rules(database, statement):
    slot = a_slot(seats=2)
    a_slot(doctor=slot.doctor, start="11:00", end="12:00")
    for _ in range(3):
        a_token(slot.id)
    with closing(sqlite3.connect(database)) as hand:
        hand.execute("PRAGMA foreign_keys = 1")
        with pytest.raises(sqlite3.IntegrityError, match=BY_HAND[statement]):
            hand.execute(statement)


def test_the_pragmas_are_those_that_let_a_confirmed_token_survive_a_power_cut(database):
    pragma = connection.current().database.pragma
    told = {name: pragma(name) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
