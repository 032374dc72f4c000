"""Changes of tokens: each change writes its row and its event; afterwards the one rule is restored, move by move."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict, Unpack

from msgspec import Struct, field
from msgspec.structs import replace

from opd_tui.domain import no_shows
from opd_tui.domain.actions import REORDERED, Action
from opd_tui.domain.allocation import Place, Step, next_step
from opd_tui.domain.people import Actor
from opd_tui.domain.precedence import Precedence
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting
from opd_tui.store import events, kept_seats, seating, tokens
from opd_tui.store.seating import SeatState


class Change(TypedDict, total=False):
    """The fields of a token that may change."""

    status: Status
    called: bool
    source: Source
    priority: int
    preemptions: int
    arrived_at: str | None
    called_at: str | None
    ended_at: str | None
    stepped_out_at: str | None
    expected_from: str | None


def apply(action: Action, before: Token, **to: Unpack[Change]) -> Token:
    """Write a token's new state to its row; returns the token as it is now. The priority follows from the source."""
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
    deadline: str | None = None,
    **to: Unpack[Change],
) -> None:
    """Write the event that explains a change of a token. `own`: the change follows from what was done to this very
    token. `deadline` is the stamp that an automatic no-show goes by.
    """
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
        deadline=deadline,
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
    deadline: str | None = None,
    **to: Unpack[Change],
) -> Token:
    """`apply` and `record` together; returns the token as it is now."""
    record(actor, action, before, cause=cause, undoes=undoes, why=why, reason=reason, own=own, deadline=deadline, **to)
    return apply(action, before, **to)


class Moves(Struct):
    """The tokens that were promoted and preempted while a slot settled."""

    promoted: list[Token] = field(default_factory=list)
    preempted: list[Token] = field(default_factory=list)


def preempt(actor: Actor, victim: int, cause: int | None, why: str, *, own: bool = False) -> Token:
    """Move a token from its seat to the waiting list."""
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
    """Let a token into a slot as the rule has `placed` it, then settle the slot `settles`; returns the token and the
    moves.

    `enter` writes the token with its status, and its event. The token that loses its seat moves out first, because the
    database never allows more tokens than seats; in the log the entering token comes first, because it is the cause.
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
    """Restore the one rule in the slot, one move at a time; returns the moves.

    `cause` is the token whose change made this necessary (None: the capacity changed), `why` the action. A token that
    loses its seat because of its own change has the token that gets the seat as its cause; its event says that the
    change was its own.
    """
    moves = Moves()
    if kept_seats.in_slot(slot_id):
        kept_seats.note()
    while step := _step(seats := seating.seat_state(slot_id)):
        if step.preempt is not None:
            gained = step.promote.token if step.promote else None
            own = cause == step.preempt.token
            moves.preempted.append(preempt(actor, step.preempt.token, gained if own else cause, why, own=own))
        if step.promote is not None:
            waiter = tokens.token(step.promote.token)
            moves.promoted.append(
                change(
                    actor,
                    Action.PROMOTE,
                    waiter,
                    cause=cause,
                    why=why,
                    own=cause == waiter.id,
                    **seated(waiter, expected_from(seats, waiter)),
                )
            )
    return moves


def seated(before: Token, since: str | None) -> Change:
    """The state of a token that gets a seat, and since when its patient can be expected."""
    to: Change = {"status": Status.ACTIVE}
    if since != before.expected_from:
        to["expected_from"] = since
    return to


def expected_from(seats: SeatState, token: Token) -> str | None:
    """`seated_from`, of a token that was booked before."""
    return seated_from(seats, token.priority, token.arrival, token.precedence, arrived=token.arrived)


def seated_from(
    seats: SeatState, priority: int, arrival: int, precedence: Precedence | None, *, arrived: bool
) -> str | None:
    """The stamp from which the patient of a token that gets a seat now can be expected: now, or the time that the
    patient is told, if that is later. None where no-shows are not automatic: nobody asks for it, and it costs reads.
    """
    if not _automatic(seats):
        return None
    now = clock.stamp(clock.now())
    called = expecting.earliest_call(seats.slot, priority, arrival, precedence, arrived=arrived)
    return max(now, clock.stamp(called)) if called else now


def back_from(seats: SeatState, token: Token) -> str | None:
    """The same for a token that gets its seat back by an undo: the patient was told a time before."""
    if token.expected_from is None and not _automatic(seats):
        return None
    return max(clock.stamp(clock.now()), token.expected_from or "")


def _automatic(seats: SeatState) -> bool:
    return no_shows.grace_of(seats.own_grace, policy.current().no_show_grace_minutes) > 0


def settled_seats(actor: Actor, slot_id: int) -> SeatState:
    """The slot's seats for a token that enters; settles first if the order changed without an action
    (actions.REORDERED).
    """
    seats = seating.seat_state(slot_id)
    if is_settled(seats):
        return seats
    settle(actor, slot_id, None, REORDERED)
    return seating.seat_state(slot_id)


def is_settled(seats: SeatState) -> bool:
    """Whether the one rule holds in the slot now."""
    return _step(seats) is None


def _step(seats: SeatState) -> Step | None:
    return next_step(seats.free, seats.worst_active, seats.best_waiter)
