"""What a bug, or a hand in the database, cannot do: PostgreSQL itself says no, by name, also to two at once."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.services.slots import closing as closing_slots
from tests.db.postgres.conftest import Waiting
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token

TOKEN = (
    "INSERT INTO token (slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called,"
    " preemptions) SELECT slot_id, {patient}, doctor_id, day, {number}, source, priority, '{status}', 1000 + {number},"
    " FALSE, 0"
    " FROM token WHERE id = 1"
)
SLOT = (
    'INSERT INTO slot (id, doctor_id, day, start, "end", capacity)'
    " VALUES ({id}, 1, '2026-11-23', '2026-11-23T{start}', '2026-11-23T{end}', 2)"
)


def token(patient: int, number: int = 1000, status: str = "ACTIVE") -> str:
    return TOKEN.format(patient=patient, number=number, status=status)


def slot(start: str, end: str, id: int = 100) -> str:
    return SLOT.format(id=id, start=start, end=end)


def refusal(e: Exception | None) -> str | None:
    return e.diag.constraint_name if e is not None else None


@pytest.fixture
def raw(connect):
    """A bare connection to: slot 1 with one seat, token 1 in it, token 2 waiting; slot 2 with one free seat at noon."""
    doctor = a_doctor().id
    first = a_slot(1, doctor)
    a_slot(1, doctor, "12:00", "13:00")
    a_token(first.id)
    a_token(first.id)
    a_patient()
    a_patient()
    return connect()


REFUSED = {
    "one more token": (token(3), "no_seat"),
    "one more completed token": (token(3, status="COMPLETED"), "no_seat"),
    "a waiter": ("UPDATE token SET status = 'ACTIVE' WHERE id = 2", "no_seat"),
    "a waiter who completes": ("UPDATE token SET status = 'COMPLETED' WHERE id = 2", "no_seat"),
    "a second live token of a patient": (token(1, status="WAITING"), "token_one_live"),
    "a slot that overlaps": (slot("10:30", "11:30"), "slot_overlap"),
    "a window that comes to overlap": ("UPDATE slot SET start = '2026-11-23T10:59' WHERE id = 2", "slot_overlap"),
    "a slot that closes over its patients": ("UPDATE slot SET closed = TRUE WHERE id = 1", "slot_in_use"),
    "no seats at all": ("UPDATE slot SET capacity = 0 WHERE id = 2", "slot_capacity"),
    "a called patient without a seat": ("UPDATE token SET called = TRUE WHERE id = 2", "token_called_has_seat"),
    "a token that goes": ("DELETE FROM token", "token_kept"),
    "all tokens at once": ("TRUNCATE token CASCADE", "token_kept"),
    "an event that goes": ("DELETE FROM event", "event_kept"),
    "the log at once": ("TRUNCATE event", "event_kept"),
    "an event that changes": ("UPDATE event SET actor = 'nobody'", "event_unaltered"),
    "two with one number": (f"{token(3, number=1, status='WAITING')}", "token_doctor_id_day_number"),
    "a day that is not the start's": ("UPDATE slot SET day = '2026-11-24' WHERE id = 2", "slot_day_of_start"),
}


@pytest.mark.parametrize(("statement", "rule"), REFUSED.values(), ids=REFUSED)
def test_a_statement_that_breaks_a_rule_is_refused_by_its_name(raw, statement, rule):
    import psycopg

    with pytest.raises(psycopg.IntegrityError) as refused:
        raw.execute(statement)
    assert refused.value.diag.constraint_name == rule


def test_no_token_enters_a_closed_slot(raw):
    import psycopg

    closing_slots.close(CloseSlot(2), ASHA)
    with pytest.raises(psycopg.IntegrityError) as refused:
        raw.execute("UPDATE token SET slot_id = 2 WHERE id = 2")
    assert refused.value.diag.constraint_name == "slot_closed"


def test_a_slot_that_opens_again_overlaps_no_other(raw):
    import psycopg

    closing_slots.close(CloseSlot(2), ASHA)
    raw.execute(slot("12:30", "13:30"))
    with pytest.raises(psycopg.IntegrityError) as refused:
        raw.execute("UPDATE slot SET closed = FALSE WHERE id = 2")
    assert refused.value.diag.constraint_name == "slot_overlap"


AT_ONCE = {
    "two tokens for the last seat": (
        token(3).replace("SELECT slot_id", "SELECT 2"),
        token(4, 1001).replace("SELECT slot_id", "SELECT 2"),
        "no_seat",
    ),
    "a token that moves and one that is booked": (
        "UPDATE token SET slot_id = 2 WHERE id = 1",
        token(3).replace("SELECT slot_id", "SELECT 2"),
        "no_seat",
    ),
    "a seat that goes and a token that takes it": (
        "UPDATE slot SET capacity = 2 WHERE id = 1; UPDATE token SET status = 'ACTIVE' WHERE id = 2",
        "UPDATE slot SET capacity = 1 WHERE id = 1",
        "no_seat",
    ),
    "two slots at the same time": (slot("15:00", "16:00"), slot("15:30", "16:30", 101), "slot_overlap"),
    "a slot that closes and a token that enters": (
        token(3).replace("SELECT slot_id", "SELECT 2"),
        "UPDATE slot SET closed = TRUE WHERE id = 2",
        "slot_in_use",
    ),
}


@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ"])
@pytest.mark.parametrize(("first", "second", "rule"), AT_ONCE.values(), ids=AT_ONCE)
def test_the_second_of_two_at_once_is_refused(raw, connect, first, second, rule, isolation):
    other = connect()
    raw.execute("BEGIN")
    other.execute(f"BEGIN ISOLATION LEVEL {isolation}; SELECT count(*) FROM token")
    raw.execute(first)
    waiting = Waiting(other, second)
    assert not waiting.ended
    raw.execute("COMMIT")
    error = waiting.outcome()
    assert refusal(error) == rule or error.sqlstate == "40001"
    assert (error.sqlstate == "40001") == (isolation == "REPEATABLE READ")


def test_the_counts_of_a_slot_are_right_after_two_changed_it_at_once(raw, connect):
    other = connect()
    raw.execute("BEGIN; UPDATE token SET arrived_at = '2026-11-23T03:30:00Z' WHERE id = 1")
    waiting = Waiting(other, "UPDATE token SET arrived_at = '2026-11-23T03:30:00Z' WHERE id = 2")
    raw.execute("COMMIT")
    assert waiting.outcome() is None
    counts = raw.execute("SELECT waiting, seated_here, waiting_here FROM slot WHERE id = 1").fetchone()
    assert counts == (1, 1, 1)


def test_a_trigger_that_is_switched_off_is_found(raw):
    raw.execute("ALTER TABLE token DISABLE TRIGGER token_added")
    try:
        assert "trigger token_added is switched off" in " ".join(map(str, checking.check()))
    finally:
        raw.execute("ALTER TABLE token ENABLE TRIGGER token_added")


def test_a_search_word_that_is_missing_or_wrong_is_found(raw):
    raw.execute("DELETE FROM patient_word WHERE patient_id = 1")
    raw.execute("INSERT INTO patient_word (word, patient_id) VALUES ('stranger', 2)")
    found = " ".join(map(str, checking.check()))
    assert "is not found by" in found
    assert "'stranger'" in found
