"""The end of the day: live tokens of doctors' days that are over, and what people say became of them."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import AddSlot
from opd_tui.domain.requests.tokens import Book, Cancel, Complete, ListTokens, ListUnresolved, NoShow, ShowLog, Undo
from opd_tui.domain.slot_day import doctors_day_is_over
from opd_tui.domain.slots import Window
from opd_tui.domain.unresolved import Outcome
from opd_tui.domain.weeks import plus
from opd_tui.runtime import clock
from opd_tui.services.day import unresolved
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import schedule
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from opd_tui.store import slots
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token

TOMORROW = "2026-11-24T09:00"


@pytest.fixture
def evening(database):
    """Slot 1 of one seat: tokens 1 in it, 2 and 3 waiting. It is the next morning."""
    slot = a_slot(1)
    for _ in range(3):
        a_token(slot.id)
    clock.set_local(TOMORROW)
    return slot.id


def statuses():
    return [token.status for token in queues.tokens(ListTokens())]


def test_live_tokens_of_the_days_before_are_unresolved(evening):
    assert [t.id for t in unresolved.tokens(ListUnresolved("2026-11-24"))] == [1, 2, 3]
    assert unresolved.tokens(ListUnresolved("2026-11-23")) == ()
    assert unresolved.count() == 3


def test_what_has_ended_is_not_unresolved(evening):
    visits.complete(Complete(1), ASHA)
    assert [t.id for t in unresolved.tokens(ListUnresolved("2026-11-24"))] == [2, 3]


def listed():
    return [each.token.id for each in unresolved.past()], unresolved.count()


def test_of_today_nobody_is_settled_by_hand_also_when_the_slot_has_ended(database):
    a_token(a_slot(1).id)
    clock.set_local("2026-11-23T23:59")
    assert listed() == ([], 0)
    clock.set_local("2026-11-24T00:00")
    assert listed() == ([1], 1)


def test_a_doctors_day_is_over_when_the_last_of_its_slots_is(database):
    slot = a_slot(1)
    night = schedule.add(AddSlot(slot.doctor, "2026-11-23T22:00", "2026-11-24T02:30", 1), ASHA)
    of_another_doctor = a_slot(1, start="12:00", end="13:00")
    for each in (slot, night, of_another_doctor):
        a_token(each.id)
    clock.set_local("2026-11-24T02:29")
    assert listed() == ([3], 1)
    clock.set_local("2026-11-24T02:30")
    assert listed() == ([1, 3, 2], 3)


@pytest.mark.parametrize("hour", [0, 2, 4, 5, 7, 8])
def test_the_list_follows_the_rule_of_the_doctors_day(database, hour):
    doctors = [a_doctor().id for _ in range(2)]
    for position, doctor in enumerate(doctors):
        for day in ("2026-11-22", "2026-11-23", "2026-11-24"):
            a_slot(1, doctor, "08:00", "09:00", day)
            start, end = f"{day}T21:00", f"{plus(day, 1)}T{2 + 3 * position:02}:00"
            schedule.add(AddSlot(doctor, start, end, 1, late_entry=True), ASHA)
    shown = queues.summaries()
    for each in shown:
        booking.book(Book(each.id, "WALKIN", patient_id=a_patient().id, late_entry=True), ASHA)
    now = f"2026-11-24T{hour:02}:00"
    clock.set_local(now)
    days = {
        (each.doctor, each.day): [Window(s.start, s.end) for s in shown if (s.doctor, s.day) == (each.doctor, each.day)]
        for each in shown
    }
    over = {each.id for each in shown if doctors_day_is_over(days[each.doctor, each.day], now)}
    assert {each.slot.id for each in unresolved.past()} == over
    assert unresolved.count() == len(over)


def test_who_was_seen_is_completed(evening):
    unresolved.settle((1,), Outcome.SEEN, ASHA)
    assert statuses() == ["COMPLETED", "WAITING", "WAITING"]


def test_a_waiter_who_was_seen_gets_a_seat_of_its_own(evening):
    unresolved.settle((3,), Outcome.SEEN, ASHA)
    assert (statuses(), slots.summary(evening).capacity) == (["ACTIVE", "WAITING", "COMPLETED"], 2)


def test_the_seat_opened_for_it_is_in_the_log(evening):
    unresolved.settle((3,), Outcome.SEEN, ASHA)
    last = [e for e in log.of_slot(evening) if e.action == "set-capacity"]
    assert [(e.detail["to"], e.detail["why"]) for e in last] == [({"capacity": 2}, "unresolved")]


def test_who_was_not_seen_is_cancelled_with_that_reason(evening):
    unresolved.settle((1,), Outcome.NOT_SEEN, ASHA)
    assert [e.detail["reason"] for e in log.of_token(ShowLog(1)) if e.action == "cancel"] == ["not seen"]


def test_who_did_not_come_is_a_no_show_and_the_seat_goes_on(evening):
    done = unresolved.settle((1,), Outcome.NO_SHOW, ASHA)
    assert ([t.id for t in done.promoted], statuses()) == ([2], ["NO_SHOW", "ACTIVE", "WAITING"])


@pytest.mark.parametrize(
    ("outcome", "status"), [("seen", "COMPLETED"), ("not-seen", "CANCELLED"), ("no-show", "NO_SHOW")]
)
def test_all_are_settled_together_and_nobody_is_given_a_seat_meanwhile(evening, outcome, status):
    done = unresolved.settle((1, 2, 3), Outcome(outcome), ASHA)
    assert (statuses(), done.promoted) == ([status] * 3, ())
    assert checking.check() == ()


def test_one_settled_by_another_desk_meanwhile_is_left_out(evening):
    visits.no_show(NoShow(2), RAVI)
    done = unresolved.settle((2, 3), Outcome.SEEN, ASHA)
    assert ([t.id for t in done.tokens], statuses()) == ([3], ["ACTIVE", "NO_SHOW", "COMPLETED"])


def test_if_all_were_settled_meanwhile_it_is_said(evening):
    visits.no_show(NoShow(2), RAVI)
    with pytest.raises(errors.NotLive):
        unresolved.settle((2,), Outcome.SEEN, ASHA)


def test_a_slot_that_is_not_over_is_not_settled(database):
    token = a_token(a_slot(1).id).id
    with pytest.raises(errors.BadRequest, match="not over yet"):
        unresolved.settle((token,), Outcome.SEEN, ASHA)


# Undo


def test_a_settlement_is_undone_on_the_day_it_was_made(evening):
    unresolved.settle((1,), Outcome.NOT_SEEN, ASHA)
    assert undo.undo(Undo(), ASHA).undone == "cancel"
    assert statuses() == ["ACTIVE", "WAITING", "WAITING"]


def test_the_day_after_a_settlement_stays(evening):
    unresolved.settle((1,), Outcome.NO_SHOW, ASHA)
    clock.set_local("2026-11-25T09:00")
    with pytest.raises(errors.CannotUndo, match="2026-11-24, is past"):
        undo.undo(Undo(), ASHA)


def test_what_was_done_on_the_slots_own_day_stays_as_ever(evening):
    with pytest.raises(errors.CannotUndo, match="2026-11-23, is past"):
        undo.undo(Undo(), ASHA)


def test_a_plain_cancel_of_a_past_token_stays_as_ever(evening):
    visits.cancel(Cancel(1), ASHA)
    with pytest.raises(errors.CannotUndo, match="is past"):
        undo.undo(Undo(), ASHA)


def test_a_seat_opened_for_a_waiter_is_taken_back_with_the_completion(evening):
    unresolved.settle((3,), Outcome.SEEN, ASHA)
    assert undo.undo(Undo(), ASHA).undone == "complete"
    assert (statuses(), slots.summary(evening).capacity) == (["ACTIVE", "WAITING", "WAITING"], 1)
    assert checking.check() == ()


def test_the_queue_of_a_slot_with_an_undone_settlement_says_why(evening):
    from opd_tui.domain.actions import Action
    from opd_tui.domain.reasons import Reason
    from opd_tui.domain.tokens import Status
    from opd_tui.services.queries import reasons

    unresolved.settle((2,), Outcome.SEEN, ASHA)
    undo.undo(Undo(), ASHA)
    assert reasons.of(evening, Status.WAITING, 0, 10)[2] == Reason(Action.UNDO, "complete")


def test_of_a_slot_that_has_ended_nobody_is_settled_before_the_doctors_day_is_over(database):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-23T23:59")
    with pytest.raises(errors.BadRequest, match="the doctor's day is not over yet"):
        unresolved.settle((token.id,), Outcome.SEEN, ASHA)
    clock.set_local("2026-11-24T00:00")
    assert unresolved.settle((token.id,), Outcome.SEEN, ASHA).tokens[0].status == "COMPLETED"
