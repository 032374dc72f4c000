"""Changing tokens: each change its row and its event, and the one rule held after it, move by move."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from opd_tui.domain.actions import REORDERED, Action
from opd_tui.domain.allocation import Place, Step, next_step
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.store import events, kept_seats, seating, tokens
from opd_tui.store.seating import SeatState


class Change(TypedDict, total=False):
    """What may change of a token."""

    status: Status
    called: bool
    source: Source
    priority: int
    preemptions: int
    arrived_at: str | None
    called_at: str | None
    ended_at: str | None


def apply(action: Action, before: Token, **to: Unpack[Change]) -> Token:
    """Write a token's new state to its row; the token as it is now. The priority follows from the source."""
    row = to.copy()
    if "source" in to:
        row["priority"] = to["source"].priority
    if action == Action.PREEMPT:
        row["preemptions"] = before.preemptions + 1
    tokens.change(before, **row)
    return replace(before, **row)


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
    **to: Unpack[Change],
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
    **to: Unpack[Change],
) -> Token:
    """`apply` and `record` together: the token as it is now."""
    record(actor, action, before, cause=cause, undoes=undoes, why=why, reason=reason, own=own, **to)
    return apply(action, before, **to)


class Moves(Struct):
    """Who was promoted and who preempted while a slot settled."""

    promoted: list[Token] = field(default_factory=list)
    preempted: list[Token] = field(default_factory=list)


def preempt(actor: Actor, victim: int, cause: int | None, why: str, *, own: bool = False) -> Token:
    """Take a token from its seat to the waiting queue."""
    seated = tokens.token(victim)
    return change(actor, Action.PREEMPT, seated, cause=cause, why=why, own=own, status=Status.WAITING)


def admit(
    actor: Actor,
    action: Action,
    seats: SeatState,
    placed: Place,
    enter: Callable[[Status], Token],
    *,
    settles: int | None = None,
) -> tuple[Token, Moves]:
    """Let a token into a slot as the rule has placed it, then settle the slot `settles`; the token, and who moved.

    `enter` writes the token with the status it gets, and its event. Who gives way goes out first, for the database
    refuses one token more than there are seats even for a moment; in the log the token comes first, as the cause.
    """
    if seats.keeps_seats:
        kept_seats.note()
    victim = tokens.token(placed.victim.token) if placed.victim else None
    moves = Moves()
    if victim:
        moves.preempted.append(apply(Action.PREEMPT, victim, status=Status.WAITING))
    token = enter(placed.status)
    if victim:
        record(actor, Action.PREEMPT, victim, cause=token.id, why=action, status=Status.WAITING)
    if settles is not None:
        settled = settle(actor, settles, token.id, action)
        moves.promoted += settled.promoted
        moves.preempted += settled.preempted
    return token, moves


def settle(actor: Actor, slot_id: int, cause: int | None, why: str) -> Moves:
    """Bring the slot back to the one rule, one move at a time, and say who moved.

    `cause` is the token whose change made it necessary (None: the capacity), `why` the action that did.
    Who loses a seat to another by its own change has that other as its cause, and says that the change was its own.
    """
    moves = Moves()
    if kept_seats.in_slot(slot_id):
        kept_seats.note()
    while step := _step(seating.seat_state(slot_id)):
        if step.preempt is not None:
            gained = step.promote.token if step.promote else None
            own = cause == step.preempt.token
            moves.preempted.append(preempt(actor, step.preempt.token, gained if own else cause, why, own=own))
        if step.promote is not None:
            moves.promoted.append(
                change(
                    actor,
                    Action.PROMOTE,
                    tokens.token(step.promote.token),
                    cause=cause,
                    why=why,
                    own=cause == step.promote.token,
                    status=Status.ACTIVE,
                )
            )
    return moves


def settled_seats(actor: Actor, slot_id: int) -> SeatState:
    """The slot's seats for one who comes in; settled first if no action changed its order (actions.REORDERED)."""
    seats = seating.seat_state(slot_id)
    if is_settled(seats):
        return seats
    settle(actor, slot_id, None, REORDERED)
    return seating.seat_state(slot_id)


def is_settled(seats: SeatState) -> bool:
    """Whether the one rule holds in the slot as it is."""
    return _step(seats) is None


def _step(seats: SeatState) -> Step | None:
    return next_step(seats.free, seats.worst_active, seats.best_waiter)
