"""Moving a live token to another slot: it leaves one queue and enters another, in one transaction."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Standing, place
from opd_tui.domain.errors import BadRequest, Changed, NotLive
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


@connection.asked_again
def move(request: Move, actor: Actor) -> TokenMoved:
    """Move a live token to another slot: to a free seat, the seat of a lower-priority token, or the waiting list, by
    the one rule.

    It gets a new `arrival`, as if booked now. It keeps its number within the same doctor and day, otherwise it gets the
    next number of that doctor and day. Its old seat goes to the first on that slot's waiting list.

    Raises UnknownToken, UnknownSlot, NotLive, BadRequest (it is called in, or already in that slot), SlotClosed,
    SlotPast, or DuplicateToken if the patient has a token there.
    """
    with connection.transaction(beside_others=True):
        slot = request.slot
        before = _locked(request.token, slot)
        if not before.status.live:
            raise NotLive(number=before.number, patient=before.patient_name, status=before.status)
        seats, left = allocation.settled_seats(actor, slot), seating.seat_state(before.slot)
        _check(before, seats)
        booking.check_second(seats, records.at_slot(before.patient, slot))
        same_day = seats.day == left.day
        stays = same_day and seats.doctor == left.doctor
        to = replace(
            before,
            slot=slot,
            number=before.number if stays else counters.next_value(f"number:{seats.doctor}:{seats.day}"),
            arrival=counters.next_arrival(),
            arrived_at=before.arrived_at if _still_here(left, seats) else None,
            stepped_out_at=None,
        )
        after, moves = relocate(actor, Action.MOVE, before, to, (left, seats))
        return TokenMoved(after, left.slot, _first(moves.promoted), _first(moves.preempted), slots.summary(slot))


def _locked(token: int, slot: int) -> Token:
    """The token, while nobody else changes its slot or that one. Raises UnknownToken or Changed."""
    found = tokens.token(token)
    if not connection.lock_slots(found.slot, slot):
        return found
    again = tokens.token(token)
    if again.slot != found.slot:  # the slot that is not locked may have the lower id: begin again
        raise Changed()
    return again


def _still_here(left: SeatState, seats: SeatState) -> bool:
    """Whether a patient checked in for one slot is also checked in for the other: only if its day has begun."""
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
    """Move a token that is not called in to another slot, with the fields `to`; returns the token and who moved because
    of it.

    `ends` are the old slot and the new one; `keeps_seat` is for a token that had a kept seat there before. One event
    names both slots.
    """
    left, seats = ends
    entering = Standing(to.priority, to.arrival, to.id, keeps_seat=keeps_seat)
    placed = place(entering, seats.free, seats.worst_active, seats.best_waiter)

    def enter(status: Status) -> Token:
        after = replace(to, status=status)
        if status is Status.ACTIVE:
            since = allocation.back_from(seats, to) if undoes else allocation.expected_from(seats, to)
            after = replace(after, expected_from=since)
        write(actor, action, before, after, ends, undoes=undoes)
        return after

    return allocation.admit(actor, action, seats, placed, enter, settles=left.slot)


def write(
    actor: Actor,
    action: Action,
    before: Token,
    after: Token,
    ends: tuple[SeatState, SeatState],
    *,
    undoes: int | None = None,
) -> None:
    """Write a token's new slot, number, arrival, state and check-in, with the event that names both slots."""
    changed: tuple[str, ...] = ("slot", "number", "arrival", "status", "arrived_at")
    if before.stepped_out_at != after.stepped_out_at:
        changed += ("stepped_out_at",)
    if before.expected_from != after.expected_from:
        changed += ("expected_from",)
    values = {key: getattr(after, key) for key in changed}
    tokens.change(before, doctor=ends[1].doctor, day=ends[1].day, **values)
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


def _first(tokens: list[Token]) -> Token | None:
    return tokens[0] if tokens else None
