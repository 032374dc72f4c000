"""What a bug, or a hand in the database, cannot do: SQLite itself says no, by name."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Call
from opd_tui.services.slots import closing as closing_slots
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, a_doctor, a_slot, a_token

pytestmark = pytest.mark.sqlite("statements in SQLite's words; postgres/test_constraints.py has the same")

TOKEN = (
    "INSERT INTO token (slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called,"
    " preemptions) SELECT slot_id, {patient}, doctor_id, day, {number}, source, priority, {status}, 1000, 0, 0"
    " FROM token WHERE id = 1"
)
SLOT = (
    'INSERT INTO slot (id, doctor_id, day, "start", "end", capacity)'
    " VALUES ({id}, {doctor}, '{day}', '{start}', '{end}', {seats})"
)


def token(patient=3, number=100, status="'ACTIVE'"):
    return TOKEN.format(patient=patient, number=number, status=status)


def slot(start, end, doctor=1, day="2026-11-23", seats=2, id=100):
    at = f"{day}T{start}", f"{day}T{end}"
    return SLOT.format(id=id, doctor=doctor, day=day, start=at[0], end=at[1], seats=seats)


@pytest.fixture
def raw(database):
    """A bare connection to: slot 1 with one seat, token 1 in it and token 2 waiting; a free slot 2 at noon."""
    doctor = a_doctor().id
    first = a_slot(1, doctor)
    a_slot(1, doctor, "12:00", "13:00")
    a_token(first.id)
    a_token(first.id)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = 1")
        yield connection


OVERSELL = {
    "one more token": token(),
    "one more completed token": token(status="'COMPLETED'"),
    "a waiter": "UPDATE token SET status = 'ACTIVE' WHERE id = 2",
    "a waiter who completes": "UPDATE token SET status = 'COMPLETED' WHERE id = 2",
    "everybody at once": "UPDATE token SET status = 'ACTIVE'",
    "in spite of a conflict clause": "UPDATE OR IGNORE token SET status = 'ACTIVE' WHERE id = 2",
    "in the place of another row": token().replace("INSERT", "INSERT OR REPLACE"),
}


@pytest.mark.parametrize("statement", OVERSELL.values(), ids=OVERSELL)
def test_a_full_slot_takes_no_more(raw, statement):
    with pytest.raises(sqlite3.IntegrityError, match="no_seat"):
        raw.execute(statement)


def test_a_token_is_not_moved_into_a_full_slot(raw):
    a_token(2)
    with pytest.raises(sqlite3.IntegrityError, match="no_seat"):
        raw.execute("UPDATE token SET slot_id = 2 WHERE id = 1")


def test_seats_in_use_are_not_cut(raw):
    raw.execute("UPDATE slot SET capacity = 2 WHERE id = 1")
    raw.execute("UPDATE token SET status = 'ACTIVE' WHERE id = 2")
    with pytest.raises(sqlite3.IntegrityError, match="no_seat"):
        raw.execute("UPDATE slot SET capacity = 1 WHERE id = 1")


@pytest.mark.parametrize("seats", [0, 501, "'many'", "NULL"])
def test_a_capacity_out_of_bounds(raw, seats):
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"UPDATE slot SET capacity = {seats} WHERE id = 2")


WINDOWS = [("10:00", "11:00"), ("09:00", "10:01"), ("10:59", "11:30"), ("10:15", "10:45"), ("09:00", "13:00")]


@pytest.mark.parametrize(("start", "end"), WINDOWS)
def test_an_overlapping_slot_is_not_added(raw, start, end):
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(slot(start, end))


@pytest.mark.parametrize(("start", "end"), WINDOWS)
def test_a_slot_is_not_moved_onto_another(raw, start, end):
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(f"""UPDATE slot SET "start" = '2026-11-23T{start}', "end" = '2026-11-23T{end}' WHERE id = 2""")


def test_a_slot_is_not_given_to_a_doctor_who_sits_elsewhere_then(raw):
    raw.execute("INSERT INTO doctor (id, name, department, room) VALUES (2, 'Dr Iyer', '', '')")
    raw.execute(slot("10:30", "11:30", doctor=2))
    with pytest.raises(sqlite3.IntegrityError, match="slot_overlap"):
        raw.execute("UPDATE slot SET doctor_id = 1 WHERE id = 100")


def test_an_adjacent_slot_is_taken(raw):
    assert raw.execute(slot("11:00", "12:00")).rowcount == 1


REFUSED = {
    "a slot that ends before it starts": slot("15:00", "14:00"),
    "a slot on another day than its start's": slot("15:00", "16:00").replace("'2026-11-23',", "'2026-11-24',"),
    "a second live token": token(patient=1, status="'WAITING'"),
    "a number twice": token(number=1, status="'CANCELLED'"),
    "an arrival twice": "UPDATE token SET arrival = 1 WHERE id = 2",
    "an unknown status": "UPDATE token SET status = 'ASLEEP' WHERE id = 1",
    "a status in small letters": "UPDATE token SET status = 'waiting' WHERE id = 1",
    "an unknown source": "UPDATE token SET source = 'CASH' WHERE id = 1",
    "a priority that is not the source's": "UPDATE token SET priority = 1 WHERE id = 1",
    "called while waiting": "UPDATE token SET called = 1 WHERE id = 2",
    "waiting while called": "UPDATE token SET called = 1 WHERE id = 1; UPDATE token SET status = 'WAITING'",
    "a number below one": "UPDATE token SET number = 0 WHERE id = 1",
    "a token deleted": "DELETE FROM token WHERE id = 1",
    "an event deleted": "DELETE FROM event WHERE id = 1",
    "an event altered": "UPDATE event SET actor = 'nobody' WHERE id = 1",
    "a slot with tokens deleted": "DELETE FROM slot WHERE id = 1",
    "a patient with tokens deleted": "DELETE FROM patient WHERE id = 1",
    "a doctor with slots deleted": "DELETE FROM doctor WHERE id = 1",
    "a doctor without a name": "UPDATE doctor SET name = ' '",
    "a token of no slot": token(status="'WAITING'").replace("SELECT slot_id", "SELECT 99"),
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(raw, statement):
    with pytest.raises(sqlite3.IntegrityError):
        raw.executescript(statement)


SHUT = {
    "a new token": token(patient=3, status="'WAITING'").replace("SELECT slot_id", "SELECT 2"),
    "one of another slot": "UPDATE token SET slot_id = 2 WHERE id = 2",
}


@pytest.mark.parametrize("statement", SHUT.values(), ids=SHUT)
def test_a_closed_slot_takes_nobody(raw, statement):
    closing_slots.close(CloseSlot(2), ASHA)
    with pytest.raises(sqlite3.IntegrityError, match="slot_closed"):
        raw.execute(statement)


def test_a_slot_is_not_closed_over_the_heads_of_patients_whom_the_log_does_not_name(raw):
    closing_slots.leave(1, ASHA)
    closing_slots.reopen(1, ASHA)
    with pytest.raises(sqlite3.IntegrityError, match="slot_in_use"):
        raw.execute("UPDATE slot SET closed = 1 WHERE id = 1")


def test_a_hospital_number_twice(raw):
    raw.execute("UPDATE patient SET mrn = 'A-17' WHERE id = 1")
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("UPDATE patient SET mrn = 'A-17' WHERE id = 2")


def test_a_request_twice(raw):
    raw.execute("INSERT INTO request (\"key\", asked, token_id) VALUES ('k', '{}', 1)")
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("INSERT INTO request (\"key\", asked, token_id) VALUES ('k', '{}', 2)")


def test_an_event_is_undone_only_once(database, raw):
    visits.call(Call(token=1), ASHA)
    undo = (
        "INSERT INTO event (operation, at, actor, desk, action, undoes_id, detail) VALUES (1, '', 'asha', '', 'undo',"
        " (SELECT max(id) FROM event WHERE action = 'call'), '{}')"
    )
    raw.execute(undo)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute(undo)
