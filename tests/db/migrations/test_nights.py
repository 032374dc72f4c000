"""A file from before nights is brought up to date: templates stand as they were, and a holiday's id stays its own."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest
from peewee import SqliteDatabase
from playhouse.migrations import Runner

from opd_tui.check import checking
from opd_tui.db import connection, history
from opd_tui.db.sqlite import schema
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.weeks import holidays, templates
from tests.support.factories import ASHA

pytestmark = pytest.mark.sqlite("the migrations of a file before the baseline")

BEFORE = """
INSERT INTO setting VALUES ('time_zone', 'Asia/Kolkata');
INSERT INTO doctor (id, name, department, room) VALUES (1, 'Dr Rao', '', '');
INSERT INTO template VALUES (3, 1, 0, '10:00', '11:00', 5, '2026-11-23', NULL);
INSERT INTO template_day VALUES (1, 3, '2026-11-23', NULL);
INSERT INTO event (id, at, actor, desk, action, doctor_id, detail) VALUES
    (1, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-template', 1,
     '{"template":3,"to":{"weekday":0,"start":"10:00","end":"11:00","capacity":5,"valid_from":"2026-11-23","valid_to":null}}'),
    (2, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-holiday', 1,
     '{"holiday":1,"to":{"day":"2026-11-23","doctor":1,"name":"away"}}'),
    (3, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'remove-holiday', 1,
     '{"holiday":1,"from":{"day":"2026-11-23","doctor":1,"name":"away"}}'),
    (4, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'pass-over', 1,
     '{"template":3,"day":"2026-11-23","why":"no room"}'),
    (5, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-doctor', 1,
     '{"to":{"name":"Dr Rao","department":"","room":""}}');
"""


@pytest.fixture
def before(tmp_path, path):
    """A hospital with a weekly slot and a holiday that was removed, as the version before wrote it."""
    folder = tmp_path / "before"
    folder.mkdir()
    for script in sorted(history.MIGRATIONS.glob("000[1-4]_*.py")):
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


def test_templates_are_there_as_before(before):
    [there] = templates.templates(1)
    assert (there.id, there.weekly) == (3, Weekly("MON", "10:00", "11:00", 5, "2026-11-23"))
    assert checking.check() == ()


def test_the_days_of_a_template_hold_to_the_new_table(before):
    with closing(sqlite3.connect(before)) as hand:
        hand.execute("PRAGMA foreign_keys = 1")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            hand.execute("DELETE FROM template WHERE id = 3")


def test_a_night_has_room_now(before):
    assert templates.add(AddTemplate.of(1, Weekly("SUN", "22:00", "02:00", 5, "2026-11-23")), ASHA).id == 4


def test_the_id_of_a_holiday_that_was_removed_is_not_given_again(before):
    assert holidays.add("2026-11-23", None, "Diwali", ASHA).holiday.id == 2
