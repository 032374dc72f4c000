"""Booking: a patient gets a seat, takes one from somebody of worse priority, or waits."""

from __future__ import annotations

import json
from typing import Any

from msgspec import to_builtins

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import insert_into, prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Place, newcomer, place
from opd_tui.domain.check_in import arrives_by_booking
from opd_tui.domain.errors import BadRequest, DuplicateToken, RequestReused, UnknownSource
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slot_day import SOON
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source, Status, Token
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.patients import records
from opd_tui.services.slots import capacity, closing
from opd_tui.services.tokens import follow_ups
from opd_tui.store import events, holding, seating
from opd_tui.store.seating import SeatState


def book(asked: Book, actor: Actor) -> Booked:
    """Give out a token. The same `request` with the same content returns the token it made before.

    Who was seen lately comes as FOLLOWUP instead of ONLINE or WALKIN: see opd_tui.domain.follow_ups.

    Raises RequestReused, UnknownSlot, SlotClosed, SlotPast, UnknownPatient, UnknownSource, BadName, DuplicateToken,
    DuplicateMrn, BadRequest.
    """
    if (asked.patient_id is None) == (asked.patient is None):
        raise BadRequest(problem="A booking names either patient_id or patient, and not both.")
    with connection.transaction():
        if asked.request is not None:
            known = _replay(asked)
            if known is not None:
                return known
        given = parse_source(asked.source)
        room = allocation.settled_room(actor, asked.slot)
        closing.refuse_shut(room)
        patient = _patient_of(asked, actor)
        known_as = patient.id if asked.patient is None else None  # who is new was never seen before
        source, why_source = follow_ups.sourced(given, room, known_as, as_asked=asked.as_given)
        placed = placed_in(source, room)
        opened = asked.open_seat and placed.status is Status.WAITING
        if opened:
            capacity.open_seat(asked.slot, actor)
            placed = placed_in(source, seating.room(asked.slot))
        if room.held:
            holding.note_hold()
        victim = seating.token(placed.victim.token) if placed.victim else None
        preempted = None
        if victim:  # first out, then in: the database refuses one more than the seats even for a moment
            preempted = allocation.apply(Action.PREEMPT, victim, status=Status.WAITING.value)
        token = _insert(room, patient, given, source, placed.status)
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
            },
            source_given=given.value if why_source else None,
            why_source=why_source,
        )
        if victim:
            allocation.record(
                actor, Action.PREEMPT, victim, cause=token.id, why=Action.BOOK, status=Status.WAITING.value
            )
        if asked.request is not None:
            insert_into(tables.Request, key=asked.request, asked=_canonical(asked), token=token.id)
        promoted = None
        if opened:  # somebody who waited longer may have the better right to the new seat
            moves = allocation.settle(actor, asked.slot, None, Action.SET_CAPACITY)
            promoted = next(iter(moves.promoted), None)
        return Booked(
            token, preempted, source_given=given.value, why_source=why_source, opened=opened, promoted=promoted
        )


def placed_in(source: Source, room: SeatState) -> Place:
    """Where a booking of that source goes, as the slot is."""
    return place(newcomer(source.priority), room.free, room.worst_active, room.best_waiter)


def arrives(given: Source, room: SeatState) -> bool:
    """Whether a patient who is booked now as that source is here: check_in.arrives_by_booking."""
    now, window = clock.now(), Window(room.start, room.end)
    return arrives_by_booking(given, window, clock.minute(now), clock.minute(now + SOON))


def parse_source(given: str) -> Source:
    """The source of that exact name. Raises UnknownSource."""
    try:
        return Source(given)
    except ValueError as e:
        raise UnknownSource(given=given) from e


def _canonical(asked: Book) -> str:
    fields = to_builtins(asked)
    del fields["do"], fields["request"]
    if not asked.as_given:  # so that requests kept before there were follow-ups are known again
        del fields["as_given"]
    if fields["patient"]:  # fields added since the first version count only where they are given
        first = ("name", "phone", "mrn")
        fields["patient"] = {k: v for k, v in fields["patient"].items() if v or k in first}
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def _replay(asked: Book) -> Booked | None:
    rows = _request(asked.request)
    if not rows:
        return None
    [(content, token_id)] = rows
    token = seating.token(token_id)
    if content != _canonical(asked):
        raise RequestReused(request=asked.request, number=token.number)
    [(detail,)] = _booking_of(token_id)
    return Booked(token, None, True, asked.source, json.loads(detail).get("why_source"))


@prepared
def _booking_of(token: Any) -> Any:
    return tables.Event.select(tables.Event.detail).where(
        tables.Event.token == token, tables.Event.action == Action.BOOK.value
    )


@prepared
def _request(key: Any) -> Any:
    return tables.Request.select(tables.Request.asked, tables.Request.token).where(tables.Request.key == key)


def _patient_of(asked: Book, actor: Actor) -> Patient:
    if asked.patient is not None:
        return records.register(asked.patient, actor)
    assert asked.patient_id is not None  # noqa: S101 - book() has seen to it
    return records.standing(asked.patient_id)  # a merged record's id still books its patient


def _insert(room: SeatState, patient: Patient, given: Source, source: Source, status: Status) -> Token:
    day = room.start[:10]
    number = events.next_value(f"number:{room.doctor}:{day}")
    arrival = events.next_value("arrival")
    arrived_at = clock.stamp(clock.now()) if arrives(given, room) else None
    try:
        made = insert_into(
            tables.Token,
            slot=room.slot,
            patient=patient.id,
            doctor=room.doctor,
            day=day,
            number=number,
            source=source.value,
            priority=source.priority,
            status=status.value,
            arrival=arrival,
            called=False,
            preemptions=0,
            arrived_at=arrived_at,
        )
    except Refused as e:
        raise _why_not(e, room, patient) from e
    return Token(
        made,
        number,
        room.slot,
        patient.id,
        patient.name,
        source.value,
        source.priority,
        status.value,
        arrival,
        called=False,
        preemptions=0,
        arrived_at=arrived_at,
    )


def _why_not(e: Refused, room: SeatState, patient: Patient) -> Exception:
    try:
        refuse_second(room, patient)
    except DuplicateToken as second:
        return second
    return e


def refuse_second(room: SeatState, patient: Patient) -> None:
    """One live token a patient and slot. Raises DuplicateToken."""
    for number, status in _live_of(room.slot, patient.id):
        raise DuplicateToken(patient=patient.name, number=number, status=status, slot=room.label)


@prepared
def _live_of(slot: Any, patient: Any) -> Any:
    live = tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value])
    return tables.Token.select(tables.Token.number, tables.Token.status).where(
        tables.Token.slot == slot, tables.Token.patient == patient, live
    )
