"""`check` finds a stored counter that would give out again what the log has given."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Move
from opd_tui.services.patients import records
from opd_tui.services.slots import schedule
from opd_tui.services.tokens import moving
from opd_tui.services.weeks import holidays
from tests.support.damage import by_hand
from tests.support.factories import ASHA, a_doctor, a_slot, a_token

TOMORROW = "2026-11-24"
LATER = "2026-11-25"


@pytest.fixture
def moved(database):
    """№1 of tomorrow was moved to the day after, as its №1; a third slot, and a holiday, were removed again."""
    doctor = a_doctor().id
    first, second = a_slot(2, doctor, day=TOMORROW), a_slot(2, doctor, day=LATER)
    moving.move(Move(a_token(first.id).id, second.id), ASHA)
    schedule.remove(a_slot(2, doctor).id, ASHA)
    holidays.remove(holidays.add(LATER, None, "Diwali", ASHA).holiday.id, ASHA)
    records.register_unknown(NewPatient(""), ASHA)
    return database


def test_counters_that_stand_at_or_past_what_was_given_are_clean(moved):
    by_hand(moved, "UPDATE counter SET value = value + 5 WHERE name = 'arrival'")
    assert checking.check() == ()


@pytest.mark.parametrize(
    ("counter", "given"),
    [
        (f"number:1:{TOMORROW}", 1),
        (f"number:1:{LATER}", 1),
        ("arrival", 2),
        ("slot", 3),
        ("holiday", 1),
        ("unknown", 1),
    ],
)
def test_a_counter_below_what_the_log_has_given_is_named(moved, counter, given):
    if counter == "arrival" and not connection.current().writes_in_turn:
        by_hand(moved, f"SELECT setval('token_arrival_given', {given - 1})")
    else:
        by_hand(moved, f"UPDATE counter SET value = {given - 1} WHERE name = '{counter}'")
    told = f"I7 counter {counter}: is at {given - 1}, but the log has used {given} already"
    assert [str(f) for f in checking.check()] == [told]


def test_a_counter_taken_away_is_named(moved):
    by_hand(moved, f"DELETE FROM counter WHERE name = 'number:1:{TOMORROW}'")
    told = f"I7 counter number:1:{TOMORROW}: is missing, but the log has used 1 already"
    assert [str(f) for f in checking.check()] == [told]


def test_a_counter_that_is_no_number_is_named(moved):
    by_hand(moved, "UPDATE counter SET value = 'many' WHERE name = 'slot'")
    assert [str(f) for f in checking.check()] == ["I7 counter slot: is at many, but the log has used 3 already"]
