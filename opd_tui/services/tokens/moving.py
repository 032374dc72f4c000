"""Moving a live token to another slot: one seat is freed there and one taken here, in one transaction."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Standing, place
from opd_tui.domain.errors import BadRequest, NotLive
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Move
from opd_tui.domain.results import TokenMoved
from opd_tui.domain.tokens import Status, Token
from opd_tui.services import allocation
from opd_tui.services.allocation import Moves
from opd_tui.services.patients import records
from opd_tui.services.slots import closing, slot_days
from opd_tui.services.tokens import booking
from opd_tui.store import counters, events, seating, slots, tokens
from opd_tui.store.seating import SeatState


def move(request: Move, actor: Actor) -> TokenMoved:
    """Give a live token a place in another slot: a seat, another's seat, or the waiting queue, by the one rule.

    It stands there with a new place in time (`arrival`), as if booked now, and keeps its number within the same doctor
    and day; else it gets the next one of that doctor and day. Whoever waits first in the slot it leaves gets its seat.

    Raises UnknownToken, UnknownSlot, NotLive, BadRequest (it is called in, or stands in that slot already), SlotClosed,
    SlotPast, or DuplicateToken if the patient holds a token there.
    """
    with connection.transaction():
        before, slot = tokens.token(request.token), request.slot
        if not before.status.live:
            raise NotLive(number=before.number, patient=before.patient_name, status=before.status)
        seats, left = allocation.settled_seats(actor, slot), seating.seat_state(before.slot)
        _check(before, seats)
        booking.check_second(seats, records.patient(before.patient))
        same_day = seats.day == left.day
        stays = same_day and seats.doctor == left.doctor
        to = replace(
            before,
            slot=slot,
            number=before.number if stays else counters.next_value(f"number:{seats.doctor}:{seats.day}"),
            arrival=counters.next_value("arrival"),
            arrived_at=before.arrived_at if _still_here(left, seats) else None,
        )
        after, moves = relocate(actor, Action.MOVE, before, to, (left, seats))
        return TokenMoved(after, left.slot, _first(moves.promoted), _first(moves.preempted), slots.summary(slot))


def _still_here(left: SeatState, seats: SeatState) -> bool:
    """Whether who was checked in for the one slot is here for the other: in the building today, not tomorrow."""
    return slot_days.has_begun(seats) and (left.day == seats.day or not slot_days.is_past(left))


def _check(token: Token, seats: SeatState) -> None:
    whom = f"№{token.number} {token.patient_name}"
    if token.slot == seats.slot:
        raise BadRequest(problem=f"{whom} is in {seats.label} already; choose another slot.")
    if token.called:
        raise BadRequest(problem=f"{whom} is called in and cannot be moved; undo the call first.")
    closing.check_open(seats)


def relocate(
    actor: Actor,
    action: Action,
    before: Token,
    to: Token,
    ends: tuple[SeatState, SeatState],
    *,
    keeps_seat: bool = False,
    undoes: int | None = None,
) -> tuple[Token, Moves]:
    """Put a token that is not called into another slot as `to` says; the token as it is then, and who moved by it.

    `ends` are the slot that it leaves and the one it goes to; `keeps_seat` is for one who sat in the hall there before.
    One event tells both ends.
    """
    left, seats = ends
    entering = Standing(to.priority, to.arrival, to.id, keeps_seat=keeps_seat)
    placed = place(entering, seats.free, seats.worst_active, seats.best_waiter)
    changed = ("slot", "number", "arrival", "status", "arrived_at")

    def enter(status: Status) -> Token:
        after = replace(to, status=status)
        values = {key: getattr(after, key) for key in changed}
        tokens.change(before, doctor=seats.doctor, day=seats.day, **values)
        events.append(
            actor,
            action,
            token=after.id,
            slot=after.slot,
            undoes=undoes,
            before={key: getattr(before, key) for key in changed},
            after=values,
            why=Action.MOVE.value if undoes else None,
            ends=[f"{end.doctor_name} {end.day} {end.start[11:]}" for end in ends],
        )
        return after

    return allocation.admit(actor, action, seats, placed, enter, settles=left.slot)


def _first(tokens: list[Token]) -> Token | None:
    return tokens[0] if tokens else None
