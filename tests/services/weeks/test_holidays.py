"""Holidays: the slots without live tokens close, the others are listed; a holiday removed puts back what it closed."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.domain.requests.weeks import AddHolidays, RemoveHolidays
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


def summer(doctor, first=TODAY, last="2026-11-25", years=1):
    return AddHolidays("Summer", first, last, doctor, years)


def test_a_span_of_holidays_is_one_operation_and_one_undo(day):
    a_slot(2, day, day="2026-11-24")
    done = holidays.add_many(summer(day), ASHA)
    assert [each.holiday.day for each in done.made] == [TODAY, "2026-11-24", "2026-11-25"]
    assert (closed(), [slot.id for slot in done.kept]) == ([2, 4], [1])
    assert checking.check() == ()
    undo.undo(Undo(), ASHA)
    assert (holidays.holidays(day), closed()) == ((), [])
    assert checking.check() == ()


def test_a_day_that_is_a_holiday_already_stays_as_it_is(day):
    known = holidays.add("2026-11-24", day, "Wedding", ASHA).holiday
    done = holidays.add_many(summer(day), ASHA)
    assert ([each.holiday.day for each in done.made], done.there) == ([TODAY, "2026-11-25"], (known,))
    undo.undo(Undo(), ASHA)
    assert holidays.holidays(day) == (known,)


def test_a_span_of_holidays_that_are_all_there_is_refused(day):
    holidays.add_many(summer(day), ASHA)
    with pytest.raises(errors.HolidayThere):
        holidays.add_many(summer(day), ASHA)


def test_a_holiday_of_every_year_is_in_each_of_them(day):
    done = holidays.add_many(summer(None, "2027-01-26", None, 3), ASHA)
    assert [each.holiday.day for each in done.made] == ["2027-01-26", "2028-01-26", "2029-01-26"]


@pytest.mark.parametrize("asked", [{"first": "2026-11-22"}, {"last": "2026-11-01"}, {"years": 0}, {"last": "soon"}])
def test_a_span_that_cannot_be_is_refused_whole(day, asked):
    with pytest.raises(errors.BadWindow):
        holidays.add_many(summer(day, **asked), ASHA)
    assert holidays.holidays(day) == ()


def test_several_holidays_are_removed_and_put_back_at_once(day):
    made = holidays.add_many(summer(day), ASHA).made
    done = holidays.remove_many(RemoveHolidays((made[0].holiday.id, made[2].holiday.id)), ASHA)
    assert ([each.holiday for each in done], closed()) == ([made[0].holiday, made[2].holiday], [])
    undo.undo(Undo(), ASHA)
    assert (len(holidays.holidays(day)), closed()) == (3, [2])
    assert checking.check() == ()


@pytest.mark.parametrize(("ids", "error"), [((), errors.BadRequest), ((1, 9), errors.UnknownHoliday)])
def test_holidays_that_cannot_all_be_removed_stay(day, ids, error):
    holidays.add_many(summer(day), ASHA)
    with pytest.raises(error):
        holidays.remove_many(RemoveHolidays(ids), ASHA)
    assert len(holidays.holidays(day)) == 3


def test_a_preview_of_holidays_writes_nothing(day):
    would = holidays.preview_many(summer(None), ASHA)
    assert (len(would.made), holidays.holidays(day), closed()) == (3, (), [])


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
