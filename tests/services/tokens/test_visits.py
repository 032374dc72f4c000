"""At the doctor's door: call, complete, cancel, no-show, another source."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Call, Cancel, Complete, NoShow, SetSource, ShowLog
from opd_tui.services.queries import log, queues
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, RAVI, a_slot, a_token, call, complete, no_show

ENDS = {
    "cancel": (lambda token, actor=ASHA: visits.cancel(Cancel(token), actor), "CANCELLED"),
    "no-show": (lambda token, actor=ASHA: visits.no_show(NoShow(token), actor), "NO_SHOW"),
}
ends = pytest.mark.parametrize(("leave", "end"), ENDS.values(), ids=ENDS)


def status(token):
    return queues.token(token.id).status


@ends
def test_a_token_that_leaves_a_seat_lets_the_first_waiter_in(database, leave, end):
    slot = a_slot(seats=1)
    seated, first, _ = (a_token(slot.id) for _ in range(3))
    done = leave(seated.id)
    assert (done.token.status, done.promoted.id) == (end, first.id)


@ends
def test_the_promoted_one_is_in_the_seat(database, leave, end):
    slot = a_slot(seats=1)
    seated, first = a_token(slot.id), a_token(slot.id)
    leave(seated.id)
    assert status(first) == "ACTIVE"


@ends
def test_a_token_that_leaves_the_waiting_queue_promotes_nobody(database, leave, end):
    slot = a_slot(seats=1)
    _, first, _ = (a_token(slot.id) for _ in range(3))
    assert leave(first.id).promoted is None


@ends
def test_a_called_token_may_leave_and_loses_its_mark(database, leave, end):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    done = leave(token.id)
    assert (done.token.status, done.token.called) == (end, False)


def test_a_better_source_is_promoted_before_an_earlier_arrival(database):
    slot = a_slot(seats=1)
    seated, _, paid = a_token(slot.id, "EMERGENCY"), a_token(slot.id, "WALKIN"), a_token(slot.id, "PAID")
    assert visits.cancel(Cancel(seated.id), ASHA).promoted.id == paid.id


def test_the_reason_of_a_cancellation_is_kept_trimmed(database):
    token = a_token(a_slot().id)
    visits.cancel(Cancel(token.id, "  phoned "), ASHA)
    assert log.of_token(ShowLog(token.id))[-1].detail["reason"] == "phoned"


@pytest.mark.parametrize("reason", ["a\nb", "\x1b[2J", "\ud800", "x" * 201])
def test_a_reason_that_cannot_be_kept_is_refused(database, reason):
    token = a_token(a_slot().id)
    with pytest.raises(errors.BadRequest):
        visits.cancel(Cancel(token.id, reason), ASHA)
    assert status(token) == "ACTIVE"


def test_completing_keeps_the_seat_used(database):
    slot = a_slot(seats=1)
    seated, waiter = a_token(slot.id), a_token(slot.id)
    visits.complete(Complete(seated.id), ASHA)
    assert (status(seated), status(waiter)) == ("COMPLETED", "WAITING")


def test_completing_needs_no_call(database):
    assert visits.complete(Complete(a_token(a_slot().id).id), ASHA).status == "COMPLETED"


def test_a_completed_token_is_not_called_any_more(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    assert visits.complete(Complete(token.id), ASHA).called is False


def test_several_may_be_called_at_once(database):
    slot = a_slot(seats=2)
    tokens = [a_token(slot.id), a_token(slot.id)]
    assert [visits.call(Call(token=t.id), ASHA).called for t in tokens] == [True, True]


def test_calling_the_called_writes_nothing(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    before = tables.Event.select().count()
    assert visits.call(Call(token=token.id), RAVI).called
    assert tables.Event.select().count() == before


def test_call_next_calls_the_first_who_is_not_called(database):
    slot = a_slot(seats=3)
    walkin, emergency, late = (a_token(slot.id, s) for s in ("WALKIN", "EMERGENCY", "WALKIN"))
    called = [visits.call(Call(slot=slot.id), ASHA) for _ in range(4)]
    assert [t and t.id for t in called] == [emergency.id, walkin.id, late.id, None]


ACTS = {
    "call": call,
    "complete": complete,
    "no-show": no_show,
    "cancel": lambda token, actor: visits.cancel(Cancel(token), actor),
    "set-source": lambda token, actor: visits.set_source(SetSource(token, "PAID"), actor),
}
acts = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


@acts
def test_an_unknown_token_is_named(database, act):
    with pytest.raises(errors.UnknownToken, match="99"):
        act(99, ASHA)


@acts
@pytest.mark.parametrize("end", ["call+complete", "cancel", "no-show", "complete"])
def test_what_has_ended_stays_as_it_is(database, act, end):
    token = a_token(a_slot().id)
    for word in end.split("+"):
        ACTS[word](token.id, ASHA)
    before = (queues.token(token.id), tables.Event.select().count())
    with pytest.raises(errors.NotLive):
        act(token.id, ASHA)
    assert (queues.token(token.id), tables.Event.select().count()) == before


@acts
def test_nothing_is_done_in_nobodys_name(database, act):
    token = a_token(a_slot().id)
    with pytest.raises(errors.NotAllowed):
        act(token.id, Actor("\t "))
    assert queues.token(token.id) == token


@pytest.mark.parametrize("act", [call, complete])
def test_a_waiting_token_is_neither_called_nor_completed(database, act):
    slot = a_slot(seats=1)
    a_token(slot.id)
    waiter = a_token(slot.id)
    with pytest.raises(errors.NotActive):
        act(waiter.id, ASHA)


def test_call_next_of_an_unknown_slot(database):
    with pytest.raises(errors.UnknownSlot):
        visits.call(Call(slot=99), ASHA)


# -- another source


def test_another_source_keeps_number_and_arrival(database):
    token = a_token(a_slot().id)
    now = visits.set_source(SetSource(token.id, "PAID"), ASHA).token
    assert (now.number, now.arrival, now.source, now.priority) == (token.number, token.arrival, "PAID", 2)


def test_a_better_source_takes_a_seat(database):
    slot = a_slot(seats=1)
    seated, waiter = a_token(slot.id), a_token(slot.id)
    done = visits.set_source(SetSource(waiter.id, "PAID"), ASHA)
    assert (done.token.status, done.promoted.id, done.preempted.id) == ("ACTIVE", waiter.id, seated.id)


def test_a_worse_source_loses_the_seat_to_the_first_waiter(database):
    slot = a_slot(seats=1)
    seated, waiter = a_token(slot.id, "EMERGENCY"), a_token(slot.id, "ONLINE")
    done = visits.set_source(SetSource(seated.id, "WALKIN"), ASHA)
    assert (done.token.status, done.promoted.id, done.preempted.id) == ("WAITING", waiter.id, seated.id)


def test_a_worse_source_keeps_the_seat_before_equals_that_came_later(database):
    slot = a_slot(seats=1)
    seated, _ = a_token(slot.id, "EMERGENCY"), a_token(slot.id, "WALKIN")
    assert visits.set_source(SetSource(seated.id, "WALKIN"), ASHA).token.status == "ACTIVE"


def test_a_worse_source_with_a_free_seat_moves_nobody(database):
    slot = a_slot(seats=2)
    seated, _ = a_token(slot.id, "EMERGENCY"), a_token(slot.id)
    done = visits.set_source(SetSource(seated.id, "WALKIN"), ASHA)
    assert (done.token.status, done.promoted, done.preempted) == ("ACTIVE", None, None)


def test_a_called_token_keeps_its_seat_with_any_source(database):
    slot = a_slot(seats=1)
    seated = a_token(slot.id, "EMERGENCY")
    visits.call(Call(token=seated.id), ASHA)
    a_token(slot.id, "PAID")
    assert visits.set_source(SetSource(seated.id, "WALKIN"), ASHA).token.status == "ACTIVE"


def test_a_change_of_source_is_in_the_log(database):
    token = a_token(a_slot().id)
    visits.set_source(SetSource(token.id, "PAID"), RAVI)
    event = log.of_token(ShowLog(token.id))[-1]
    assert (event.action, event.actor) == ("set-source", "ravi")
    assert event.detail == {"from": {"source": "WALKIN"}, "to": {"source": "PAID"}}


def test_the_same_source_writes_nothing(database):
    token = a_token(a_slot().id)
    before = tables.Event.select().count()
    visits.set_source(SetSource(token.id, "WALKIN"), ASHA)
    assert tables.Event.select().count() == before


@pytest.mark.parametrize("source", ["", "paid", "PAID ", "CASH", "\ud800"])
def test_a_source_is_exact(database, source):
    token = a_token(a_slot().id)
    with pytest.raises(errors.UnknownSource):
        visits.set_source(SetSource(token.id, source), ASHA)
