"""A doctor who is away: what opens in that time opens closed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.day import doctor_away
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing
from opd_tui.services.undo import undo
from opd_tui.services.weeks import absences, holidays, opening, templates
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, booked

MONDAYS = Weekly("MON", "10:00", "11:00", 10, TODAY)
DECEMBER = "2026-12-01T09:00", "2026-12-31T18:00"


@pytest.fixture
def away(database):
    """A doctor of Mondays who is away in December."""
    doctor = a_doctor().id
    templates.add(AddTemplate.of(doctor, MONDAYS), ASHA)
    absences.add(doctor, *DECEMBER, None, ASHA)
    return doctor


def closed():
    return [slot.day for slot in queues.summaries() if slot.closed]


def test_slots_that_open_later_in_the_absence_open_closed(away):
    clock.set_local("2026-12-12T09:00")
    opening.open_days(OpenDays("2027-01-04"), ASHA)
    assert closed() == ["2026-12-14", "2026-12-21", "2026-12-28"]
    assert [slot.day for slot in queues.summaries() if not slot.closed] == ["2027-01-04"]


def test_they_take_nobody_and_the_database_is_clean(away):
    opening.open_days(OpenDays("2026-12-14"), ASHA)
    with pytest.raises(errors.SlotClosed):
        booked(closed_slot().id)
    assert checking.check() == ()


def closed_slot():
    return next(slot for slot in queues.summaries() if slot.closed)


def test_undo_takes_the_absence_back_and_opens_what_it_closed(away):
    opening.open_days(OpenDays("2026-12-14"), ASHA)
    undo.undo(Undo(), ASHA)
    assert (closed(), absences.absences(away)) == ([], ())
    assert checking.check() == ()


def test_an_absence_that_was_taken_back_closes_nothing_any_more(away):
    absences.remove(absences.absences(away)[0].id, ASHA)
    opening.open_days(OpenDays("2026-12-14"), ASHA)
    assert closed() == []


def test_undo_of_taking_it_back_brings_the_absence_again(away):
    absences.remove(1, ASHA)
    undo.undo(Undo(), ASHA)
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    assert closed() == ["2026-12-07"]
    assert checking.check() == ()


def test_what_a_person_opened_in_an_absence_stays_open_when_it_is_taken_back(away):
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    closing.reopen(closed_slot().id, ASHA)
    absences.remove(1, ASHA)
    assert closed() == []


def test_what_a_person_closed_stays_closed_when_the_absence_is_taken_back(away):
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    slot = closed_slot().id
    closing.reopen(slot, ASHA)
    closing.close(CloseSlot(slot), ASHA)
    absences.remove(1, ASHA)
    assert closed() == ["2026-12-07"]


def test_of_two_absences_that_overlap_one_keeps_the_slot_closed(away):
    absences.add(away, "2026-12-05T00:00", "2027-01-08T00:00", None, ASHA)
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    absences.remove(1, ASHA)
    assert closed() == ["2026-12-07"]


def test_a_holiday_that_is_none_any_more_leaves_the_slot_to_the_absence(database):
    doctor = a_doctor().id
    templates.add(AddTemplate.of(doctor, MONDAYS), ASHA)
    opening.open_days(OpenDays("2026-11-30"), ASHA)
    off = holidays.add("2026-11-30", None, "Conference", ASHA).holiday
    absence = absences.add(doctor, "2026-11-30T00:00", "2026-12-01T00:00", None, ASHA).absence
    holidays.remove(off.id, ASHA)
    assert closed() == ["2026-11-30"]
    absences.remove(absence.id, ASHA)
    assert closed() == []
    assert checking.check() == ()


def test_a_weekly_slot_that_moves_out_of_the_absence_opens(database):
    doctor = a_doctor().id
    template = templates.add(AddTemplate.of(doctor, MONDAYS), ASHA)
    absences.add(doctor, f"{TODAY}T09:00", f"{TODAY}T13:00", None, ASHA)
    opening.open_days(OpenDays(TODAY), ASHA)
    templates.change(template.id, replace(MONDAYS, start="14:00", end="15:00"), ASHA)
    assert closed() == []
    templates.change(template.id, MONDAYS, ASHA)
    assert closed() == [TODAY]
    assert checking.check() == ()


def test_the_same_absence_is_noted_once(away):
    again = absences.add(away, "2026-12-02T09:00", "2026-12-03T09:00", None, ASHA).absence
    assert [each.id for each in absences.absences(away)] == [again.id]


def test_another_doctor_sits_on(away):
    other = a_doctor("Dr Sen").id
    templates.add(AddTemplate.of(other, MONDAYS), ASHA)
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    assert [slot.doctor for slot in queues.summaries() if slot.closed] == [away]


@pytest.mark.parametrize("span", [("2026-12-02T09:00", "2026-12-02T09:00"), ("2026-12-02", "2026-12-03T09:00")])
def test_what_is_no_span_is_refused(database, span):
    with pytest.raises(errors.BadWindow):
        absences.add(a_doctor().id, *span, None, ASHA)


def test_the_plan_says_whether_the_leave_is_noted(away):
    assert not doctor_away.propose(away, f"{TODAY}T09:00", f"{TODAY}T18:00").noted
    doctor_away.accept_all(doctor_away.propose(away, f"{TODAY}T09:00", f"{TODAY}T18:00"), ASHA)
    assert doctor_away.propose(away, f"{TODAY}T09:00", f"{TODAY}T18:00").noted


def test_one_undo_takes_back_the_whole_leave(database):
    doctor = a_doctor().id
    templates.add(AddTemplate.of(doctor, MONDAYS), ASHA)
    opening.open_days(OpenDays(TODAY), ASHA)
    doctor_away.accept_all(doctor_away.propose(doctor, f"{TODAY}T09:00", "2026-12-31T18:00"), ASHA)
    opening.open_days(OpenDays("2026-11-30"), RAVI)
    assert closed() == [TODAY, "2026-11-30"]
    undo.undo(Undo(), ASHA)
    assert (closed(), absences.absences(doctor)) == ([], ())
    assert checking.check() == ()


def test_undo_of_removing_an_absence_closes_again_what_that_opened(away):
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    absences.remove(1, ASHA)
    undo.undo(Undo(), ASHA)
    assert closed() == ["2026-12-07"]
    assert checking.check() == ()
