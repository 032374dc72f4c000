"""The end of the day: live tokens of slots that have ended, and what people say became of them."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Cancel, Complete, ListTokens, ListUnresolved, NoShow, ShowLog, Undo
from opd_tui.runtime import clock
from opd_tui.services.day import unresolved
from opd_tui.services.day.unresolved import Outcome
from opd_tui.services.queries import log, queues
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from opd_tui.store import slots
from tests.support.factories import ASHA, RAVI, a_slot, a_token

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


def test_slots_of_today_that_have_ended_are_on_the_list_but_not_in_the_count(database):
    a_token(a_slot(1).id)
    a_token(a_slot(1, start="12:00", end="13:00").id)
    clock.set_local("2026-11-23T11:00")
    assert ([u.token.id for u in unresolved.past()], unresolved.count()) == ([1], 0)


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
