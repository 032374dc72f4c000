"""A doctor who retires: refused with patients ahead; the schedule ends, slots close; undo gives all of it back."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.requests.doctors import BringBackDoctor, RetireDoctor
from opd_tui.domain.requests.slots import AddSlot
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.forecast import places
from opd_tui.services.queries import queues
from opd_tui.services.queries.desk import desk_view
from opd_tui.services.slots import closing, doctors, schedule
from opd_tui.services.tokens import visits
from opd_tui.services.undo.undo import undo
from opd_tui.services.weeks import absences, holidays, opening, retirement, templates
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token, complete
from tests.support.hospitals import state

TUESDAYS = Weekly("TUE", "10:00", "11:00", 5, TODAY)


def retire(doctor: int):
    return retirement.retire(RetireDoctor(doctor), ASHA)


def bring_back(doctor: int):
    return retirement.bring_back(BringBackDoctor(doctor), ASHA)


@pytest.fixture
def rao(database):
    """A doctor with a slot today that somebody was seen in, one by hand tomorrow, and Tuesdays for two weeks."""
    slot = a_slot()
    complete(a_token(slot.id).id)
    a_slot(doctor=slot.doctor, start="15:00", end="16:00", day="2026-11-24")
    templates.add(AddTemplate.of(slot.doctor, TUESDAYS), ASHA)
    opening.open_days(OpenDays("2026-12-02"), ASHA)
    return slot.doctor


def test_with_patients_ahead_it_is_refused_and_says_how_many_and_what_to_do(rao):
    slot = queues.summaries(rao, "2026-12-01")[0].id
    tokens = [a_token(slot) for _ in range(7)]
    before = state()
    with pytest.raises(errors.DoctorInUse, match=r"7 live token.*2026-12-01 \(№1, .* …\).*L moves") as refused:
        retire(rao)
    assert refused.value.code == "doctor-in-use"
    assert state() == before
    for token in tokens:
        visits.cancel(Cancel(token.id), ASHA)
    assert retire(rao).doctor.retired


def test_patients_of_past_days_are_not_in_the_way(database):
    slot = a_slot()
    a_token(slot.id)
    clock.set_local("2026-11-24T09:00")
    assert retire(slot.doctor).doctor.retired


def test_a_night_that_goes_on_is(database):
    slot = a_slot(start="22:00", end="24:00")
    a_token(slot.id)
    with pytest.raises(errors.DoctorInUse):
        retire(slot.doctor)


def test_the_schedule_ends_today_and_what_is_open_closes(rao):
    done = retire(rao)
    assert [each.weekly.last for each in done.ended] == [TODAY]
    assert [(slot.start, slot.closed) for slot in queues.summaries(rao)] == [
        (f"{TODAY}T10:00", True),
        ("2026-11-24T15:00", True),
    ]
    assert [slot.start for slot in done.closed] == [slot.start for slot in queues.summaries(rao)]
    assert opening.open_days(OpenDays("2026-12-30"), ASHA).slots == 0
    assert checking.check() == ()


def test_who_is_retired_already_stays_so(rao):
    retire(rao)
    before = tables.Event.select().count()
    assert (retire(rao).closed, tables.Event.select().count()) == ((), before)
    assert not bring_back(rao).retired
    assert bring_back(rao) == doctors.doctor(rao)
    assert tables.Event.select().count() == before + 1


def test_one_undo_gives_doctor_schedule_and_slots_back(rao):
    before = state()
    done = retire(rao)
    back = undo(Undo(), ASHA)
    assert (back.undone, back.doctor, back.not_undone) == ("retire-doctor", doctors.doctor(rao), ())
    assert done.doctor.retired
    assert not back.doctor.retired
    after = state()
    reopened = [after["slot"].pop(slot) for slot in after["slot"].keys() - before["slot"].keys()]
    removed = [before["slot"].pop(slot) for slot in before["slot"].keys() - after["slot"].keys()]
    assert after == before
    assert [row["start"] for row in removed] == ["2026-11-24T10:00", "2026-12-01T10:00"]
    assert reopened == []
    assert opening.open_days(OpenDays("2026-12-02"), ASHA).slots == 2
    assert checking.check() == ()


REFUSED = {
    "a slot": lambda doctor: schedule.add(AddSlot(doctor, "2026-11-30T10:00", "2026-11-30T11:00", 5), ASHA),
    "a weekly slot": lambda doctor: templates.add(AddTemplate.of(doctor, TUESDAYS), ASHA),
    "a longer schedule": lambda _: templates.change(1, TUESDAYS, ASHA),
    "the slot again": lambda doctor: closing.reopen(queues.summaries(doctor)[-1].id, ASHA),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_a_retired_doctor_gets_nothing_more(rao, change):
    retire(rao)
    before = state()
    with pytest.raises(errors.DoctorRetired, match="Dr Rao is retired"):
        change(rao)
    assert state() == before


def test_a_retired_doctor_gets_no_patient(rao):
    retire(rao)
    with pytest.raises(errors.SlotClosed):
        a_token(queues.summaries(rao)[-1].id)


def test_what_a_holiday_or_an_absence_closed_stays_closed_when_that_goes(rao):
    holiday = holidays.add("2026-11-24", rao, "Conference", ASHA).holiday.id
    away = absences.add(rao, f"{TODAY}T14:00", f"{TODAY}T18:00", None, ASHA)
    retire(rao)
    assert holidays.remove(holiday, ASHA).reopened == ()
    assert absences.remove(away.absence.id, ASHA).reopened == ()


def test_the_return_is_undone_unless_the_doctor_has_work_again(rao):
    retire(rao)
    bring_back(rao)
    undo(Undo(), ASHA)
    assert doctors.doctor(rao).retired
    bring_back(rao)
    slot = a_slot(doctor=rao, start="18:00", end="19:00")
    with pytest.raises(errors.CannotUndo, match="has slots again"):
        undo(Undo(), ASHA)
    token = a_token(slot.id)
    visits.cancel(Cancel(token.id), ASHA)
    assert checking.check() == ()


def test_the_desk_hides_a_retired_doctor_but_on_days_with_slots(rao):
    token = a_token(a_slot(doctor=a_doctor("Dr Sen").id, day="2026-11-25").id)
    retire(rao)
    shown = {day: [row.doctor.name for row in desk_view(DeskQuery(day)).doctors] for day in (TODAY, "2026-11-25")}
    assert shown == {TODAY: ["Dr Rao", "Dr Sen"], "2026-11-25": ["Dr Sen"]}
    assert [each.name for each in places.places(token.id).doctors] == ["Dr Sen"]
