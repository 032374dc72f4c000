"""Moving a live token to another slot: one seat is freed there and one taken here, in one transaction."""

from __future__ import annotations

from dataclasses import replace

from opd_tui.db import connection, tables
from opd_tui.db.prepared import update_of
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL, Standing, place
from opd_tui.domain.errors import BadRequest, NotLive
from opd_tui.domain.people import Actor
from opd_tui.domain.previews import OpenSlot, Places
from opd_tui.domain.results import TokenMoved
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.allocation import Moves
from opd_tui.services.forecast import alternatives, expecting
from opd_tui.services.patients import records
from opd_tui.services.slots import closing, doctors, schedule, slot_days
from opd_tui.services.tokens import booking
from opd_tui.store import events, holding, queues, seating
from opd_tui.store.seating import SeatState


def move(token: int, slot: int, actor: Actor) -> TokenMoved:
    """Give a live token a place in another slot: a seat, another's seat, or the waiting queue, by the one rule.

    It stands there with a new place in time (`arrival`), as if booked now, and keeps its number within the same doctor
    and day; else it gets the next one of that doctor and day. Whoever waits first in the slot it leaves gets its seat.

    Raises UnknownToken, UnknownSlot, NotLive, BadRequest (it is called in, or stands in that slot already), SlotClosed,
    SlotPast, or DuplicateToken if the patient holds a token there.
    """
    with connection.transaction():
        before = seating.token(token)
        if not Status(before.status).live:
            raise NotLive(number=before.number, patient=before.patient_name, status=before.status)
        room, left = allocation.settled_room(actor, slot), seating.room(before.slot)
        _refuse(before, room)
        booking.refuse_second(room, records.patient(before.patient))
        day, same_day = room.start[:10], room.start[:10] == left.start[:10]
        stays = same_day and room.doctor == left.doctor
        to = replace(
            before,
            slot=slot,
            number=before.number if stays else events.next_value(f"number:{room.doctor}:{day}"),
            arrival=events.next_value("arrival"),
            arrived_at=before.arrived_at if _still_here(left, room) else None,
        )
        after, moves = relocate(actor, Action.MOVE, before, to, (left, room))
        return TokenMoved(after, left.slot, _first(moves.promoted), _first(moves.preempted), seating.head(slot))


def _still_here(left: SeatState, room: SeatState) -> bool:
    """Whether who was checked in for the one slot is here for the other: in the building today, not tomorrow."""
    return slot_days.has_begun(room) and (left.start[:10] == room.start[:10] or not slot_days.is_past(left))


def places(token: int, doctor: int | None = None, day: str | None = None) -> Places:
    """Where a live token may go: better places, and what a doctor has on a day (None: its own doctor and day).

    Raises UnknownToken, NotLive, UnknownDoctor or BadWindow.
    """
    with connection.reading():
        better = alternatives.of_token(token)
        held = seating.token(token)
        here = seating.head(held.slot)
        sits = doctors.doctor(here.doctor if doctor is None else doctor)
        day = here.day if day is None else clock.parse_day(day)
        open_to = tuple(
            _open_to(head, held)
            for head in schedule.of_day(sits.id, day)
            if head.id != held.slot and not head.closed and not closing.has_ended(head.end)
        )
        return Places(held, better, doctors.in_order(), sits, day, open_to)


def _open_to(slot: SlotSummary, token: Token) -> OpenSlot:
    """What would come of moving the token there, by the one rule."""
    placed = booking.placed_in(Source(token.source), seating.room(slot.id))
    status, waits_at = placed.status.value, 0
    if placed.status is Status.WAITING:
        waits_at = queues.ahead(slot.id, status, token.priority, NEWCOMER_ARRIVAL) + 1
    gives_way = seating.token(placed.victim.token) if placed.victim else None
    return OpenSlot(slot, status, waits_at, gives_way, expecting.for_new_booking(slot.id, token.priority, status))


def _refuse(token: Token, room: SeatState) -> None:
    whom = f"№{token.number} {token.patient_name}"
    if token.slot == room.slot:
        raise BadRequest(problem=f"{whom} is in {room.label} already; choose another slot.")
    if token.called:
        raise BadRequest(problem=f"{whom} is called in and cannot be moved; undo the call first.")
    closing.refuse_shut(room)


def relocate(
    actor: Actor,
    action: Action,
    before: Token,
    to: Token,
    rooms: tuple[SeatState, SeatState],
    *,
    held: bool = False,
    undoes: int | None = None,
) -> tuple[Token, Moves]:
    """Put a token that is not called into another slot as `to` says; the token as it is then, and who moved by it.

    `rooms` are the slot that it leaves and the one it goes to; `held` is for one who sat in the hall there before.
    One event tells both ends.
    """
    left, room = rooms
    entering = Standing(to.priority, to.arrival, to.id, held=held)
    placed = place(entering, room.free, room.worst_active, room.best_waiter)
    if room.held:
        holding.note_hold()
    moves = Moves()
    victim = seating.token(placed.victim.token) if placed.victim else None
    if victim:  # first out, then in: the database refuses one more than the seats even for a moment
        moves.preempted.append(allocation.apply(Action.PREEMPT, victim, status=Status.WAITING.value))
    after = replace(to, status=placed.status.value)
    update_of(
        tables.Token,
        after.id,
        slot=after.slot,
        doctor=room.doctor,
        day=room.start[:10],
        number=after.number,
        arrival=after.arrival,
        status=after.status,
        arrived_at=after.arrived_at,
    )
    changed = ("slot", "number", "arrival", "status", "arrived_at")
    events.append(
        actor,
        action,
        token=after.id,
        slot=after.slot,
        undoes=undoes,
        before={key: getattr(before, key) for key in changed},
        after={key: getattr(after, key) for key in changed},
        why=Action.MOVE.value if undoes else None,
        ends=[f"{end.doctor_name} {end.start[:10]} {end.start[11:]}" for end in rooms],
    )
    if victim:
        allocation.record(actor, Action.PREEMPT, victim, cause=after.id, why=action, status=Status.WAITING.value)
    settled = allocation.settle(actor, left.slot, after.id, action)
    return after, Moves(settled.promoted, moves.preempted + settled.preempted)


def _first(tokens: list[Token]) -> Token | None:
    return tokens[0] if tokens else None
