"""A patient who was here is out; a check-in that was wrong is taken back."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Move, Next, StepOut, Undo
from opd_tui.runtime import policy
from opd_tui.runtime.policy import Policy
from opd_tui.services.queries import queues
from opd_tui.services.tokens import moving, next_patient, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_slot, a_token, complete, no_show

NINE = "2026-11-23T03:30:00.000Z"
"""The fixture's clock stands at 9:00 in Kolkata."""


def out(token):
    return visits.step_out(StepOut(token), ASHA)


def here(token):
    return visits.arrive(Arrive(token), ASHA)


def cancel(token, actor):
    return visits.cancel(Cancel(token, "phoned"), actor)


def now(token):
    found = queues.token(token)
    return found.status.value, found.called, found.arrived, found.out


@pytest.fixture
def two(database):
    """Two with a seat, both here; the ids."""
    slot = a_slot()
    return slot, [here(a_token(slot.id, "ONLINE").id).id for _ in range(2)]


def test_who_steps_out_is_neither_called_nor_here_and_keeps_the_seat(two):
    _, (first, _) = two
    visits.call(Call(token=first), ASHA)
    done = out(first)
    assert (done.promoted, done.preempted) == (None, None)
    assert now(first) == ("ACTIVE", False, False, True)
    assert queues.token(first).stepped_out_at == NINE
    assert queues.token(first).called_at is None


def test_stepping_out_twice_writes_nothing(two):
    _, (first, _) = two
    out(first)
    before = tables.Event.select().count()
    out(first)
    assert tables.Event.select().count() == before


def test_only_who_is_here_steps_out(database):
    with pytest.raises(errors.NotHere):
        out(a_token(a_slot().id, "ONLINE").id)


def test_next_passes_over_who_is_out(two):
    slot, (first, second) = two
    out(first)
    assert next_patient.next_patient(Next(slot.doctor, None), ASHA).called.id == second


def test_call_of_a_slot_passes_over_who_is_out(two):
    slot, (first, second) = two
    out(first), out(second)
    assert visits.call(Call(slot=slot.id), ASHA) is None


def test_who_is_back_is_called_by_the_order(two):
    slot, (first, _) = two
    out(first)
    here(first)
    assert now(first) == ("ACTIVE", False, True, False)
    assert next_patient.next_patient(Next(slot.doctor, None), ASHA).called.id == first


def test_who_is_out_can_be_called_by_name(two):
    _, (first, _) = two
    out(first)
    visits.call(Call(token=first), ASHA)
    assert now(first) == ("ACTIVE", True, True, False)


@pytest.mark.parametrize("end", [cancel, no_show, complete])
def test_the_end_of_a_token_and_its_undo_know_who_was_out(two, end):
    _, (first, _) = two
    out(first)
    end(first, ASHA)
    assert not queues.token(first).out
    undo.undo(Undo(), ASHA)
    assert now(first) == ("ACTIVE", False, False, True)


def test_a_move_forgets_who_was_out_and_its_undo_knows(two):
    slot, (first, _) = two
    out(first)
    moving.move(Move(first, a_slot(doctor=slot.doctor, start="12:00", end="13:00").id), ASHA)
    assert not queues.token(first).out
    undo.undo(Undo(), ASHA)
    assert queues.token(first).out
    assert checking.check() == ()


def test_undo_calls_in_again(two):
    _, (first, _) = two
    visits.call(Call(token=first), ASHA)
    called_at = queues.token(first).called_at
    out(first)
    undo.undo(Undo(), ASHA)
    assert now(first) == ("ACTIVE", True, True, False)
    assert queues.token(first).called_at == called_at


def test_undo_does_not_call_in_beside_who_was_called_since(two):
    _, (first, second) = two
    visits.call(Call(token=first), ASHA)
    out(first)
    visits.call(Call(token=second), ASHA)
    undo.undo(Undo(first), ASHA)
    assert now(first) == ("ACTIVE", False, True, False)


def test_a_check_in_is_taken_back_and_undone(two):
    _, (first, _) = two
    assert not visits.arrive(Arrive(first, arrived=False), ASHA).arrived
    undo.undo(Undo(), ASHA)
    assert now(first) == ("ACTIVE", False, True, False)


def test_who_is_in_the_room_stays_checked_in(two):
    _, (first, _) = two
    visits.call(Call(token=first), ASHA)
    with pytest.raises(errors.StillInRoom):
        visits.arrive(Arrive(first, arrived=False), ASHA)


@pytest.fixture
def kept(database):
    """One seat that its patient keeps while here, against a PAID one who waits; the ids."""
    policy.use(Policy(hold_arrived=True))
    slot = a_slot(seats=1, start="09:00", end="10:00")
    seated = here(a_token(slot.id, "ONLINE").id).id
    return seated, a_token(slot.id, "PAID").id


@pytest.mark.parametrize("leave", [out, lambda token: visits.arrive(Arrive(token, False), ASHA)])
def test_a_kept_seat_goes_with_the_check_in_and_comes_back_by_undo(kept, leave):
    seated, waits = kept
    leave(seated)
    assert (now(seated)[0], now(waits)[0]) == ("WAITING", "ACTIVE")
    undo.undo(Undo(), ASHA)
    assert (now(seated)[0], now(waits)[0]) == ("ACTIVE", "WAITING")
    assert checking.check() == ()


def test_stepping_out_says_who_got_the_seat(kept):
    seated, waits = kept
    done = out(seated)
    assert (done.promoted.id, done.preempted.id, done.token.status) == (waits, seated, "WAITING")
