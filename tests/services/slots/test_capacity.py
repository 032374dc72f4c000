"""Seats: opened and closed in the open, and never below what is used."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Call, Complete
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, RAVI, a_slot, a_token


def ids(tokens):
    return [t.id for t in tokens]


def test_more_seats_promote_the_first_waiters_in_order(database):
    slot = a_slot(seats=1)
    _, walkin, paid, _ = (a_token(slot.id, s) for s in ("EMERGENCY", "WALKIN", "PAID", "WALKIN"))
    assert ids(capacity.set_capacity(SetCapacity(slot.id, 3), ASHA).promoted) == [paid.id, walkin.id]


def test_fewer_seats_preempt_the_last_in_order(database):
    slot = a_slot(seats=3)
    walkin, _, online = (a_token(slot.id, s) for s in ("WALKIN", "PAID", "ONLINE"))
    assert ids(capacity.set_capacity(SetCapacity(slot.id, 1), ASHA).preempted) == [walkin.id, online.id]


def test_the_answer_holds_the_slot_as_it_is_now(database):
    slot = a_slot(seats=2)
    first, second = a_token(slot.id), a_token(slot.id)
    now = capacity.set_capacity(SetCapacity(slot.id, 1), ASHA).slot
    assert (now.head.capacity, ids(now.active), ids(now.waiting)) == (1, [first.id], [second.id])


def test_open_seats_close_without_moving_anybody(database):
    slot = a_slot(seats=3)
    a_token(slot.id)
    done = capacity.set_capacity(SetCapacity(slot.id, 1), ASHA)
    assert (done.promoted, done.preempted) == ((), ())


def test_a_slot_shrinks_to_what_is_completed_and_called(database):
    slot = a_slot(seats=4)
    completed, called, _, _ = (a_token(slot.id) for _ in range(4))
    visits.complete(Complete(completed.id), ASHA)
    visits.call(Call(token=called.id), ASHA)
    assert ids(capacity.set_capacity(SetCapacity(slot.id, 2), ASHA).slot.active) == [called.id]


def test_a_slot_does_not_shrink_below_what_is_completed_and_called(database):
    slot = a_slot(seats=4)
    completed, called, _, _ = (a_token(slot.id) for _ in range(4))
    visits.complete(Complete(completed.id), ASHA)
    visits.call(Call(token=called.id), ASHA)
    before = (queues.slot(ShowSlot(slot.id)), tables.Event.select().count())
    with pytest.raises(errors.CapacityInUse):
        capacity.set_capacity(SetCapacity(slot.id, 1), ASHA)
    assert (queues.slot(ShowSlot(slot.id)), tables.Event.select().count()) == before


def test_the_called_keep_their_seats_from_a_shrinking_slot_whatever_their_rank(database):
    slot = a_slot(seats=2)
    paid, walkin = a_token(slot.id, "PAID"), a_token(slot.id, "WALKIN")
    visits.call(Call(token=walkin.id), ASHA)
    assert ids(capacity.set_capacity(SetCapacity(slot.id, 1), ASHA).preempted) == [paid.id]


@pytest.mark.parametrize("seats", [1, 500])
def test_the_least_and_the_most_seats(database, seats):
    assert capacity.set_capacity(SetCapacity(a_slot(seats=2).id, seats), ASHA).slot.head.capacity == seats


@pytest.mark.parametrize("seats", [-1, 0, 501, 1 << 62])
def test_other_numbers_of_seats_are_refused(database, seats):
    slot = a_slot(seats=2)
    with pytest.raises(errors.BadCapacity):
        capacity.set_capacity(SetCapacity(slot.id, seats), ASHA)
    assert queues.slot(ShowSlot(slot.id)).head.capacity == 2


def test_the_same_number_of_seats_writes_nothing(database):
    slot = a_slot(seats=2)
    before = tables.Event.select().count()
    assert capacity.set_capacity(SetCapacity(slot.id, 2), ASHA).slot.head.capacity == 2
    assert tables.Event.select().count() == before


def test_an_unknown_slot_is_named(database):
    with pytest.raises(errors.UnknownSlot, match="99"):
        capacity.set_capacity(SetCapacity(99, 2), ASHA)


@pytest.mark.parametrize(("seats", "expected"), [(1, 3), (-1, 1), (2, 4)])
def test_seats_are_added_to_what_there_is(database, seats, expected):
    slot = a_slot(seats=2)
    assert capacity.add_seats(slot.id, seats, ASHA).slot.head.capacity == expected


def test_seats_are_changed_in_somebodys_name(database):
    slot = a_slot(seats=2)
    with pytest.raises(errors.NotAllowed):
        capacity.set_capacity(SetCapacity(slot.id, 3), Actor(""))
    assert queues.slot(ShowSlot(slot.id)).head.capacity == 2


def test_a_change_of_seats_and_who_moved_are_in_the_log(database):
    slot = a_slot(seats=1)
    a_token(slot.id)
    waiter = a_token(slot.id)
    capacity.set_capacity(SetCapacity(slot.id, 2), RAVI)
    changed, promoted = log.of_slot(slot.id)[-2:]
    assert (changed.actor, changed.detail) == ("ravi", {"from": {"capacity": 1}, "to": {"capacity": 2}})
    assert (promoted.token, promoted.cause, promoted.detail["why"]) == (waiter.id, None, "set-capacity")
