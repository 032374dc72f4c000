"""Booking: a patient gets a free seat, gets the seat of a lower-priority token, or waits."""

from __future__ import annotations

import json

from msgspec import to_builtins
from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Place, newcomer, place
from opd_tui.domain.check_in import AT_THE_DESK, arrives_by_booking
from opd_tui.domain.errors import AnswerLost, BadRequest, DuplicateToken, RequestReused, UnknownSource, Unreachable
from opd_tui.domain.names import check_storable
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slot_day import SOON
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.patients import records
from opd_tui.services.slots import capacity, closing
from opd_tui.services.tokens import follow_ups
from opd_tui.store import counters, events, log, precedence, requests, seating, tokens
from opd_tui.store.seating import SeatState


def book(asked: Book, actor: Actor) -> Booked:
    """Book a token. The same `request` with the same content returns the token that it made before.

    A patient who was seen lately is booked as FOLLOWUP instead of ONLINE or WALKIN: see opd_tui.domain.follow_ups. An
    EMERGENCY needs no name: see records.register_unknown.

    Raises RequestReused, UnknownSlot, SlotClosed, SlotPast, UnknownPatient, UnknownSource, BadName, DuplicateToken,
    DuplicateMrn, BadRequest.
    """
    try:
        return _book(asked, actor)
    except AnswerLost as lost:
        if asked.request is None:
            raise
        try:
            return _book(asked, actor)  # its key finds it, if it was made
        except Unreachable:
            raise lost from None


@connection.asked_again
def _book(asked: Book, actor: Actor) -> Booked:
    if (asked.patient_id is None) == (asked.patient is None):
        raise BadRequest(problem="A booking names either patient_id or patient, and not both.")
    check_storable(asked.request, "request")
    with connection.transaction(beside_others=_concerns_one_slot(asked)):
        connection.lock_slots(asked.slot)
        if known := _replay(asked):
            return known
        given = parse_source(asked.source)
        seats = allocation.settled_seats(actor, asked.slot)
        late_entry = closing.check_open(seats, late_entry=asked.late_entry)
        patient, known_as = _patient_of(asked, seats, actor)
        source, why_source = follow_ups.sourced(given, seats, known_as, as_asked=asked.as_given)
        placed = place_for(source, seats)
        opened = asked.open_seat and placed.status is Status.WAITING
        if opened:
            capacity.open_seat(asked.slot, actor)
            placed = place_for(source, seating.seat_state(asked.slot))

        def give_out(status: Status) -> Token:
            token = _add(seats, patient, given, source, status)
            _record(token, given if why_source else None, why_source, actor, late_entry)
            return token

        token, moves = allocation.admit(actor, Action.BOOK, seats, placed, give_out)
        preempted = next(iter(moves.preempted), None)
        if asked.request is not None:
            requests.add(asked.request, _canonical(asked), token.id)
        promoted = None
        if opened:  # somebody who waited longer may have the better right to the new seat
            moves = allocation.settle(actor, asked.slot, None, Action.SET_CAPACITY)
            promoted = next(iter(moves.promoted), None)
        return Booked(token, preempted, source_given=given, why_source=why_source, opened=opened, promoted=promoted)


def _concerns_one_slot(asked: Book) -> bool:
    """Whether others may book in other slots meanwhile: not where a hospital number must be nobody else's, and not
    where the record of a patient is corrected who may have tokens elsewhere.
    """
    if asked.patient is None:
        return asked.precedence is None
    return not asked.patient.mrn and not asked.patient.draw_mrn


def _record(token: Token, given: Source | None, why_source: str | None, actor: Actor, late_entry: bool) -> None:
    """Write the event of a booking; `given` is the requested source, if another one was used."""
    events.append(
        actor,
        Action.BOOK,
        token=token.id,
        slot=token.slot,
        before={"status": None},
        after={
            "status": token.status,
            "source": token.source,
            "number": token.number,
            "arrival": token.arrival,
            "patient": token.patient,
            **({"arrived_at": token.arrived_at} if token.arrived else {}),
            **({"expected_from": token.expected_from} if token.expected_from else {}),
        },
        source_given=given,
        why_source=why_source,
        late_entry=late_entry or None,
    )


def place_for(source: Source, seats: SeatState) -> Place:
    """Where a booking with that source would go in the slot now."""
    return place(newcomer(source.priority), seats.free, seats.worst_active, seats.best_waiter)


def arrives(given: Source, seats: SeatState) -> bool:
    """Whether a patient booked now with that source is checked in: check_in.arrives_by_booking."""
    if given not in AT_THE_DESK:
        return False
    now = clock.now()
    return arrives_by_booking(given, seats.window, clock.minute(now), clock.minute(now + SOON))


def parse_source(given: str) -> Source:
    """The source with exactly that name. Raises UnknownSource."""
    try:
        return Source(given)
    except ValueError as e:
        raise UnknownSource(given=given) from e


def _canonical(asked: Book) -> str:
    fields = to_builtins(asked)
    del fields["do"], fields["request"]
    if not asked.late_entry:  # so that requests stored before this field existed are recognised
        del fields["late_entry"]
    if asked.precedence is None:  # likewise
        del fields["precedence"]
    if not asked.as_given:  # so that requests stored before follow-ups existed are recognised
        del fields["as_given"]
    if fields["patient"]:  # fields added since the first version count only if given
        first = ("name", "phone", "mrn")
        fields["patient"] = {k: v for k, v in fields["patient"].items() if v or k in first}
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def _replay(asked: Book) -> Booked | None:
    known = requests.find(asked.request) if asked.request is not None else None
    if known is None:
        return None
    content, token_id = known
    token = tokens.token(token_id)
    if content != _canonical(asked):
        raise RequestReused(request=asked.request, number=token.number)
    why_source = json.loads(log.booking_of(token_id)).get("why_source")
    return Booked(token, None, True, parse_source(asked.source), why_source)


def _patient_of(asked: Book, seats: SeatState, actor: Actor) -> tuple[Patient, int | None]:
    """The patient, and the id under which earlier visits are looked for: None if there are none.

    A second token is refused before any token moves, so that the refusal names the first one's present status.
    """
    if asked.patient is not None:
        new = asked.patient if asked.precedence is None else replace(asked.patient, precedence=asked.precedence)
        if asked.source == Source.EMERGENCY and not asked.patient.name.strip():
            return records.register_unknown(new, actor), None
        return records.register(new, actor), None
    assert asked.patient_id is not None  # noqa: S101 - book() has seen to it
    found = records.at_slot(asked.patient_id, seats.slot)  # a merged record's id still books its patient
    check_second(seats, found)
    patient = found.patient
    if asked.precedence is not None:
        patient = records.correct(patient.id, {"precedence": asked.precedence}, actor)
    return patient, patient.id if found.seen else None


def _add(seats: SeatState, patient: Patient, given: Source, source: Source, status: Status) -> Token:
    number, arrival = counters.next_number_and_arrival(f"number:{seats.doctor}:{seats.day}")
    first, here = precedence.of_patient(patient, seats.day), arrives(given, seats)
    since = None
    if status is Status.ACTIVE:
        since = allocation.seated_from(seats, source.priority, arrival, first, arrived=here)
    return tokens.add(
        seats.slot,
        patient.id,
        patient.name,
        doctor=seats.doctor,
        day=seats.day,
        number=number,
        source=source,
        status=status,
        arrival=arrival,
        arrived_at=clock.stamp(clock.now()) if here else None,
        expected_from=since,
        precedence=first,
    )


def check_second(seats: SeatState, found: records.AtSlot) -> None:
    """Raises DuplicateToken if the patient has a live token in the slot."""
    if found.second:
        number, status = found.second
        raise DuplicateToken(patient=found.patient.name, number=number, status=status, slot=seats.label)
