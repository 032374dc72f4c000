"""What a booking would do, by the same rules as the booking itself, writing nothing."""

from __future__ import annotations

from dataclasses import replace

from opd_tui import db, rules
from opd_tui.models import Doctor, Slot, Token
from opd_tui.rules import Status
from opd_tui.services import alternatives, booking, closing, expecting, follow_ups, patients, queues, schedule, seating
from opd_tui.views import Alternative, Elsewhere, Preview


def preview(
    slot: int, source: str, patient_id: int | None = None, *, as_given: bool = False, open_seat: bool = False
) -> Preview:
    """The seat, or who would give way, or the place in the waiting queue, for a patient (None: somebody new).

    Raises as `booking.book` does: UnknownSource, UnknownSlot, SlotClosed, SlotPast, UnknownPatient, DuplicateToken,
    BadCapacity.
    """
    given = booking.parse_source(source)
    with db.reading():
        room = seating.room(slot)
        closing.refuse_shut(room)
        if patient_id is not None:
            patient = patients.standing(patient_id)
            patient_id = patient.id
            booking.refuse_second(room, patient)
        booked = follow_ups.sourced(given, room, patient_id, as_asked=as_given)
        priority = booked.source.priority
        placed = booking.placed_in(booked.source, room)
        opened = open_seat and placed.status is Status.WAITING
        first = None
        if opened:  # somebody who waited longer may have the better right to the new seat
            room = replace(room, capacity=schedule.parse_capacity(room.capacity + 1))
            placed = booking.placed_in(booked.source, room)
            if placed.status is Status.WAITING and room.best_waiter:
                first = seating.token(room.best_waiter.token)
        ahead = queues.ahead(slot, placed.status.value, priority, rules.NEWCOMER_ARRIVAL) - (first is not None)
        waits = placed.status is Status.WAITING
        better: tuple[Alternative, ...] = ()
        if waits or placed.victim:
            better = alternatives.better(room, priority, patient_id, ahead if waits else None)
            better = alternatives.timed(better, priority)
        victim = seating.token(placed.victim.token) if placed.victim else None
        head = seating.head(slot)
        return Preview(
            booked.source.value,
            placed.status.value,
            ahead + 1,
            victim,
            head,
            given.value,
            booked.why,
            better,
            expecting.newcomer(slot, priority, placed.status.value, opened=opened),
            opened,
            first,
        )


def elsewhere(patient: int, slot: int) -> tuple[Elsewhere, ...]:
    """Live tokens of a patient in other slots that overlap this one: to be pointed out, not refused."""
    with db.reading():
        here = seating.head(slot)
        rows = (
            Token.select(Token.number, Doctor.name, Slot.start, Slot.end)
            .join(Slot)
            .join(Doctor)
            .where(
                Token.patient == patient,
                Token.slot != slot,
                Token.status.in_([Status.ACTIVE.value, Status.WAITING.value]),
                Slot.start < here.end,
                Slot.end > here.start,
            )
            .order_by(Slot.start)
        )
        return tuple(Elsewhere(*row) for row in rows.tuples())
