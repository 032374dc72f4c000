"""A file from before weekly slots had rules is brought up to date: they are in every week, and can get a rule."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from opd_tui.check import checking
from opd_tui.db import connection, history
from opd_tui.db.sqlite import schema
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.weeks import templates
from tests.support.factories import ASHA

pytestmark = pytest.mark.sqlite("the migrations of a file before the baseline")

MONDAYS = Weekly("MON", "10:00", "11:00", 5, "2026-11-23")
BEFORE = """
INSERT INTO setting VALUES ('time_zone', 'Asia/Kolkata');
INSERT INTO doctor (id, name, department, room) VALUES (1, 'Dr Rao', '', '');
INSERT INTO template (id, doctor_id, weekday, start, end, capacity, valid_from, valid_to)
    VALUES (3, 1, 0, '10:00', '11:00', 5, '2026-11-23', NULL);
INSERT INTO template_day VALUES (1, 3, '2026-11-23', NULL);
INSERT INTO event (id, at, actor, desk, action, doctor_id, operation, detail) VALUES
    (1, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-doctor', 1, 1,
     '{"to":{"name":"Dr Rao","department":"","room":""}}'),
    (2, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-template', 1, 2,
     '{"template":3,"to":{"weekday":0,"start":"10:00","end":"11:00","capacity":5,"valid_from":"2026-11-23","valid_to":null}}'),
    (3, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'pass-over', 1, 3,
     '{"template":3,"day":"2026-11-23","why":"no room"}');
"""


@pytest.fixture
def before(tmp_path, path):
    """A hospital with a weekly slot, as the version before wrote it."""
    folder = tmp_path / "before"
    folder.mkdir()
    for script in history.MIGRATIONS.glob("00*.py"):
        if script.name < "0016":
            shutil.copy(script, folder)
    path.touch()
    database = SqliteDatabase(str(path), pragmas={**schema.PRAGMAS, "foreign_keys": 0})
    database.execute_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    Runner(database, str(folder), table_name=history.TABLE).up()
    database.close()
    with closing(sqlite3.connect(path)) as hand:
        hand.executescript(BEFORE)
    connection.connect(str(path))
    clock.set_local("2026-11-23T09:00")
    yield path
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")


def test_a_weekly_slot_of_before_is_in_every_week(before):
    assert [(there.id, there.weekly) for there in templates.templates(1)] == [(3, MONDAYS)]
    assert checking.check() == ()


def test_a_weekly_slot_of_before_can_get_a_rule(before):
    templates.change(3, replace(MONDAYS, rule="FREQ=WEEKLY;INTERVAL=2"), ASHA)
    assert templates.by_id(3).weekly.rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert checking.check() == ()
