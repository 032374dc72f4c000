"""Undo of a change of a token: the token gets its old state back, and the one rule decides which tokens have a seat."""

from __future__ import annotations

from typing import cast

from msgspec.structs import replace

from opd_tui.domain.actions import Action, noun
from opd_tui.domain.allocation import Standing, place
from opd_tui.domain.errors import SlotClosed
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.domain.undo import Undoable
from opd_tui.services import allocation
from opd_tui.services.allocation import Change, Moves
from opd_tui.services.slots import closing, slot_days
from opd_tui.services.tokens import moving
from opd_tui.store import seating, slots
from opd_tui.store import undo as changes


def check_open(last: Undoable, token: Token) -> None:
    """Raises SlotClosed if the token would return to a closed slot, unless it was in it when it closed.

    Raises SlotOverlap if the doctor of the closed slot now has another slot at that time.
    """
    if last.action == Action.MOVE:
        slot = slots.summary(last.before["slot"])
    elif token.status.live:
        return
    else:
        slot = slots.summary(token.slot)
    if slot.closed and token.id not in closing.left_in(slot.id):
        raise SlotClosed(slot=slot.label, day=slot.day)
    if slot.closed:
        closing.check_time(slot)


def problem(last: Undoable, token: Token) -> str | None:
    """Why this change cannot be undone, or None."""
    moved = last.action == Action.MOVE
    if moved and slot_days.is_past(left := slots.summary(last.before["slot"])):
        return f"the day it was moved from, {left.day}, is past"
    if moved or not token.status.live:
        for number in changes.other_live(last.before["slot"] if moved else token.slot, token.patient, token.id):
            return f"the patient now has №{number} in that slot"
    newest = changes.of_token.first(token.id)
    if newest and newest.event != last.event:
        return f"{newest.actor} has changed it since ({noun(newest.action)})"
    return None


def put_back(last: Undoable, token: Token, actor: Actor, seats_to_go: int = 0) -> Moves:
    """Undo the change of the token, with an event; returns who moved because of it. The caller has checked that it is
    allowed.

    With `seats_to_go`, seats of the slot that are removed next, no token is moved into them, and the caller settles the
    slot.
    """
    match last.action:
        case Action.BOOK:
            to: Change = {"status": Status.CANCELLED}
            if token.called:
                to["called"] = False
            if token.out:
                to["stepped_out_at"] = None
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, reason="undone", **to)
        case Action.CALL | Action.ARRIVE:
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **before_of(last))
        case Action.REMOVE_ARRIVAL | Action.STEP_OUT:
            return _back_here(last, token, actor)
        case Action.SET_SOURCE:
            source = Source(last.before["source"])
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, source=source)
        case Action.MOVE:
            return _move_back(last, token, actor)
        case _:
            return _bring_back(last, token, actor, seats_to_go)
    return Moves() if seats_to_go else allocation.settle(actor, token.slot, token.id, Action.UNDO)


def before_of(last: Undoable) -> Change:
    """The state before the change, in the form that is written to the token."""
    return cast(Change, last.before)


def _move_back(last: Undoable, token: Token, actor: Actor) -> Moves:
    """Undo a move: the token gets its old slot, number and arrival; the one rule decides its queue."""
    before = {key: value for key, value in last.before.items() if key != "status"}
    back = replace(token, **before)
    ends = seating.seat_state(token.slot), allocation.settled_seats(actor, back.slot)
    keeps_seat = back.arrived and last.before["status"] == Status.ACTIVE and ends[1].keeps_seats  # as in _bring_back
    _, moves = moving.relocate(actor, Action.UNDO, token, back, ends, keeps_seat=keeps_seat, undoes=last.event)
    return moves


def _back_here(last: Undoable, token: Token, actor: Actor) -> Moves:
    """Undo of what took a check-in away: the patient is here again, and called in again with a seat if that was so
    before, unless another token of that doctor's day was called in since.
    """
    seats = allocation.settled_seats(actor, token.slot)
    called = bool(last.before.get("called")) and not changes.called_since(last.event, token.id, seats.doctor, seats.day)
    to = before_of(last).copy()
    to.pop("status")
    if "called" in to and not called:
        del to["called"], to["called_at"]
    if token.status == Status.ACTIVE or last.before["status"] == Status.WAITING:
        allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **to)
        return allocation.settle(actor, token.slot, token.id, Action.UNDO)
    back = Standing(token.priority, token.arrival, token.id, called, seats.keeps_seats)
    placed = place(back, seats.free, seating.worst_active(token.slot, seats.keeps_seats), seats.best_waiter)

    def enter(status: Status) -> Token:
        written = to.copy()
        written["status"] = status
        if status is Status.ACTIVE:
            written.update(allocation.seated(token, allocation.back_from(seats, token)))
        if status is not Status.ACTIVE and "called" in written:
            del written["called"], written["called_at"]
        return allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **written)

    return allocation.admit(actor, Action.UNDO, seats, placed, enter, settles=token.slot)[1]


def _bring_back(last: Undoable, token: Token, actor: Actor, seats_to_go: int) -> Moves:
    """Undo an end: the token returns with number, priority and arrival, and called in if it can have a seat.

    It is not called in again if another token of that doctor's day was called in since: then that patient is in the
    room.
    """
    seats = seating.seat_state(token.slot) if seats_to_go else allocation.settled_seats(actor, token.slot)
    called = bool(last.before.get("called")) and not changes.called_since(last.event, token.id, seats.doctor, seats.day)
    seated_before = last.before["status"] == Status.ACTIVE
    keeps_seat = token.arrived and seated_before and seats.keeps_seats  # it had a kept seat before
    back = Standing(token.priority, token.arrival, token.id, called, keeps_seat)
    free = seats.free + (token.status == Status.COMPLETED) - seats_to_go
    placed = place(back, free, seating.worst_active(token.slot, seats.keeps_seats), seats.best_waiter)

    def enter(status: Status) -> Token:
        to: Change = {"status": status}
        if status is Status.ACTIVE:
            to = allocation.seated(token, allocation.back_from(seats, token))
        if back.called and status is Status.ACTIVE:
            to["called"] = True
        elif token.called_at:
            to["called_at"] = None
        if token.ended_at:
            to["ended_at"] = None
        if out_at := last.before.get("stepped_out_at"):
            to["stepped_out_at"] = out_at
        return allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **to)

    settles = None if seats_to_go else token.slot
    return allocation.admit(actor, Action.UNDO, seats, placed, enter, settles=settles)[1]
