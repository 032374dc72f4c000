"""A locum takes over a slot with its patients: one operation, one undo, new numbers, everything else as it was."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.doctors import RetireDoctor
from opd_tui.domain.requests.slots import CloseSlot, HandOver
from opd_tui.domain.requests.tokens import Move, StepOut, Undo
from opd_tui.runtime import clock
from opd_tui.services.day import doctor_away, locum
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import closing
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import absences, holidays, retirement
from opd_tui.store import slots
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token, arrive, call, complete


@pytest.fixture
def ill(database):
    """Slot 1, two seats, of doctor 1 with tokens 1, 2 (seats) and 3 (waiting); doctor 2, Dr Khan, gave №1 to token 4 in
    slot 2 at noon.
    """
    slot = a_slot(2, a_doctor().id).id
    for _ in range(3):
        a_token(slot)
    a_token(a_slot(2, a_doctor("Dr Khan").id, "12:00", "13:00").id)


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def hand_over(slot=1, doctor=2):
    return locum.hand_over(HandOver(slot, doctor), ASHA)


def states(*tokens):
    found = [queues.token(token) for token in tokens]
    return [(token.slot, token.number, token.status, token.arrival, token.arrived) for token in found]


def test_each_patient_gets_a_number_of_the_locum_and_keeps_all_else(ill):
    arrive(2)
    before = states(1, 2, 3)
    done = hand_over()
    assert [(each.token.id, each.had, each.token.number) for each in done.tokens] == [(1, 1, 2), (2, 2, 3), (3, 3, 4)]
    assert states(1, 2, 3) == [(done.slot.id, had + 1, *kept) for _, had, *kept in before]
    assert checking.check() == ()


def test_the_locum_sits_at_the_same_time_and_the_old_slot_closes(ill):
    done = hand_over()
    assert (done.slot.doctor, done.slot.start, done.slot.end, done.slot.capacity, done.slot.closed) == (
        2,
        f"{TODAY}T10:00",
        f"{TODAY}T11:00",
        2,
        False,
    )
    assert (done.left.id, done.left.closed, done.left.active, done.left.waiting) == (1, True, 0, 0)


def test_who_was_seen_stays_with_the_doctor_who_saw_them(ill):
    clock.set_local(f"{TODAY}T10:10")
    arrive(1)
    call(1)
    complete(1)
    done = hand_over()
    assert (queues.token(1).slot, queues.token(1).number) == (1, 1)
    assert [(each.token.id, each.token.status) for each in done.tokens] == [(2, "ACTIVE"), (3, "WAITING")]
    assert (done.slot.capacity, done.promoted) == (1, ())
    assert checking.check() == ()


def test_where_all_seats_are_used_the_locum_has_one_for_the_first_who_waits(ill):
    clock.set_local(f"{TODAY}T10:10")
    complete(1)
    complete(2)
    done = hand_over()
    assert ([token.id for token in done.promoted], done.slot.capacity) == ([3], 1)
    assert checking.check() == ()


def test_who_is_out_is_still_out(ill):
    clock.set_local(f"{TODAY}T10:10")
    arrive(2)
    visits.step_out(StepOut(2), ASHA)
    hand_over()
    assert queues.token(2).out


def test_an_empty_slot_is_handed_over_too(ill):
    a_slot(5, 1, "15:00", "16:00")
    assert hand_over(3).slot.capacity == 5


def test_a_preview_says_the_same_and_writes_nothing(ill):
    before = rows()
    would = locum.preview(HandOver(1, 2), ASHA)
    assert rows() == before
    assert would == hand_over()


def test_undo_puts_all_of_it_back(ill):
    arrive(2)
    before = states(1, 2, 3)
    made = hand_over().slot.id
    last = undo.preview(Undo(), ASHA)
    assert (last.action, last.whole.not_undone) == ("hand-over", ())
    done = undo.undo(Undo(), ASHA)
    assert done.not_undone == ()
    assert states(1, 2, 3) == before
    assert (slots.summary(1).closed, slots.summary(made).closed) == (False, True)
    assert checking.check() == ()
    assert hand_over().slot.closed is False


def test_undo_leaves_what_was_booked_with_the_locum_meanwhile(ill):
    made = hand_over().slot.id
    a_token(made, actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert [(each.action, each.slot) for each in done.not_undone] == [("hand-over", made)]
    assert [queues.token(token).slot for token in (1, 2, 3)] == [1, 1, 1]
    assert slots.summary(made).closed is False
    assert checking.check() == ()


def test_a_patient_who_was_moved_on_meanwhile_stays_there(ill):
    made = hand_over().slot.id
    moving.move(Move(2, 2), RAVI)
    done = undo.undo(Undo(), ASHA)
    assert [each.token for each in done.not_undone] == [2]
    assert [queues.token(token).slot for token in (1, 2, 3)] == [1, 2, 1]
    assert slots.summary(made).closed
    assert checking.check() == ()


def test_a_slot_that_an_absence_closed_is_handed_over_while_patients_are_left_in_it(ill):
    doctor_away.accept_all(doctor_away.propose(1, f"{TODAY}T09:00", f"{TODAY}T24:00"), ASHA)
    left = [token for token in (1, 2, 3) if queues.token(token).slot == 1]
    assert left
    assert [each.token.id for each in hand_over().tokens] == left
    assert checking.check() == ()
    undo.undo(Undo(), ASHA)
    assert [token for token in (1, 2, 3) if queues.token(token).slot == 1] == left
    assert slots.summary(1).closed


def test_the_log_says_who_handed_over_to_whom(ill):
    hand_over()
    [event] = [event for event in log.latest() if event.action == "hand-over"]
    assert event.detail["ends"] == [f"Dr Rao {TODAY} 10:00", f"Dr Khan {TODAY} 10:00"]


def test_the_locums_own_absence_is_named(ill):
    absences.add(2, f"{TODAY}T10:30", f"{TODAY}T11:30", "Conference", ASHA)
    assert hand_over().off.reason == "Conference"


def test_the_locums_own_holiday_is_named(ill):
    holidays.add(TODAY, 2, "Wedding", ASHA)
    assert hand_over().off.name == "Wedding"


def _ends():
    clock.set_local(f"{TODAY}T11:00")


def _goes_in():
    clock.set_local(f"{TODAY}T10:05")
    call(1)


@pytest.mark.parametrize(
    ("happens", "slot", "doctor", "error"),
    [
        (lambda: None, 1, 1, errors.BadRequest),
        (lambda: None, 9, 2, errors.UnknownSlot),
        (lambda: None, 1, 9, errors.UnknownDoctor),
        (lambda: a_slot(1, 2, "10:30", "11:30"), 1, 2, errors.SlotOverlap),
        (lambda: (a_doctor("Dr Sen"), retirement.retire(RetireDoctor(3), ASHA)), 1, 3, errors.DoctorRetired),
        (_ends, 1, 2, errors.SlotPast),
        (_goes_in, 1, 2, errors.BadRequest),
        (lambda: closing.close(CloseSlot(a_slot(1, 1, "15:00", "16:00").id), ASHA), 3, 2, errors.SlotClosed),
    ],
)
def test_a_refused_hand_over_changes_nothing(ill, happens, slot, doctor, error):
    happens()
    before = rows()
    with pytest.raises(error):
        hand_over(slot, doctor)
    assert rows() == before


def test_the_other_doctors_are_listed_with_why_one_cannot(ill):
    a_slot(1, a_doctor("Dr Sen").id, "10:30", "11:30")
    retirement.retire(RetireDoctor(a_doctor("Dr Old").id), ASHA)
    found = {each.doctor.name: each.problem for each in locum.candidates(1)}
    assert found.keys() == {"Dr Khan", "Dr Sen"}
    assert found["Dr Khan"] is None
    assert "10:30–11:30" in found["Dr Sen"]


def test_what_is_in_the_way_of_every_doctor_is_not_said_of_each(ill):
    _goes_in()
    assert [each.problem for each in locum.candidates(1)] == [None]
