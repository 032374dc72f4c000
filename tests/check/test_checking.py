"""`check` finds every way of breaking an invariant by hand, and names the row."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from opd_tui.check import checking
from opd_tui.domain.requests.doctors import CorrectDoctor
from opd_tui.domain.requests.slots import SetCapacity
from opd_tui.domain.requests.tokens import Book, Call, Cancel, Complete, Undo
from opd_tui.services.slots import capacity, doctors, schedule
from opd_tui.services.slots import closing as closing_slots
from opd_tui.services.tokens import visits
from opd_tui.services.tokens.booking import book
from opd_tui.services.undo import undo
from opd_tui.store import events
from tests.support.damage import by_hand
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token

TOKEN = (
    "INSERT INTO token (id, slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called,"
    " preemptions) VALUES ({id}, {slot}, {patient}, 1, '{day}', {number}, '{source}', {priority}, '{status}',"
    " {arrival}, {called}, 0)"
)


def token(**fields):
    usual = {
        "id": 50, "slot": 2, "patient": 9, "day": "2026-11-23", "number": 50, "source": "WALKIN", "priority": 5,
        "status": "ACTIVE", "arrival": 50, "called": "FALSE",
    }  # fmt: skip
    return TOKEN.format(**{**usual, **fields})


@pytest.fixture
def hospital(database):
    """Slot 1 (two seats): 1 completed, 2 ACTIVE, 3 and 4 waiting. Slot 2 (three seats): 5 called, 6 ACTIVE, 7 gone.

    Slot 3 was removed, slot 4 is empty; doctor 1 was corrected, doctor 2 has no slots.
    """
    doctor = a_doctor().id
    one, two = a_slot(1, doctor), a_slot(3, doctor, "12:00", "13:00")
    for _ in range(4):
        a_token(one.id)
    visits.complete(Complete(1), ASHA)
    capacity.set_capacity(SetCapacity(one.id, 2), ASHA)
    for source in ("PAID", "ONLINE", "WALKIN"):
        book(Book(two.id, source, patient_id=a_patient().id, request="mine" if source == "ONLINE" else None), ASHA)
    visits.call(Call(token=5), ASHA)
    visits.cancel(Cancel(7, "phoned"), ASHA)
    schedule.remove(a_slot(1, doctor, "15:00", "16:00").id, ASHA)
    a_slot(1, doctor, "17:00", "18:00")
    doctors.correct(CorrectDoctor(doctor, "Dr Raó"), ASHA)
    a_doctor()
    for _ in range(4):
        a_patient()
    return database


def found():
    return {(f.invariant, f.table, f.row) for f in checking.check()}


def test_a_lawful_day_is_clean(hospital):
    undo.undo(Undo(), ASHA)
    assert checking.check() == ()


def test_an_empty_database_is_clean(database):
    assert checking.check() == ()


BREACHES = {
    "I1 a seat sold twice": (("I1", "slot", 1), "UPDATE token SET status = 'ACTIVE' WHERE id = 3"),
    "I1 a completed seat sold again": (
        ("I1", "slot", 1),
        "UPDATE token SET status = 'COMPLETED' WHERE id = 3",
    ),
    "I1 seats cut": (("I1", "slot", 1), "UPDATE slot SET capacity = 1 WHERE id = 1"),
    "I2 somebody waits beside an open seat": (("I2", "slot", 1), "UPDATE slot SET capacity = 3 WHERE id = 1"),
    "I2 a seat left open": (("I2", "slot", 1), "UPDATE token SET status = 'CANCELLED' WHERE id = 2"),
    "I3 a waiter outranks by source": (
        ("I3", "token", 4),
        "UPDATE token SET source = 'PAID', priority = 2 WHERE id = 4",
    ),
    "I3 a waiter outranks by arrival": (("I3", "token", 3), "UPDATE token SET arrival = -1 WHERE id = 3"),
    "I4 no known state": (("I4", "token", 2), "UPDATE token SET status = 'ASLEEP' WHERE id = 2"),
    "I4 called while waiting": (("I4", "token", 3), "UPDATE token SET called = TRUE WHERE id = 3"),
    "I4 called while cancelled": (("I4", "token", 7), "UPDATE token SET called = TRUE WHERE id = 7"),
    "I4 a priority not the source's": (("I4", "token", 6), "UPDATE token SET priority = 1 WHERE id = 6"),
    "I4 an unknown source": (("I4", "token", 6), "UPDATE token SET source = 'CASH' WHERE id = 6"),
    "I4 slots overlap": (
        ("I4", "slot", 2),
        "UPDATE slot SET \"start\" = '2026-11-23T10:30' WHERE id = 2",
    ),
    "I4 a slot inside another": (
        ("I4", "slot", 2),
        "UPDATE slot SET \"end\" = '2026-11-23T14:00' WHERE id = 1",
    ),
    "I4 a token of no slot": (("I4", "token", 2), "UPDATE token SET slot_id = 99 WHERE id = 2"),
    "I4 a cancelled token of no slot": (("I4", "token", 7), "UPDATE token SET slot_id = 99 WHERE id = 7"),
    "I4 a token of another day": (("I4", "token", 2), "UPDATE token SET day = '2026-11-24' WHERE id = 2"),
    "I5 a token without a booking": (("I5", "token", 50), token()),
    "I5 a booking without a token": (("I5", "token", 7), "DELETE FROM token WHERE id = 7"),
    "I5 a booking taken out of the log": (
        ("I5", "token", 6),
        "DELETE FROM event WHERE action = 'book' AND token_id = 6",
    ),
    "I6 a row left behind": (("I5", "token", 50), token(status="CANCELLED")),
    "I7 a state without an event": (("I7", "token", 6), "UPDATE token SET status = 'CANCELLED' WHERE id = 6"),
    "I7 a mark without an event": (("I7", "token", 6), "UPDATE token SET called = TRUE WHERE id = 6"),
    "I7 an arrival without an event": (
        ("I7", "token", 6),
        "UPDATE token SET arrived_at = '2026-11-23T03:30:00.000Z' WHERE id = 6",
    ),
    "I7 the time of a call altered": (
        ("I7", "token", 5),
        "UPDATE token SET called_at = '2026-11-23T03:31:00.000Z' WHERE id = 5",
    ),
    "I7 the time of an end lost": (("I7", "token", 1), "UPDATE token SET ended_at = NULL WHERE id = 1"),
    "I7 a mark lost without an event": (("I7", "token", 5), "UPDATE token SET called = FALSE WHERE id = 5"),
    "I7 a source without an event": (
        ("I7", "token", 6),
        "UPDATE token SET source = 'PAID', priority = 2 WHERE id = 6",
    ),
    "I7 seats without an event": (("I7", "slot", 2), "UPDATE slot SET capacity = 4 WHERE id = 2"),
    "I7 a kept count of who waits": (("I7", "slot", 1), "UPDATE slot SET waiting = waiting + 1 WHERE id = 1"),
    "I7 a kept count of who is here": (("I7", "slot", 1), "UPDATE slot SET seated_here = 9 WHERE id = 1"),
    "I7 a slot without an event": (
        ("I7", "slot", 9),
        'INSERT INTO slot (id, doctor_id, day, start, "end", capacity) VALUES'
        " (9, 1, '2026-11-25', '2026-11-25T10:00', '2026-11-25T11:00', 2)",
    ),
    "I7 a slot moved without an event": (
        ("I7", "slot", 2),
        "UPDATE slot SET \"end\" = '2026-11-23T12:30' WHERE id = 2",
    ),
    "I7 a slot gone without an event": (("I7", "slot", 1), "DELETE FROM slot WHERE id = 1"),
    "I7 an event taken out": (("I7", "token", 7), "DELETE FROM event WHERE action = 'cancel'"),
    "I7 an event that no rule allows": (
        ("I7", "event", 99),
        "INSERT INTO event (id, operation, at, actor, desk, action, token_id, slot, detail) VALUES"
        """ (99, 99, '', 'x', '', 'complete', 3, 1, '{"from":{"status":"WAITING"},"to":{"status":"COMPLETED"}}')""",
    ),
    "I7 an event of an unknown kind": (
        ("I7", "event", 99),
        "INSERT INTO event (id, operation, at, actor, desk, action, token_id, slot, detail)"
        " VALUES (99, 99, '', 'x', '', 'bless', 3, 1, '{}')",
    ),
    "I7 an event from another state": (
        ("I7", "event", 99),
        "INSERT INTO event (id, operation, at, actor, desk, action, token_id, slot, detail) VALUES"
        """ (99, 99, '', 'x', '', 'cancel', 3, 1, '{"from":{"status":"ACTIVE"},"to":{"status":"CANCELLED"}}')""",
    ),
    "I7 an event nobody can read": (("I7", "event", 20), "UPDATE event SET detail = '{' WHERE id = 20"),
    "I7 a token moved to another slot": (("I7", "token", 7), "UPDATE token SET slot_id = 1 WHERE id = 7"),
    "I7 preemptions made up": (("I7", "token", 6), "UPDATE token SET preemptions = 3 WHERE id = 6"),
    "I7 a slot of another doctor": (("I7", "slot", 4), "UPDATE slot SET doctor_id = 2 WHERE id = 4"),
    "I7 a doctor's name": (("I7", "doctor", 1), "UPDATE doctor SET name = 'Dr Rao' WHERE id = 1"),
    "I7 a doctor's department": (("I7", "doctor", 1), "UPDATE doctor SET department = 'ENT' WHERE id = 1"),
    "I7 a doctor's room": (("I7", "doctor", 1), "UPDATE doctor SET room = '4' WHERE id = 1"),
    "I7 a doctor gone": (("I7", "doctor", 2), "DELETE FROM doctor WHERE id = 2"),
    "I5 a request for no token": (("I5", "request", "k"), "INSERT INTO request VALUES ('k', '{}', 50)"),
    "I5 a request for another booking": (
        ("I5", "request", "mine"),
        "UPDATE request SET token_id = 1 WHERE key = 'mine'",
    ),
    "I5 a request for a token without a booking": (
        ("I5", "request", "mine"),
        "DELETE FROM event WHERE action = 'book' AND token_id = 6",
    ),
    "a capacity that is no number": (("schema", "slot", 1), "UPDATE slot SET capacity = 'many' WHERE id = 1"),
    "a priority that is no number": (
        ("schema", "token", 2),
        "UPDATE token SET priority = 'first' WHERE id = 2",
    ),
    "an arrival that is no number": (
        ("schema", "token", 2),
        "UPDATE token SET arrival = 'early' WHERE id = 2",
    ),
}


@pytest.mark.parametrize(("finding", "statement"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_found_and_its_row_is_named(hospital, finding, statement):
    by_hand(hospital, statement)
    assert finding in found()


TWICE = {
    "token_doctor_id_day_number": token(number=6),
    "token_arrival": token(arrival=6),
    "token_one_live": token(patient=6),
}


@pytest.mark.parametrize(("index", "statement"), TWICE.items(), ids=TWICE)
def test_what_must_be_unique_and_is_not_is_found(hospital, index, statement):
    by_hand(hospital, f"DROP INDEX {index}", statement)
    assert ("I4", "token", 50) in found()


@pytest.mark.parametrize("by", ["a move", "a return", "another closing"])
def test_one_who_was_not_left_in_a_closed_slot_is_found_there(hospital, by):
    breach = {
        "a move": "UPDATE token SET slot_id = 2 WHERE id = 2",
        "a return": "UPDATE token SET status = 'WAITING' WHERE id = 7",
        "another closing": "UPDATE event SET detail = replace(detail, '[5,6]', '[5,2,7]') WHERE action = 'close-slot'",
    }
    closing_slots.leave(2, ASHA)
    assert checking.check() == ()
    by_hand(hospital, breach[by])
    row = {"a move": 2, "a return": 7, "another closing": 6}[by]
    assert ("I4", row, "is live in slot 2, which is closed") in {
        (f.invariant, f.row, f.problem) for f in checking.check()
    }


@pytest.mark.sqlite("a server's triggers: db/postgres/test_integrity")
def test_a_missing_trigger_is_found(hospital):
    with closing(sqlite3.connect(hospital)) as raw:
        raw.execute("DROP TRIGGER token_kept")
    assert [f.problem for f in checking.check()] == ["trigger token_kept is missing or altered"]


def test_a_finding_reads_as_a_line(hospital):
    by_hand(hospital, "UPDATE slot SET capacity = 1 WHERE id = 1")
    assert str(checking.check()[0]) == "I1 slot 1: 1 active + 1 completed are more than its 1 seats"


@pytest.mark.sqlite("a server stores nothing but text as a text")
@pytest.mark.parametrize("value", ["x'ff00'", "x'41'", "CAST(x'ff00' AS TEXT)"])
@pytest.mark.parametrize(
    ("table", "column", "row"), [("patient", "name", 2), ("event", "detail", 3), ("slot", "start", 2)]
)
def test_what_is_no_text_where_text_belongs_is_named(hospital, table, column, row, value):
    by_hand(hospital, f'UPDATE {table} SET "{column}" = {value} WHERE id = {row}')
    assert f"schema {table} {row}: has no valid text as its {column}" in [str(f) for f in checking.check()]


@pytest.mark.sqlite("a server stores no fraction as a whole number")
@pytest.mark.parametrize(
    ("table", "column"), [("token", "arrival"), ("token", "preemptions"), ("slot", "capacity"), ("counter", "value")]
)
def test_a_fraction_where_a_whole_number_belongs_is_named(hospital, table, column):
    by_hand(hospital, f'UPDATE {table} SET "{column}" = 2.5 WHERE rowid = 2')
    assert any(f.problem == f"{table} 2 holds no whole number as its {column}" for f in checking.check())


@pytest.mark.sqlite("on a server operations of two desks interleave")
def test_an_event_in_the_operation_of_another(database):
    slot = a_slot(seats=1)
    a_token(slot.id)
    a_token(slot.id, "PAID")
    last, _ = events.latest()
    by_hand(database, f"UPDATE event SET operation = 1 WHERE id = {last}")
    problem = "belongs to operation 1, to which the event before it does not belong"
    assert [str(finding) for finding in checking.check()] == [f"I7 event {last}: {problem}"]
