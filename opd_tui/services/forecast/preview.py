"""What a booking would do, by the same rules as the booking itself; writes nothing."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.people import Actor
from opd_tui.domain.previews import Elsewhere, Preview
from opd_tui.domain.requests.tokens import PreviewBooking
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source, Status
from opd_tui.services import allocation, expecting
from opd_tui.services.forecast import alternatives
from opd_tui.services.patients import records
from opd_tui.services.slots import closing, schedule
from opd_tui.services.tokens import booking, follow_ups
from opd_tui.store import queues, seating, slots, tokens, visits
from opd_tui.store.seating import SeatState


def preview(request: PreviewBooking) -> Preview:
    """Whether a patient (None: a new one) would get a seat, whose seat, or which position on the waiting list.

    Raises as `booking.book` does: UnknownSource, UnknownSlot, SlotClosed, SlotPast, UnknownPatient, DuplicateToken,
    BadCapacity.
    """
    given = booking.parse_source(request.source)
    with connection.reading():
        seats = seating.seat_state(request.slot)
        if allocation.is_settled(seats):
            return _preview(request, given, seats)
    with connection.trial():  # the booking would settle the slot first; here this is rolled back
        return _preview(request, given, allocation.settled_seats(Actor("preview", ""), request.slot))


def _preview(request: PreviewBooking, given: Source, seats: SeatState) -> Preview:
    patient_id, slot, patient = request.patient_id, seats.slot, None
    closing.check_open(seats)
    if patient_id is not None:
        found = records.at_slot(patient_id, slot)
        booking.check_second(seats, found)
        patient, patient_id = found.patient, found.patient.id
    booked = follow_ups.sourced(given, seats, patient_id, as_asked=request.as_given)
    priority = booked.source.priority
    placed = booking.place_for(booked.source, seats)
    opened = request.open_seat and placed.status is Status.WAITING
    first = None
    if opened:  # somebody who waited longer may have the better right to the new seat
        seats = replace(seats, capacity=schedule.parse_capacity(seats.capacity + 1))
        placed = booking.place_for(booked.source, seats)
        if placed.status is Status.WAITING and seats.best_waiter:
            first = tokens.token(seats.best_waiter.token)
    here = booking.arrives(given, seats)
    status, waits = placed.status, placed.status is Status.WAITING
    ahead = queues.count_ahead(slot, status, priority, NEWCOMER_ARRIVAL, arrived=here) - (first is not None)
    better: tuple[Alternative, ...] = ()
    if waits or placed.victim:
        better = alternatives.better(seats, priority, patient_id, ahead if waits else None)
        better = alternatives.timed(better, priority)
    victim = tokens.token(placed.victim.token) if placed.victim else None
    return Preview(
        booked.source,
        status,
        ahead + 1,
        victim,
        slots.summary(slot),
        given,
        booked.why,
        better,
        expecting.for_new_booking(slot, priority, status, opened=opened, arrived=here, patient=patient),
        opened,
        first,
    )


def elsewhere(patient: int, slot: int) -> tuple[Elsewhere, ...]:
    """The patient's live tokens in other slots that overlap this one: shown, not refused."""
    with connection.reading():
        here = slots.summary(slot)
        return visits.elsewhere(patient, slot, Window(here.start, here.end))
