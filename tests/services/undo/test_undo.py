"""Undo: one change put back as a new event, and what others gained by it settled by the one rule."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Call, Cancel, Complete, NoShow, SetSource, ShowLog, Undo
from opd_tui.runtime import clock
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, a_token

ENDS = {
    "cancel": lambda token: visits.cancel(Cancel(token), ASHA),
    "no-show": lambda token: visits.no_show(NoShow(token), ASHA),
    "complete": lambda token: visits.complete(Complete(token), ASHA),
}
ends = pytest.mark.parametrize("end", ENDS)


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def status(token):
    return queues.token(token.id).status


def ids(tokens):
    return [t.id for t in tokens]


def refused(error, actor, token=None, event=None, match=None):
    """The undo is refused so, and changes no row."""
    before = rows()
    with pytest.raises(error, match=match):
        undo.undo(Undo(token=token, event=event), actor)
    assert rows() == before


# -- each action


def test_an_undone_booking_is_cancelled_as_undone(database):
    token = a_token(a_slot().id)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token.id, done.token.status) == ("book", token.id, "CANCELLED")
    assert log.of_token(ShowLog(token.id))[-1].detail["reason"] == "undone"


def test_an_undone_booking_gives_its_seat_back(database):
    slot = a_slot(seats=1)
    first = a_token(slot.id)
    a_token(slot.id, "PAID")
    assert ids(undo.undo(Undo(), ASHA).promoted) == [first.id]


@ends
def test_an_undone_end_brings_back_number_priority_and_arrival(database, end):
    token = a_token(a_slot().id, "PAID")
    ENDS[end](token.id)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token) == (end, token)


@ends
def test_an_undone_end_of_a_called_token_restores_the_mark(database, end):
    token = a_token(a_slot().id)
    called = visits.call(Call(token=token.id), ASHA)
    ENDS[end](token.id)
    assert undo.undo(Undo(), ASHA).token == called


@pytest.mark.parametrize("end", ["cancel", "no-show"])
def test_a_promoted_patient_goes_back_to_waiting_and_the_answer_says_so(database, end):
    slot = a_slot(seats=1)
    token, promoted = a_token(slot.id), a_token(slot.id)
    ENDS[end](token.id)
    assert ids(undo.undo(Undo(), ASHA).preempted) == [promoted.id]
    assert (status(token), status(promoted)) == ("ACTIVE", "WAITING")


def test_a_token_brought_back_waits_if_the_one_rule_says_so(database):
    slot = a_slot(seats=1)
    token, promoted = a_token(slot.id), a_token(slot.id)
    visits.cancel(Cancel(token.id), ASHA)
    visits.call(Call(token=promoted.id), RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, done.preempted) == ("WAITING", ())


def test_an_undone_completion_frees_the_seat_for_whoever_stands_first(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    visits.complete(Complete(token.id), ASHA)
    emergency = a_token(slot.id, "EMERGENCY", actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, ids(done.promoted)) == ("WAITING", [emergency.id])


def test_an_undone_completion_of_a_called_token_takes_its_own_seat_back(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    visits.complete(Complete(token.id), ASHA)
    a_token(slot.id, "EMERGENCY", actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, done.token.called) == ("ACTIVE", True)


def test_a_pin_comes_back_over_a_better_priority(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    visits.cancel(Cancel(token.id), ASHA)
    paid = a_token(slot.id, "PAID", actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, done.token.called, ids(done.preempted)) == ("ACTIVE", True, [paid.id])


def test_a_pin_without_a_seat_comes_back_unpinned(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    visits.cancel(Cancel(token.id), ASHA)
    visits.call(Call(token=a_token(slot.id, actor=RAVI).id), RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, done.token.called) == ("WAITING", False)


def test_an_undone_call_removes_the_mark(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    assert undo.undo(Undo(), ASHA).token == token


def test_an_undone_call_loses_the_seat_to_a_better_waiter(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    paid = a_token(slot.id, "PAID", actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.token.status, ids(done.promoted), ids(done.preempted)) == ("WAITING", [paid.id], [token.id])


def test_an_undone_source_is_the_old_one(database):
    slot = a_slot(seats=1)
    seated, upgraded = a_token(slot.id), a_token(slot.id)
    visits.set_source(SetSource(upgraded.id, "EMERGENCY"), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token.source, done.token.priority) == ("set-source", "WALKIN", 5)
    assert (ids(done.promoted), ids(done.preempted)) == ([seated.id], [upgraded.id])


def test_undone_seats_are_taken_away_again(database):
    slot = a_slot(seats=1)
    a_token(slot.id)
    waiter = a_token(slot.id)
    capacity.set_capacity(SetCapacity(slot.id, 2), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token, ids(done.preempted)) == ("set-capacity", None, [waiter.id])
    assert queues.slot(ShowSlot(slot.id)).head.capacity == 1


def test_seats_taken_away_come_back(database):
    slot = a_slot(seats=2)
    a_token(slot.id)
    last = a_token(slot.id)
    capacity.set_capacity(SetCapacity(slot.id, 1), ASHA)
    assert ids(undo.undo(Undo(), ASHA).promoted) == [last.id]


def test_seats_in_use_are_not_taken_away_by_undo(database):
    slot = a_slot(seats=1)
    capacity.set_capacity(SetCapacity(slot.id, 2), ASHA)
    for _ in range(2):
        visits.complete(Complete(a_token(slot.id, actor=RAVI).id), RAVI)
    refused(errors.CannotUndo, ASHA, match="2 of the seats")


# -- whose change


def test_without_a_token_it_is_the_actors_own_last_change(database):
    slot = a_slot(seats=3)
    mine = a_token(slot.id, actor=ASHA)
    a_token(slot.id, actor=RAVI)
    assert undo.undo(Undo(), ASHA).token.id == mine.id


def test_with_a_token_it_is_that_tokens_last_change_whoever_made_it(database):
    slot = a_slot(seats=3)
    token = a_token(slot.id, actor=ASHA)
    visits.call(Call(token=token.id), RAVI)
    a_token(slot.id, actor=ASHA)
    assert undo.undo(Undo(token=token.id), ASHA).undone == "call"


def test_a_second_undo_goes_one_step_further_back(database):
    token = a_token(a_slot().id)
    visits.set_source(SetSource(token.id, "PAID"), ASHA)
    visits.call(Call(token=token.id), ASHA)
    visits.complete(Complete(token.id), ASHA)
    assert [undo.undo(Undo(), ASHA).undone for _ in range(4)] == ["complete", "call", "set-source", "book"]


def test_a_second_undo_of_a_token_goes_one_step_further_back(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), RAVI)
    assert [undo.undo(Undo(token=token.id), ASHA).undone for _ in range(2)] == ["call", "book"]


def test_there_is_no_redo(database):
    a_token(a_slot().id)
    undo.undo(Undo(), ASHA)
    refused(errors.NothingToUndo, ASHA, match="asha")


def test_what_was_done_again_after_an_undo_can_be_undone_again(database):
    token = a_token(a_slot().id)
    for _ in range(2):
        visits.call(Call(token=token.id), ASHA)
        assert undo.undo(Undo(), ASHA).undone == "call"


def test_a_promotion_since_does_not_stand_in_the_way(database):
    slot = a_slot(seats=1)
    first = a_token(slot.id, actor=RAVI)
    waiter = a_token(slot.id, actor=ASHA)
    visits.cancel(Cancel(first.id), RAVI)
    assert undo.undo(Undo(), ASHA).token.id == waiter.id


def test_a_preemption_since_does_not_stand_in_the_way(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id, actor=ASHA)
    a_token(slot.id, "PAID", actor=RAVI)
    assert undo.undo(Undo(), ASHA).token.id == token.id


# -- refused


def test_nothing_to_undo(database):
    a_token(a_slot().id, actor=ASHA)
    refused(errors.NothingToUndo, RAVI, match="ravi")


def test_a_token_with_nothing_left_to_undo(database):
    token = a_token(a_slot().id)
    undo.undo(Undo(), ASHA)
    refused(errors.NothingToUndo, ASHA, token.id, match="№1")


def test_an_unknown_token(database):
    refused(errors.UnknownToken, ASHA, 99)


def test_a_token_that_somebody_has_changed_since(database):
    token = a_token(a_slot().id, actor=ASHA)
    visits.call(Call(token=token.id), RAVI)
    refused(errors.CannotUndo, ASHA, match=r"ravi has changed it since \(call\)")


def test_a_capacity_that_somebody_has_changed_since(database):
    slot = a_slot(seats=1)
    capacity.set_capacity(SetCapacity(slot.id, 2), ASHA)
    capacity.set_capacity(SetCapacity(slot.id, 3), RAVI)
    refused(errors.CannotUndo, ASHA, match="ravi has changed it since")


def test_a_change_since_that_was_itself_put_back_is_none(database):
    token = a_token(a_slot().id, actor=ASHA)
    visits.call(Call(token=token.id), RAVI)
    undo.undo(Undo(), RAVI)
    assert undo.undo(Undo(), ASHA).undone == "book"


@pytest.mark.parametrize("with_token", [False, True])
def test_a_past_day(database, with_token):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-24T00:00")
    refused(errors.CannotUndo, ASHA, token.id if with_token else None, match="2026-11-23, is past")


@pytest.mark.parametrize("end", ["complete", "no-show"])
def test_what_settled_a_token_of_a_past_day_goes_back_on_the_day_on_which_it_was_settled(database, end):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-24T09:00")
    ENDS[end](token.id)
    clock.set_local("2026-11-24T23:59")
    assert (undo.undo(Undo(), ASHA).undone, status(token)) == (end, "ACTIVE")


@pytest.mark.parametrize("end", ["complete", "no-show"])
def test_what_settled_a_token_of_a_past_day_stays_on_the_next_day(database, end):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-24T09:00")
    ENDS[end](token.id)
    clock.set_local("2026-11-25T00:00")
    refused(errors.CannotUndo, ASHA, match="2026-11-24, is past")


def test_a_past_days_capacity(database):
    capacity.set_capacity(SetCapacity(a_slot(seats=1).id, 2), ASHA)
    clock.set_local("2026-11-24T00:00")
    refused(errors.CannotUndo, ASHA, match="is past")


@pytest.mark.parametrize("now", ["2026-11-23T23:59", "2026-11-20T12:00"])
def test_a_slots_own_day_and_the_days_before_it_are_not_past(database, now):
    a_token(a_slot().id)
    clock.set_local(now)
    assert undo.undo(Undo(), ASHA).undone == "book"


def test_past_is_by_the_hospitals_day(database):
    a_token(a_slot().id)
    clock.set_local("2026-11-24T00:30")  # still the 23rd in UTC
    refused(errors.CannotUndo, ASHA)


@ends
def test_a_patient_who_holds_another_live_token_there(database, end):
    slot, patient = a_slot(), a_patient()
    token = a_token(slot.id, patient=patient.id)
    ENDS[end](token.id)
    a_token(slot.id, patient=patient.id, actor=RAVI)
    refused(errors.CannotUndo, ASHA, match="now has №2")


def test_nobody_undoes_in_nobodys_name(database):
    token = a_token(a_slot().id)
    refused(errors.NotAllowed, Actor(" "), token.id)


# -- looked at first


def test_a_preview_says_what_undo_will_do(database):
    token = a_token(a_slot().id)
    visits.cancel(Cancel(token.id), ASHA)
    seen = undo.preview(Undo(), ASHA)
    assert (seen.action, seen.token.id, seen.actor) == ("cancel", token.id, "asha")


def test_a_preview_is_refused_as_the_undo_would_be(database):
    with pytest.raises(errors.NothingToUndo):
        undo.preview(Undo(), ASHA)


def test_another_change_than_the_one_looked_at_is_not_undone(database):
    token = a_token(a_slot().id)
    seen = undo.preview(Undo(token=token.id), ASHA)
    visits.call(Call(token=token.id), RAVI)
    refused(errors.CannotUndo, ASHA, token.id, seen.event)


def test_an_undo_is_in_the_log_with_the_one_it_moved(database):
    slot = a_slot(seats=1)
    token, promoted = a_token(slot.id), a_token(slot.id)
    visits.cancel(Cancel(token.id), ASHA)
    undo.undo(Undo(token=token.id), RAVI)
    undone, moved = log.of_token(ShowLog(token.id))[-1], log.of_token(ShowLog(promoted.id))[-1]
    assert (undone.action, undone.actor, undone.detail["why"]) == ("undo", "ravi", "cancel")
    assert (moved.action, moved.cause) == ("preempt", token.id)


def test_a_database_after_undos_is_clean(database):
    slot = a_slot(seats=1)
    token, _ = a_token(slot.id), a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    visits.cancel(Cancel(token.id), ASHA)
    for _ in range(3):
        undo.undo(Undo(), ASHA)
    assert checking.check() == ()
