"""Whatever a person does at once, one undo brings back the hospital as it was; random operations on random mornings."""

from __future__ import annotations

import random

import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import SetCapacity
from opd_tui.domain.requests.tokens import (
    Arrive,
    Book,
    Call,
    Cancel,
    Complete,
    ListTokens,
    Move,
    NoShow,
    SetSource,
    Undo,
)
from opd_tui.domain.tokens import Source
from opd_tui.domain.unresolved import Outcome
from opd_tui.runtime import clock
from opd_tui.services.day import doctor_away, unresolved
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, closing, times
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, late
from tests.support.hospitals import state

SLOTS = (1, 2, 3)
NOON = f"{TODAY}T11:30"


@pytest.fixture
def hospital(database):
    """Three slots of one doctor today, the first of which has ended at NOON, and eight patients."""
    doctor = a_doctor().id
    for start, end in (("10:00", "11:00"), ("12:00", "13:00"), ("14:00", "15:00")):
        a_slot(2, doctor, start, end)
    for _ in range(8):
        a_patient()


def do_one(chance, actor):
    """One thing that somebody may do; it may be refused."""
    token = chance.choice([token.id for token in queues.tokens(ListTokens())] or [0])
    slot = chance.choice(SLOTS)
    source = chance.choice(list(Source)).value
    verbs = {
        "book": lambda: booking.book(
            Book(slot, source, patient_id=chance.randrange(1, 9), open_seat=chance.random() < 0.3), actor
        ),
        "cancel": lambda: visits.cancel(Cancel(token), actor),
        "no-show": lambda: visits.no_show(NoShow(token), actor),
        "complete": lambda: visits.complete(Complete(token), actor),
        "call": lambda: visits.call(Call(token=token), actor),
        "call next": lambda: visits.call(Call(slot=slot), actor),
        "arrive": lambda: visits.arrive(Arrive(token), actor),
        "source": lambda: visits.set_source(SetSource(token, source), actor),
        "move": lambda: moving.move(Move(token, slot), actor),
        "seats": lambda: capacity.set_capacity(SetCapacity(slot, chance.randrange(1, 5)), actor),
        "close": lambda: closing.leave(slot, actor),
        "reopen": lambda: closing.reopen(slot, actor),
        "times": lambda: times.change_window(
            slot, f"{TODAY}T{9 + slot * 2 - chance.randrange(2)}:30", f"{TODAY}T{10 + slot * 2}:45", actor
        ),
        "late": lambda: late(slot, chance.choice([0, 10, 20]), actor),
    }
    verbs[chance.choice(["book", "book", *verbs])]()


def do_some(chance, actor, times):
    for _ in range(times):
        try:
            do_one(chance, actor)
        except errors.OpdError:
            continue


def compound(chance):
    """One call of a service that changes many, or several calls in one transaction."""
    match chance.randrange(4):
        case 0:
            clock.set_local(NOON)
            left = tuple(token.id for token in queues.tokens(ListTokens()) if token.status.live and token.slot == 1)
            unresolved.settle(left, chance.choice(list(Outcome)), ASHA)
        case 1:
            plan = doctor_away.propose(1, f"{TODAY}T10:00", f"{TODAY}T13:00")
            doctor_away.accept_all(plan, ASHA)
        case _:
            with connection.transaction():
                do_some(chance, ASHA, chance.randrange(1, 7))


def without_new(now, before):
    """The state, without the tokens that are new since: their bookings were undone, and are in the log."""
    kept = {token: row for token, row in now["token"].items() if token in before["token"]}
    new = [row["status"] for token, row in now["token"].items() if token not in before["token"]]
    assert set(new) <= {"CANCELLED"}
    return {**now, "token": kept}


def try_one(seed):
    chance = random.Random(seed)
    do_some(chance, RAVI, chance.randrange(5, 25))
    before = state()
    try:
        compound(chance)
    except errors.OpdError:
        assert state() == before
        return
    try:
        done = undo.undo(Undo(), ASHA)
    except errors.NothingToUndo:
        assert state() == before
        return
    assert done.not_undone == ()
    assert without_new(state(), before) == before
    assert checking.check() == ()


@pytest.mark.parametrize("seed", range(40))
def test_an_operation_and_its_undo_leave_the_hospital_as_it_was(hospital, seed):
    try_one(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(40, 400))
def test_many_operations_and_their_undos(hospital, seed):
    try_one(seed)
