"""A doctor's next patient: who is in the room, who is called next, and both in one operation."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from opd_tui.db import connection
from opd_tui.domain import slot_day
from opd_tui.domain.errors import NotInRoom, RoomTaken
from opd_tui.domain.next_patient import Here, in_order_of_call
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Next
from opd_tui.domain.results import NextCalled
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.runtime import clock
from opd_tui.services.tokens import visits
from opd_tui.store import call_order, doctors, slots, tokens


class Line(Struct, frozen=True):
    """A doctor's patients of now, as ids of tokens: those in the room, by the time of their call, and those who have a
    seat and are checked in, in the order in which they are called.
    """

    in_room: tuple[int, ...] = ()
    here: tuple[Here, ...] = ()


class AtTheDoor(Struct, frozen=True):
    """Who is in a doctor's room, and who is called next; `early` is the slot of the next one, if it has not begun."""

    in_room: tuple[Token, ...] = ()
    next: Token | None = None
    early: SlotSummary | None = None


def line_of(doctor: int) -> Line:
    """The doctor's line of now: of the slots whose day has begun, while the doctor's day is not over."""
    moment = clock.now()
    now, soon = clock.minute(moment), clock.minute(moment + slot_day.SOON)
    today = date.fromisoformat(now[:10])
    since, before = (today - timedelta(days=1)).isoformat(), (today + timedelta(days=2)).isoformat()
    with connection.reading():
        seen = slot_day.under_way(call_order.windows(doctor, since, before), now, soon)
        present = [one for one in call_order.present(doctor, since, before) if one.slot in seen]
    here = (Here(*one[:5], one.precedence) for one in present if not one.called)
    return Line(tuple(one.token for one in present if one.called), in_order_of_call(here, now))


def at_the_door(doctor: int) -> AtTheDoor:
    """Who is in a doctor's room, and who `next` would call in. Raises UnknownDoctor."""
    with connection.reading():
        doctors.doctor(doctor)
        line = line_of(doctor)
        in_room = tuple(tokens.token(token) for token in line.in_room)
        if not line.here:
            return AtTheDoor(in_room)
        first = line.here[0]
        early = None if first.begun(clock.minute(clock.now())) else slots.summary(first.slot)
        return AtTheDoor(in_room, tokens.token(first.token), early)


def next_patient(request: Next, actor: Actor) -> NextCalled:
    """Complete the token of the patient who was seen in the room, and call in the doctor's next patient, if there is
    one who is checked in.

    A second patient in the room stays there. Raises UnknownDoctor, UnknownToken, NotInRoom if `completed` is not in the
    room, RoomTaken if `completed` is None and somebody is.
    """
    with connection.transaction():
        name = doctors.doctor(request.doctor).name
        line = line_of(request.doctor)
        seen = None if request.completed is None else tokens.token(request.completed)
        if seen is None and line.in_room:
            raise RoomTaken(doctor=name, inside=_inside(line))
        if seen is not None and seen.id not in line.in_room:
            raise NotInRoom(number=seen.number, patient=seen.patient_name, doctor=name, inside=_inside(line))
        completed = visits.complete_seated(seen, actor) if seen else None
        first = tokens.token(line.here[0].token) if line.here else None
        return NextCalled(completed, visits.call_seated(first, actor) if first else None)


def _inside(line: Line) -> str:
    """Such as: №9 Ravi Kumar (since 10:05) is."""
    if not line.in_room:
        return "nobody is"
    found = (tokens.token(token) for token in line.in_room)
    names = [f"№{token.number} {token.patient_name[:24]}{_since(token)}" for token in found]
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'}"


def _since(token: Token) -> str:
    return f" (since {clock.local(token.called_at):%H:%M})" if token.called_at else ""
