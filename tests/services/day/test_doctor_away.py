"""The doctor leaves: a place for everybody, no seat promised twice, and nothing moves by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Complete, Move, SetSource, Undo
from opd_tui.domain.unresolved import Outcome
from opd_tui.runtime import clock
from opd_tui.services import expecting
from opd_tui.services.day import doctor_away, unresolved
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import closing
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays
from opd_tui.store import slots
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token

SPAN = (f"{TODAY}T10:00", f"{TODAY}T11:00")


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


@pytest.fixture
def day(database):
    """Slot 1 of doctor 1 with tokens 1, 2 (seats) and 3 (waiting); later slots 2 and 3 with a seat each."""
    doctor = a_doctor().id
    slot = a_slot(2, doctor).id
    a_slot(1, doctor, "11:00", "12:00")
    a_slot(1, doctor, "12:00", "13:00")
    for _ in range(3):
        a_token(slot)
    return doctor


def places(proposed):
    return [each.place and each.place.slot for each in proposed.placements]


def accept(proposed, at=0, actor=ASHA):
    each = proposed.placements[at]
    before = Counter(p.place.slot for p in proposed.placements[:at] if p.place)
    return doctor_away.accept(each.token.id, each.place.slot, [slot.id for slot in proposed.slots], before, actor)


def test_everybody_in_order_gets_a_place_and_no_seat_is_promised_twice(day):
    assert places(doctor_away.propose(day, *SPAN)) == [2, 3, None]


def test_who_is_promised_a_seat_goes_before_the_next_one(day):
    later = a_slot(2, day, "15:00", "16:00").id
    proposed = doctor_away.propose(day, f"{TODAY}T10:00", f"{TODAY}T12:30")
    assert places(proposed)[:2] == [later, later]
    times = [each.place.expected.label for each in proposed.placements[:2]]
    assert times == ["15:00–15:15", "15:15–16:00"]


def test_a_proposal_writes_nothing(day):
    before = rows()
    doctor_away.propose(day, *SPAN)
    assert rows() == before


def test_slots_that_are_left_are_no_place(day):
    assert places(doctor_away.propose(day, f"{TODAY}T10:00", f"{TODAY}T11:30")) == [3, None, None]


def test_a_place_is_found_behind_any_number_of_slots_that_are_left(database):
    doctor, first = a_doctor().id, date.fromisoformat(TODAY)
    days = [(first + timedelta(days=n // 8)).isoformat() for n in range(70)]
    slots = [a_slot(1, doctor, f"{10 + n % 8}:00", f"{11 + n % 8}:00", day).id for n, day in enumerate(days)]
    a_token(slots[0])
    assert places(doctor_away.propose(doctor, SPAN[0], f"{days[-1]}T15:00")) == [slots[-1]]


def test_a_place_is_found_behind_any_number_of_seats_that_are_promised(database):
    doctor = a_doctor().id
    slot = a_slot(70, doctor).id
    seats = [a_slot(1, a_doctor().id).id for _ in range(70)]
    for _ in seats:
        a_token(slot)
    assert places(doctor_away.propose(doctor, *SPAN)) == seats


def test_a_span_may_be_of_several_days_and_begin_within_a_night(day):
    night = a_slot(1, day, "23:00", "23:30").id
    tomorrow, after = (a_slot(1, day, "09:00", "10:00", d).id for d in ("2026-11-24", "2026-11-25"))
    for slot in (night, tomorrow, after):
        a_token(slot)
    proposed = doctor_away.propose(day, f"{TODAY}T23:15", "2026-11-24T18:00")
    assert [slot.id for slot in proposed.slots] == [night, tomorrow]
    assert [each.token.slot for each in proposed.placements] == [night, tomorrow]


def test_one_who_is_called_in_stays(day):
    visits.call(Call(token=1), ASHA)
    assert places(doctor_away.propose(day, *SPAN)) == [None, 2, 3]


def test_a_place_that_is_accepted_is_taken(day):
    done = accept(doctor_away.propose(day, *SPAN))
    assert (done.token.slot, done.slot.id, done.otherwise, done.closed) == (2, 2, False, None)


def test_if_another_desk_took_the_seat_the_next_best_is_taken_and_said(day):
    visits.cancel(Cancel(3), RAVI)
    visits.cancel(Cancel(2), RAVI)
    proposed = doctor_away.propose(day, *SPAN)
    a_token(2, actor=RAVI)
    done = accept(proposed)
    assert (done.slot.id, done.otherwise) == (3, True)


def test_a_seat_promised_to_one_who_comes_before_is_not_taken_instead(day):
    proposed = doctor_away.propose(day, *SPAN)
    a_token(3, actor=RAVI)
    done = accept(proposed, 1)
    assert (done.slot, queues.token(2).slot) == (None, 1)


def test_a_seat_promised_to_one_who_comes_before_is_not_taken_though_it_is_in_the_slot_proposed(day):
    later = a_slot(2, day, "15:00", "16:00").id
    proposed = doctor_away.propose(day, f"{TODAY}T10:00", f"{TODAY}T12:30")
    assert places(proposed)[:2] == [later, later]
    a_token(later, actor=RAVI)
    assert [accept(proposed, at).slot and later for at in (1, 0)] == [None, later]


def test_who_comes_first_gets_the_seat_promised_to_one_who_comes_after_and_that_one_the_next_best(day):
    last = a_slot(1, day, "15:00", "16:00").id
    proposed = doctor_away.propose(day, *SPAN)
    assert places(proposed) == [2, 3, last]
    a_token(2, actor=RAVI)
    assert [accept(proposed, at).slot.id for at in (0, 1)] == [3, last]


def test_the_slot_closes_with_the_last_who_leaves_it(day):
    visits.cancel(Cancel(3), ASHA)
    proposed = doctor_away.propose(day, *SPAN)
    assert [accept(proposed, at).closed is not None for at in (0, 1)] == [False, True]
    assert slots.summary(1).closed
    assert checking.check() == ()


def test_a_slot_with_somebody_left_in_it_stays_open(day):
    assert doctor_away.close_if_empty(1, ASHA) is None


MEANWHILE = {
    "ended it": (lambda: visits.cancel(Cancel(1), RAVI), "CANCELLED", 1),
    "moved it": (lambda: moving.move(Move(1, 3), RAVI), "ACTIVE", 3),
    "called it in": (lambda: visits.call(Call(token=1), RAVI), "ACTIVE", 1),
}


@pytest.mark.parametrize("another_desk", MEANWHILE)
def test_what_another_desk_did_meanwhile_is_told_and_nothing_is_done(day, another_desk):
    does, status, slot = MEANWHILE[another_desk]
    proposed = doctor_away.propose(day, *SPAN)
    does()
    before = rows()
    done = accept(proposed)
    assert (done.meanwhile, done.token.status, done.slot.id, rows()) == (True, status, slot, before)


# Who has no place


@pytest.fixture
def left(day):
    """Slot 1 is closed, and token 3 is left in it."""
    proposed = doctor_away.propose(day, *SPAN)
    for at in (0, 1):
        accept(proposed, at)
    closing.leave(1, ASHA)
    yield day
    assert checking.check() == ()


def test_a_slot_closes_though_some_have_no_place_and_says_who_they_are(day):
    closed = closing.leave(1, ASHA)
    assert (closed.slot.closed, [token.id for token in closed.unplaced]) == (True, [1, 2, 3])


def test_the_log_says_who_was_left(left):
    [event] = [event for event in log.latest(10) if event.action == "close-slot"]
    assert event.detail["left"] == [3]


def test_who_was_left_is_still_to_be_phoned_when_the_list_is_opened_again(left):
    proposed = doctor_away.propose(left, *SPAN)
    assert ([each.token.id for each in proposed.placements], proposed.still_open) == ([3], ())


def test_leaving_a_slot_that_is_closed_writes_nothing(left):
    before = rows()
    assert (closing.leave(1, RAVI), rows()) == (None, before)


def test_a_closed_slot_with_patients_takes_no_newcomer_and_no_move(left):
    for ask in (lambda: a_token(1), lambda: moving.move(Move(1, 1), ASHA)):
        with pytest.raises(errors.SlotClosed):
            ask()


STILL = {
    "called": lambda: visits.call(Call(token=3), ASHA),
    "cancelled": lambda: visits.cancel(Cancel(3), ASHA),
    "completed": lambda: visits.complete(Complete(3), ASHA),
    "of another source": lambda: visits.set_source(SetSource(3, "PAID"), ASHA),
    "moved": lambda: moving.move(Move(3, a_slot(1, 1, "17:00", "18:00").id), ASHA),
}


@pytest.mark.parametrize("what", STILL)
def test_who_was_left_may_still_be_something_and_undo_puts_it_back(left, what):
    before = queues.token(3)
    STILL[what]()
    assert queues.token(3) != before
    undo.undo(Undo(token=3), ASHA)
    assert queues.token(3) == before


@pytest.mark.parametrize("outcome", Outcome)
def test_who_was_left_is_settled_at_the_end_of_the_day(day, outcome):
    closing.leave(1, ASHA)
    clock.set_local("2026-11-24T00:00")
    assert [each.token.id for each in unresolved.past()] == [1, 2, 3]
    unresolved.settle((1, 2, 3), outcome, ASHA)
    assert (unresolved.past(), checking.check()) == ((), ())


def test_a_seat_that_comes_free_in_a_closed_slot_goes_to_who_waits_there(day):
    closing.leave(1, ASHA)
    assert visits.cancel(Cancel(1), ASHA).promoted.id == 3
    assert checking.check() == ()


def test_nobody_is_expected_in_a_closed_slot_but_who_is_in_the_room(day):
    visits.call(Call(token=1), ASHA)
    closing.leave(1, ASHA)
    told = expecting.with_expected_times(tuple(queues.token(token) for token in (1, 2, 3)))
    assert [token.expected is None for token in told] == [False, True, True]


def test_who_was_left_in_a_closed_slot_puts_nobody_off_in_the_next_one(day):
    clock.set_local(f"{TODAY}T10:30")
    for token in (1, 2):
        visits.arrive(Arrive(token), ASHA)
    before = expecting.for_new_booking(2, 5, "ACTIVE")
    closing.leave(1, ASHA)
    assert (before.label, expecting.for_new_booking(2, 5, "ACTIVE").label) == ("11:30–12:00", "11:00–11:30")


def test_undo_opens_the_slot_again(left):
    assert (undo.undo(Undo(), ASHA).undone, slots.summary(1).closed) == ("close-slot", False)


def test_a_reopening_is_undone_while_only_those_are_there_who_were_left(left):
    closing.reopen(1, ASHA)
    assert (undo.undo(Undo(), ASHA).undone, slots.summary(1).closed) == ("reopen-slot", True)


def test_a_reopening_is_not_undone_over_the_head_of_a_newcomer(left):
    closing.reopen(1, ASHA)
    a_token(1, actor=RAVI)
    with pytest.raises(errors.CannotUndo, match="1 live token"):
        undo.undo(Undo(), ASHA)


def test_a_holiday_leaves_a_closed_slot_as_it_is_and_does_not_call_it_open(left):
    made = holidays.add(TODAY, left, "Strike", ASHA)
    assert 1 not in [slot.id for slot in (*made.closed, *made.kept)]


def test_the_last_one_moved_and_the_slot_that_closed_by_it_are_one_undo(day):
    visits.cancel(Cancel(3), RAVI)
    visits.cancel(Cancel(2), RAVI)
    accept(doctor_away.propose(day, *SPAN))
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token.id, [slot.id for slot in done.slots]) == ("move", 1, [1])
    assert (queues.token(1).slot, slots.summary(1).closed) == (1, False)
