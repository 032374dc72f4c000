"""Booking: a patient gets a seat, takes one from somebody of worse priority, or waits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from peewee import IntegrityError

from opd_tui import db, rules
from opd_tui.db import Refused
from opd_tui.errors import BadRequest, DuplicateToken, RequestReused, UnknownSource
from opd_tui.models import Request, Token
from opd_tui.rules import Action, Status
from opd_tui.services import capacity, journal, patients, seating
from opd_tui.views import Actor, Booked, NewPatient
from opd_tui.views import Patient as PatientView
from opd_tui.views import Token as TokenView


@dataclass(frozen=True, slots=True)
class Booking:
    """What is asked: exactly one of `patient_id` and `patient`; `request` is the caller's own key for this booking.

    `open_seat` opens one more seat in the same transaction, for an emergency in a slot that has none left for it.
    """

    slot: int
    source: str
    patient_id: int | None = None
    patient: NewPatient | None = None
    request: str | None = None
    open_seat: bool = False


def book(asked: Booking, actor: Actor) -> Booked:
    """Give out a token. The same `request` with the same content returns the token it made before.

    Raises RequestReused, UnknownSlot, UnknownPatient, UnknownSource, BadName, DuplicateToken, DuplicateMrn, BadRequest.
    """
    if (asked.patient_id is None) == (asked.patient is None):
        raise BadRequest(problem="A booking names either patient_id or patient, and not both.")
    with db.transaction():
        if asked.request is not None:
            known = _replay(asked)
            if known is not None:
                return known
        source = parse_source(asked.source)
        room = seating.room(asked.slot)
        patient = _patient_of(asked, actor)
        placed = _placed(source, room)
        opened = asked.open_seat and placed.status is Status.WAITING
        if opened:
            capacity.open_seat(asked.slot, actor)
            placed = _placed(source, seating.room(asked.slot))
        victim = seating.token(placed.victim.token) if placed.victim else None
        preempted = None
        if victim:  # first out, then in: the database refuses one more than the seats even for a moment
            preempted = seating.apply(Action.PREEMPT, victim, status=Status.WAITING.value)
        token = _insert(room, patient, source, placed.status)
        journal.write(
            actor,
            Action.BOOK,
            token=token.id,
            slot=token.slot,
            before={"status": None},
            after={"status": token.status, "source": token.source},
        )
        if victim:
            seating.record(
                actor, Action.PREEMPT, victim, cause=token.id, why=Action.BOOK, status=Status.WAITING.value
            )
        if asked.request is not None:
            Request.insert(key=asked.request, asked=_canonical(asked), token=token.id).execute()
        if opened:  # somebody who waited longer may have the better right to the new seat
            seating.settle(actor, asked.slot, None, Action.SET_CAPACITY)
        return Booked(token, preempted)


def _placed(source: rules.Source, room: seating.Room) -> rules.Place:
    return rules.place(rules.newcomer(source.priority), room.free, room.worst_active, room.best_waiter)


def parse_source(given: str) -> rules.Source:
    """The source of that exact name. Raises UnknownSource."""
    try:
        return rules.Source(given)
    except ValueError as e:
        raise UnknownSource(given=given) from e


def _canonical(asked: Booking) -> str:
    fields = asdict(asked)
    del fields["request"]
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def _replay(asked: Booking) -> Booked | None:
    row = Request.select(Request.asked, Request.token).where(Request.key == asked.request).tuples().first()
    if row is None:
        return None
    token = seating.token(row[1])
    if row[0] != _canonical(asked):
        raise RequestReused(request=asked.request, number=token.number)
    return Booked(token, replayed=True)


def _patient_of(asked: Booking, actor: Actor) -> PatientView:
    if asked.patient is not None:
        return patients.register(asked.patient, actor)
    assert asked.patient_id is not None  # noqa: S101 - book() has seen to it
    return patients.patient(asked.patient_id)


def _insert(room: seating.Room, patient: PatientView, source: rules.Source, status: Status) -> TokenView:
    day = room.start[:10]
    row = {
        "slot": room.slot,
        "patient": patient.id,
        "number": journal.next_value(f"number:{room.doctor}:{day}"),
        "source": source.value,
        "priority": source.priority,
        "status": status.value,
        "arrival": journal.next_value("arrival"),
    }
    try:
        made = Token.insert(doctor=room.doctor, day=day, called=False, preemptions=0, **row).execute()
    except IntegrityError as e:
        raise _why_not(e, room, patient) from e
    return TokenView(id=made, patient_name=patient.name, called=False, preemptions=0, **row)


def _why_not(e: Exception, room: seating.Room, patient: PatientView) -> Exception:
    held = (
        Token.select(Token.number, Token.status)
        .where(
            Token.slot == room.slot,
            Token.patient == patient.id,
            Token.status.in_([Status.ACTIVE.value, Status.WAITING.value]),
        )
        .tuples()
        .first()
    )
    if held is None:
        return Refused(str(e))
    return DuplicateToken(patient=patient.name, number=held[0], status=held[1], slot=room.label)
