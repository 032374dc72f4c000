"""Holidays: the slots without live tokens close, the others are listed; a holiday removed puts back what it closed."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token


@pytest.fixture
def day(database):
    """Slots 1 and 2 of doctor 1, slot 3 of doctor 2; somebody holds a token in slot 1."""
    doctor = a_doctor().id
    a_slot(2, doctor)
    a_slot(2, doctor, "11:00", "12:00")
    a_slot(2)
    a_token(1)
    return doctor


def closed():
    return sorted(slot.id for slot in queues.summaries() if slot.closed)


def test_a_doctors_holiday_closes_that_doctors_slots_without_live_tokens(day):
    done = holidays.add(TODAY, day, "away", ASHA)
    assert ([s.id for s in done.closed], [s.id for s in done.kept], closed()) == ([2], [1], [2])


def test_a_holiday_of_the_hospital_closes_everybodys(day):
    holidays.add(TODAY, None, "Diwali", ASHA)
    assert closed() == [2, 3]


def test_a_slot_whose_tokens_have_all_ended_closes_too(day):
    visits.cancel(Cancel(1), ASHA)
    holidays.add(TODAY, day, "away", ASHA)
    assert closed() == [1, 2]


def test_a_holiday_removed_opens_again_what_it_closed(day):
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    assert [slot.id for slot in holidays.remove(made.id, ASHA).reopened] == [2, 3]
    assert closed() == []


def test_what_a_person_closed_stays_closed(day):
    closing.close(CloseSlot(3), ASHA)
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    holidays.remove(made.id, ASHA)
    assert closed() == [3]


def test_what_another_holiday_holds_stays_closed(day):
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    holidays.add(TODAY, day, "away", ASHA)
    holidays.remove(made.id, ASHA)
    assert closed() == [2]


@pytest.mark.parametrize("doctor", [None, 1])
def test_one_holiday_a_day_is_enough(day, doctor):
    holidays.add(TODAY, doctor, "Diwali", ASHA)
    with pytest.raises(errors.HolidayThere):
        holidays.add(TODAY, doctor, "Diwali again", ASHA)


def test_a_holiday_without_a_name_or_in_the_past_is_refused(day):
    with pytest.raises(errors.BadName):
        holidays.add(TODAY, None, " ", ASHA)
    with pytest.raises(errors.BadWindow):
        holidays.add("2026-11-22", None, "Diwali", ASHA)


def test_a_doctor_has_the_hospitals_holidays_and_the_own(day):
    for doctor, name in ((None, "Diwali"), (1, "away"), (2, "wedding")):
        holidays.add(TODAY, doctor, name, ASHA)
    assert [h.name for h in holidays.holidays(1)] == ["Diwali", "away"]


def test_undo_puts_back_the_whole_holiday_and_never_one_slot_of_it(day):
    holidays.add(TODAY, None, "Diwali", ASHA)
    assert [undo.undo(Undo(), ASHA).undone for _ in range(2)] == ["add-holiday", "book"]
    assert closed() == []


def test_the_log_of_holidays_replays(day):
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    assert checking.check() == ()
    holidays.remove(made.id, ASHA)
    assert checking.check() == ()
