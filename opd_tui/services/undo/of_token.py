"""Undo of a change of a token: it stands again as it did, and the one rule settles who has a seat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Standing, place
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.undo import Undoable
from opd_tui.services import allocation
from opd_tui.services.allocation import Moves
from opd_tui.services.tokens import moving
from opd_tui.store import seating


def put_back(last: Undoable, token: Token, actor: Actor) -> Moves:
    """Put the change of the token back, with the event; who moved by it. The caller has asked whether it may."""
    match last.action:
        case Action.BOOK:
            to: dict[str, Any] = {"status": Status.CANCELLED.value}
            if token.called:
                to["called"] = False
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, reason="undone", **to)
        case Action.CALL | Action.ARRIVE:
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **last.before)
        case Action.SET_SOURCE:
            source = last.before["source"]
            allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, source=source)
        case Action.MOVE:
            return _move_back(last, token, actor)
        case _:
            return _bring_back(last, token, actor)
    return allocation.settle(actor, token.slot, token.id, Action.UNDO)


def _move_back(last: Undoable, token: Token, actor: Actor) -> Moves:
    """Undo a move: slot, number and arrival are those that the token had there; the one rule decides its place."""
    kept = {key: value for key, value in last.before.items() if key != "status"}
    back = replace(token, **kept)
    rooms = seating.room(token.slot), allocation.settled_room(actor, back.slot)
    held = back.arrived and last.before["status"] == Status.ACTIVE and rooms[1].held  # as in _bring_back
    _, moves = moving.relocate(actor, Action.UNDO, token, back, rooms, held=held, undoes=last.event)
    return moves


def _bring_back(last: Undoable, token: Token, actor: Actor) -> Moves:
    """Undo an end: the token returns with number, priority and arrival, and its call if a seat can be had for it."""
    room = allocation.settled_room(actor, token.slot)
    held = token.arrived and last.before["status"] == Status.ACTIVE and room.held  # who sat in the hall does again
    back = Standing(token.priority, token.arrival, token.id, bool(last.before.get("called")), held)
    free = room.free + (token.status == Status.COMPLETED)
    placed = place(back, free, seating.worst_active(token.slot, room.held), room.best_waiter)
    moves = Moves()
    if placed.victim:
        moves.preempted.append(allocation.preempt(actor, placed.victim.token, token.id, Action.UNDO))
    to: dict[str, Any] = {"status": placed.status.value}
    if back.called and placed.status is Status.ACTIVE:
        to["called"] = True
    elif token.called_at:
        to["called_at"] = None
    if token.ended_at:
        to["ended_at"] = None
    allocation.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **to)
    settled = allocation.settle(actor, token.slot, token.id, Action.UNDO)
    return Moves(settled.promoted, moves.preempted + settled.preempted)
