"""Changing tokens: each change its row and its event, and the one rule held after it, move by move."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from opd_tui.db import tables
from opd_tui.db.prepared import update_of
from opd_tui.domain.actions import REORDERED, Action
from opd_tui.domain.allocation import Step, next_step
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import PRIORITY, Status, Token
from opd_tui.store import events, holding, seating
from opd_tui.store.seating import SeatState


def apply(action: Action, before: Token, **to: Any) -> Token:
    """Write a token's new state (`status`, `called`, `source`, times) to its row; the token as it is now."""
    row = dict(to)
    if "source" in to:
        row["priority"] = PRIORITY[to["source"]]
    if action == Action.PREEMPT:
        row["preemptions"] = before.preemptions + 1
    after = replace(before, **row)
    update_of(tables.Token, after.id, **row)
    return after


def record(
    actor: Actor,
    action: Action,
    before: Token,
    *,
    cause: int | None = None,
    undoes: int | None = None,
    why: str | None = None,
    reason: str | None = None,
    own: bool = False,
    **to: Any,
) -> None:
    """Write the event that explains a change of a token; `own`: what happened to this very token led to it."""
    events.append(
        actor,
        action,
        token=before.id,
        slot=before.slot,
        cause=cause,
        undoes=undoes,
        before={key: getattr(before, key) for key in to},
        after=to,
        why=why,
        reason=reason,
        own=own or None,
    )


def change(
    actor: Actor,
    action: Action,
    before: Token,
    *,
    cause: int | None = None,
    undoes: int | None = None,
    why: str | None = None,
    reason: str | None = None,
    own: bool = False,
    **to: Any,
) -> Token:
    """`apply` and `record` together: the token as it is now."""
    record(actor, action, before, cause=cause, undoes=undoes, why=why, reason=reason, own=own, **to)
    return apply(action, before, **to)


@dataclass(slots=True)
class Moves:
    """Who was promoted and who preempted while a slot settled."""

    promoted: list[Token] = field(default_factory=list)
    preempted: list[Token] = field(default_factory=list)


def preempt(actor: Actor, victim: int, cause: int | None, why: str, *, own: bool = False) -> Token:
    """Take a token from its seat to the waiting queue."""
    seated = seating.token(victim)
    return change(actor, Action.PREEMPT, seated, cause=cause, why=why, own=own, status=Status.WAITING.value)


def settle(actor: Actor, slot_id: int, cause: int | None, why: str) -> Moves:
    """Bring the slot back to the one rule, one move at a time, and say who moved.

    `cause` is the token whose change made it necessary (None: the capacity), `why` the action that did.
    Who loses a seat to another by its own change has that other as its cause, and says that the change was its own.
    """
    moves = Moves()
    if holding.keeps_seats(slot_id):
        holding.note_hold()
    while step := _step(seating.room(slot_id)):
        if step.preempt is not None:
            gained = step.promote.token if step.promote else None
            own = cause == step.preempt.token
            moves.preempted.append(preempt(actor, step.preempt.token, gained if own else cause, why, own=own))
        if step.promote is not None:
            moves.promoted.append(
                change(
                    actor,
                    Action.PROMOTE,
                    seating.token(step.promote.token),
                    cause=cause,
                    why=why,
                    own=cause == step.promote.token,
                    status=Status.ACTIVE.value,
                )
            )
    return moves


def settled_room(actor: Actor, slot_id: int) -> SeatState:
    """The slot's room for one who comes in, settled before if its order has changed by no action: actions.REORDERED."""
    room = seating.room(slot_id)
    if is_settled(room):
        return room
    settle(actor, slot_id, None, REORDERED)
    return seating.room(slot_id)


def is_settled(room: SeatState) -> bool:
    """Whether the one rule holds in the slot as it is."""
    return _step(room) is None


def _step(room: SeatState) -> Step | None:
    return next_step(room.free, room.worst_active, room.best_waiter)
