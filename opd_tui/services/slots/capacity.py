"""The capacity of a slot: adding and removing seats."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import CapacityInUse
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import SetCapacity
from opd_tui.domain.results import Resized
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.services import allocation
from opd_tui.services.slots import schedule
from opd_tui.store import events, queues, seating, slots


def set_capacity(request: SetCapacity, actor: Actor) -> Resized:
    """Give a slot `capacity` seats (1 to 500); returns which tokens gained or lost one. The same number changes
    nothing.

    Raises UnknownSlot, BadCapacity, or CapacityInUse below what is completed and called in.
    """
    with connection.transaction():
        before, capacity = slots.summary(request.slot), schedule.parse_capacity(request.capacity)
        if before.capacity == capacity:
            return Resized(queues.slot(before.id))
        _check_in_use(before, capacity)
        moves = resize(before, capacity, actor, Action.SET_CAPACITY)
        return Resized(queues.slot(before.id), tuple(moves.promoted), tuple(moves.preempted))


def add_seats(slot: int, seats: int, actor: Actor) -> Resized:
    """Add (+) or remove (−) seats, counted from the capacity at that moment. Raises as `set_capacity` does."""
    with connection.transaction():
        return set_capacity(SetCapacity(slot, slots.summary(slot).capacity + seats), actor)


def resize(
    before: SlotSummary, capacity: int, actor: Actor, action: Action, undoes: int | None = None
) -> allocation.Moves:
    """Write the new capacity with its event, and settle the slot."""
    preempted = _write(before, capacity, actor, action, undoes)
    settled = allocation.settle(actor, before.id, None, action)
    return allocation.Moves(settled.promoted, preempted + settled.preempted)


def open_seat(slot: int, actor: Actor, why: str | None = None) -> None:
    """Add one seat for a change in progress; the caller settles the slot. Raises BadCapacity at 500."""
    before = slots.summary(slot)
    _write(before, schedule.parse_capacity(before.capacity + 1), actor, Action.SET_CAPACITY, None, why)


def _write(
    before: SlotSummary, capacity: int, actor: Actor, action: Action, undoes: int | None, why: str | None = None
) -> list[Token]:
    events.append(
        actor,
        action,
        slot=before.id,
        doctor=before.doctor,
        undoes=undoes,
        why=why,
        before={"capacity": before.capacity},
        after={"capacity": capacity},
    )
    preempted = []
    for _ in range(before.taken - capacity):  # tokens leave their seats before the capacity shrinks
        worst = seating.worst_active(before.id)
        if worst is not None:
            preempted.append(allocation.preempt(actor, worst.token, None, action))
    slots.change(before.id, capacity=capacity)
    return preempted


def _check_in_use(slot: SlotSummary, capacity: int) -> None:
    used = slot.completed + slot.called
    if capacity < used:
        raise CapacityInUse(slot=slot.label, given=capacity, completed=slot.completed, called=slot.called, used=used)
