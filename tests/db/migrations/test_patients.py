"""A file from before the register is brought up to date: nobody is lost, and everybody is found."""

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
from opd_tui.domain.requests.patients import FindPatient
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import queues

pytestmark = pytest.mark.sqlite("the migrations of a file before the baseline")

BEFORE = """
INSERT INTO setting VALUES ('time_zone', 'Asia/Kolkata');
INSERT INTO doctor (id, name, department, room) VALUES (1, 'Dr Rao', '', '');
INSERT INTO counter VALUES ('slot', 1), ('arrival', 1), ('number:1:2026-11-23', 1);
INSERT INTO slot VALUES (1, 1, '2026-11-23', '2026-11-23T10:00', '2026-11-23T11:00', 2);
INSERT INTO patient (id, name, phone, phone_digits, mrn) VALUES
    (3, 'Asha Patil', '+91-98200 12345', '919820012345', 'A-17'), (7, 'राम शर्मा', 'at the gate', NULL, NULL);
INSERT INTO token VALUES (1, 1, 7, 1, '2026-11-23', 1, 'WALKIN', 5, 'ACTIVE', 1, 0, 0);
INSERT INTO event (id, at, actor, desk, action, doctor_id, patient_id, slot, token_id, detail) VALUES
    (1, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-slot', 1, NULL, 1, NULL,
     '{"to":{"start":"2026-11-23T10:00","end":"2026-11-23T11:00","capacity":2}}'),
    (2, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-patient', NULL, 3, NULL, NULL,
     '{"to":{"name":"Asha Patil","phone":"+91-98200 12345","mrn":"A-17"}}'),
    (3, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-doctor', 1, NULL, NULL, NULL,
     '{"to":{"name":"Dr Rao","department":"","room":""}}'),
    (4, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'add-patient', NULL, 7, NULL, NULL,
     '{"to":{"name":"राम शर्मा","phone":"at the gate","mrn":null}}'),
    (5, '2026-11-22T09:00:00.000Z', 'asha', 'desk-1', 'book', NULL, NULL, 1, 1,
     '{"from":{"status":null},"to":{"status":"ACTIVE","source":"WALKIN","number":1,"arrival":1,"patient":7}}');
"""


@pytest.fixture
def before(tmp_path, path):
    """A hospital of two patients and a token, as the first version wrote it."""
    folder = tmp_path / "first"
    folder.mkdir()
    shutil.copy(history.MIGRATIONS / "0001_initial.py", folder)
    path.touch()
    database = SqliteDatabase(str(path), pragmas=schema.PRAGMAS)
    database.execute_sql(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    Runner(database, str(folder), table_name=history.TABLE).up()
    database.close()
    with closing(sqlite3.connect(path)) as hand:
        hand.executescript(BEFORE)
    yield path
    connection.close()
    clock.use_zone("UTC")


def test_everybody_is_there_as_before(before):
    connection.connect(str(before))
    rows = [(p.name, p.phones, p.mrn) for p in map(records.patient, (3, 7))]
    assert rows == [("Asha Patil", ("+91-98200 12345",), "A-17"), ("राम शर्मा", ("at the gate",), None)]


PHONES = {
    "98200 12345 / 97654 32109": ("98200 12345", "97654 32109"),
    "9820012345,9765432109": ("98200 12345", "97654 32109"),
    "mother 98200 12345": ("mother 98200 12345",),
    "98200 12345 / home": ("98200 12345 / home",),
    "9820012345": ("9820012345",),
}


@pytest.mark.parametrize("shown", PHONES)
def test_phones_in_one_text_become_several_and_what_cannot_be_read_is_kept(before, shown):
    with closing(sqlite3.connect(before)) as hand:
        hand.execute("UPDATE patient SET phone = ? WHERE id = 3", (shown,))
        hand.execute("UPDATE event SET detail = replace(detail, '+91-98200 12345', ?)", (shown,))
        hand.commit()
    connection.connect(str(before))
    assert records.patient(3).phones == PHONES[shown]
    assert not [finding for finding in checking.check() if "phone" in finding.problem]


@pytest.mark.parametrize(("text", "patient"), [("pat", 3), ("12345", 3), ("A-17", 3), ("राम", 7), ("शरमा", 7)])
def test_everybody_is_found(before, text, patient):
    connection.connect(str(before))
    assert [p.id for p in records.search(FindPatient(text))] == [patient]


def test_tokens_and_log_still_point_to_their_patients(before):
    connection.connect(str(before))
    assert queues.token(1).patient_name == "राम शर्मा"
    assert checking.check() == ()


def test_the_references_of_tokens_hold_on_the_new_table(before):
    connection.connect(str(before))
    with closing(sqlite3.connect(before)) as hand:
        hand.execute("PRAGMA foreign_keys = 1")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            hand.execute("DELETE FROM patient WHERE id = 7")
