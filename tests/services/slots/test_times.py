"""The times of a slot change, and its patients stay in it."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain.errors import BadWindow, CannotUndo, SlotInUse, SlotOverlap, SlotPast
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Cancel, ListTokens, Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.slots import Window
from opd_tui.domain.weeks import Weekly
from opd_tui.messages import about_slots, about_undo
from opd_tui.runtime import clock
from opd_tui.services import expecting
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing, times
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening, templates
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token, arrive, call, complete
from tests.support.hospitals import state

TOMORROW = "2026-11-24"


def at(time, day=TODAY):
    return f"{day}T{time}"


def later(slot, start="10:30", end="12:30", actor=ASHA):
    return times.change_window(slot, at(start), at(end), actor)


@pytest.fixture
def slot(database):
    """Two seats from 10:00 to 12:00: №1 is called in, №2 is here, №3 waits, №4 was cancelled."""
    made = a_slot(2, start="10:00", end="12:00")
    for _ in range(4):
        a_token(made.id)
    arrive(2)
    call(1)
    visits.cancel(Cancel(4), ASHA)
    return made


def window(slot):
    [shown] = [each for each in queues.summaries() if each.id == slot.id]
    return shown.start[11:], shown.end[11:]


def test_half_an_hour_later_with_its_patients(slot):
    before = queues.tokens(ListTokens())
    assert later(slot.id).slot.label == "Dr Rao 10:30–12:30"
    assert queues.tokens(ListTokens()) == before
    assert checking.check() == ()


def test_who_knows_the_old_times_is_named_but_not_who_is_in_the_room(slot):
    done = later(slot.id)
    assert ([token.number for token in done.to_tell], done.before) == ([2, 3], Window(at("10:00"), at("12:00")))


def test_the_same_times_again_write_nothing(slot):
    before = state()
    assert times.change_window(slot.id, slot.start, slot.end, ASHA).to_tell == ()
    assert state() == before


def test_a_slot_with_tokens_stays_on_its_day(slot):
    with pytest.raises(SlotInUse, match="another day"):
        times.change_window(slot.id, at("10:30", TOMORROW), at("12:30", TOMORROW), ASHA)


def test_not_to_times_that_have_ended(slot):
    with pytest.raises(SlotPast):
        later(slot.id, "07:00", "09:00")


def test_a_slot_that_runs_over_gets_a_later_end(slot):
    clock.set_local(at("12:05"))
    assert later(slot.id, "10:00", "13:00").slot.end == at("13:00")


def test_not_over_another_slot(slot):
    a_slot(1, slot.doctor, "12:00", "13:00")
    with pytest.raises(SlotOverlap):
        later(slot.id)
    assert window(slot) == ("10:00", "12:00")


def test_a_closed_slot_with_patients_in_it_overlaps_too(slot):
    closing.leave(slot.id, ASHA)
    a_slot(1, slot.doctor, "12:00", "13:00")
    with pytest.raises(SlotOverlap):
        later(slot.id)


def test_a_closed_empty_slot_moves_over_another(database):
    slot = a_slot(1)
    closing.close(CloseSlot(slot.id), ASHA)
    a_slot(1, slot.doctor, "12:00", "13:00")
    assert later(slot.id).slot.closed
    assert checking.check() == ()


def test_the_end_is_after_the_start(slot):
    with pytest.raises(BadWindow):
        later(slot.id, "12:00", "10:00")


def test_expected_times_follow(slot):
    def begins():
        [waits] = expecting.with_expected_times((queues.token(2),))
        return waits.expected.label[:5]

    complete(1)
    before = begins()
    later(slot.id, "13:00", "15:00")
    assert (before < "13:00", begins() >= "13:00") == (True, True)


# Undo


def test_undo_gives_the_old_times_back(slot):
    before = state()
    later(slot.id)
    assert undo.undo(Undo(), ASHA).undone == "change-window"
    assert state() == before
    assert checking.check() == ()


def test_a_second_undo_goes_one_change_further_back(slot):
    later(slot.id)
    later(slot.id, "11:00", "13:00")
    undo.undo(Undo(), ASHA)
    assert window(slot) == ("10:30", "12:30")
    undo.undo(Undo(), ASHA)
    assert window(slot) == ("10:00", "12:00")


def test_no_undo_once_somebody_has_changed_the_times_since(slot):
    later(slot.id)
    later(slot.id, "11:00", "13:00", RAVI)
    with pytest.raises(CannotUndo, match="ravi has changed it since"):
        undo.undo(Undo(), ASHA)


def test_no_undo_where_the_doctor_sits_elsewhere_by_now(slot):
    later(slot.id, "13:00", "15:00")
    a_slot(1, slot.doctor, "10:00", "11:00")
    for look in (undo.preview, undo.undo):
        with pytest.raises(SlotOverlap):
            look(Undo(), ASHA)


def test_no_undo_once_the_day_is_past(slot):
    later(slot.id)
    clock.set_local(at("09:00", TOMORROW))
    with pytest.raises(CannotUndo, match="is past"):
        undo.undo(Undo(), ASHA)


def test_no_undo_to_another_day_once_patients_are_booked(database):
    slot = a_slot()
    times.change_window(slot.id, at("10:00", TOMORROW), at("11:00", TOMORROW), ASHA)
    a_token(slot.id, actor=RAVI)
    with pytest.raises(CannotUndo, match="stays on 2026-11-24"):
        undo.undo(Undo(), ASHA)


def test_an_empty_slot_does_not_go_back_to_a_day_that_is_past(database):
    slot = a_slot()
    times.change_window(slot.id, at("10:00", TOMORROW), at("11:00", TOMORROW), ASHA)
    clock.set_local(at("09:00", TOMORROW))
    with pytest.raises(CannotUndo, match="the day it was on, 2026-11-23, is past"):
        undo.undo(Undo(), ASHA)


def test_what_follows_a_weekly_slot_goes_back_with_that_alone(database):
    made = templates.add(AddTemplate.of(a_doctor().id, Weekly("TUE", "10:00", "11:00", 5, TODAY)), ASHA)
    opening.open_days(OpenDays("2026-12-09"), ASHA)
    templates.change(made.id, Weekly("TUE", "10:00", "11:30", 5, TODAY), ASHA)
    assert undo.undo(Undo(), ASHA).undone == "change-template"
    assert {each.end[11:] for each in queues.summaries()} == {"11:00"}
    assert checking.check() == ()


# In words


def test_the_answer_names_whom_to_tell(slot):
    said = about_slots.times_changed(later(slot.id))
    assert said.startswith("The slot is Dr Rao 10:30–12:30 on Mon 23 Nov now; tell 2 patients: №2 ")


def test_undo_says_what_it_would_put_back_and_what_it_did(slot):
    later(slot.id)
    asked = about_undo.will_undo(undo.preview(Undo(), ASHA), TODAY)
    assert asked == "Undo the change of times (10:00–12:00 → 10:30–12:30) of Dr Rao 10:30–12:30 by asha?"
    done = about_undo.undone(undo.undo(Undo(), ASHA))
    assert done == "Undone: Dr Rao 10:00–12:00 on Mon 23 Nov has its old times; tell 2 patients."
