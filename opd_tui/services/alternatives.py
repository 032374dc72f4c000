"""Better places for a patient: slots are found by indexes, nearest first and no more than needed, then ranked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from peewee import fn

from opd_tui import clock, db, policy, ranking, rules
from opd_tui.errors import NotLive
from opd_tui.models import Doctor, Slot, Token
from opd_tui.prepared import prepared
from opd_tui.rules import Status, Window
from opd_tui.services import doctors, expecting, queues, seating
from opd_tui.views import Alternative

LOOKED_AT = 60
"""How many slots of a kind (of a day, where the kind is other days of the department) are looked at, nearest first."""

_OPEN = Slot.closed == False  # noqa: E712 - Peewee builds SQL from it
_LIVE = [Status.ACTIVE.value, Status.WAITING.value]
_TAKEN = [Status.ACTIVE.value, Status.COMPLETED.value]


def of_token(token_id: int) -> tuple[Alternative, ...]:
    """Better places for a live token, as opd_tui.ranking ranks them. Raises UnknownToken or NotLive."""
    with db.reading():
        token = seating.token(token_id)
        if not Status(token.status).live:
            raise NotLive(number=token.number, patient=token.patient_name, status=token.status)
        room = seating.room(token.slot)
        ahead = None
        if token.status == Status.WAITING:
            ahead = queues.ahead(token.slot, token.status, token.priority, token.arrival)
        return timed(better(room, token.priority, token.patient, ahead, token=token.id), token.priority)


def better(
    room: seating.Room,
    priority: int,
    patient: int | None,
    ahead: int | None,
    token: int = 0,
    promised: Mapping[int, int] | None = None,
    but: Collection[int] = (),
) -> tuple[Alternative, ...]:
    """Better places than this slot for a patient (None: somebody new), as opd_tui.ranking ranks them.

    `ahead` is how many would wait before the patient here, None if the patient has a seat. The patient's live
    tokens, but for `token`, which is to be moved, rule out what overlaps them. Days of the department are looked
    at as far ahead as the hospital opens them (`policy.open_days`). Seats that are `promised` to others, so many a
    slot, are not free; slots in `but` are none at all.
    """
    held = [Window(*row) for row in _held(patient, token)] if patient is not None else []
    now = clock.local_now().strftime("%Y-%m-%dT%H:%M")
    wanted = Window(room.start, room.end)

    def ranked(found: list[Alternative]) -> tuple[Alternative, ...]:
        return ranking.rank(room.doctor, wanted, found, now=now, held=held, ahead=ahead)

    seats = _first_enough(ranked, room, now, lambda near: _seats(near, promised or {}, but))
    if seats or ahead is None:
        return seats
    return _first_enough(ranked, room, now, lambda near: _waits(near, priority))


def timed(
    places: tuple[Alternative, ...], priority: int, promised: Mapping[int, int] | None = None
) -> tuple[Alternative, ...]:
    """The places, each with the time at which a patient of that priority is expected to be called in there.

    Those who are `promised` a seat there, so many a slot, go before the patient.
    """
    return tuple(
        replace(
            place,
            expected=expecting.newcomer(
                place.slot,
                priority,
                (Status.ACTIVE if place.free > 0 else Status.WAITING).value,
                promised=(promised or {}).get(place.slot, 0),
            ),
        )
        for place in places
    )


def _first_enough(
    ranked: Callable[[list[Alternative]], tuple[Alternative, ...]],
    room: seating.Room,
    now: str,
    read: Callable[[list[int]], list[Alternative]],
) -> tuple[Alternative, ...]:
    """The best of what `read` makes of the near slots, found kind by kind and day by day until there is enough."""
    found: list[Alternative] = []
    best: tuple[Alternative, ...] = ()
    for near in _near(room, now):
        found += read(near)
        best = ranked(found)
        if len(best) == ranking.MOST:
            break
    return best


def _near(room: seating.Room, now: str) -> Iterator[list[int]]:
    """Slots by kind, best first, and of one kind by day: so what comes later never ranks before what came."""
    day, at = room.start[:10], ranking.minutes(room.start)
    yield _ids(_of_doctor(room.doctor, room.start, now, LOOKED_AT))
    department = doctors.department_of(room.doctor)
    if not department:
        return
    yield _ids(_same_time(room.doctor, department, day, room.start, room.end, now, at, LOOKED_AT))
    first = max(date.fromisoformat(day) + timedelta(days=1), date.fromisoformat(clock.today()))
    for n in range(policy.current().open_days):
        later = (first + timedelta(days=n)).isoformat()
        yield _ids(_on_day(room.doctor, department, later, now, at, LOOKED_AT))


def _ids(rows: list[tuple[Any, ...]]) -> list[int]:
    return [slot for (slot,) in rows]


def _seats(near: list[int], promised: Mapping[int, int], but: Collection[int]) -> list[Alternative]:
    """Those of the slots that have a free seat which nobody is promised."""
    places = [Alternative(*_place(slot)[0]) for slot in near if slot not in but]
    left = [replace(place, free=place.free - promised.get(place.slot, 0)) for place in places]
    return [place for place in left if place.free > 0]


def _waits(near: list[int], priority: int) -> list[Alternative]:
    """Those of the slots in which the patient would wait, and behind how many; a seat taken from another is none."""
    found = []
    for slot in near:
        worst = seating.worst_active(slot)
        if worst is None or not rules.newcomer(priority).before(worst):
            ahead = queues.ahead(slot, Status.WAITING.value, priority, rules.NEWCOMER_ARRIVAL)
            found.append(replace(Alternative(*_place(slot)[0]), ahead=ahead))
    return found


@prepared
def _held(patient: Any, but: Any) -> Any:
    query = Token.select(Slot.start, Slot.end).join(Slot)
    return query.where(Token.patient == patient, Token.status.in_(_LIVE), Token.id != but)


@prepared
def _of_doctor(doctor: Any, after: Any, now: Any, most: Any) -> Any:
    query = Slot.select(Slot.id).where(Slot.doctor == doctor, Slot.start > after, Slot.end > now, _OPEN)
    return query.order_by(Slot.start).limit(most)


def _others(doctor: Any, department: Any) -> Any:
    return Slot.doctor.in_(Doctor.select(Doctor.id).where(Doctor.department == department, Doctor.id != doctor))


def _nearest(query: Any, at: Any, most: Any) -> Any:
    """In the order in which opd_tui.ranking takes slots of one day."""
    minute = fn.SUBSTR(Slot.start, 12, 2).cast("INTEGER") * 60 + fn.SUBSTR(Slot.start, 15, 2).cast("INTEGER")
    return query.order_by(fn.ABS(minute - at), Slot.start, Slot.doctor).limit(most)


@prepared
def _same_time(doctor: Any, department: Any, day: Any, start: Any, end: Any, now: Any, at: Any, most: Any) -> Any:
    query = Slot.select(Slot.id).where(
        Slot.day == day, _others(doctor, department), Slot.start < end, Slot.end > start, Slot.end > now, _OPEN
    )
    return _nearest(query, at, most)


@prepared
def _on_day(doctor: Any, department: Any, day: Any, now: Any, at: Any, most: Any) -> Any:
    query = Slot.select(Slot.id).where(Slot.day == day, _others(doctor, department), Slot.end > now, _OPEN)
    return _nearest(query, at, most)


def _count(slot: Any, statuses: list[str]) -> Any:
    return Token.select(fn.COUNT(1)).where(Token.slot == slot, Token.status.in_(statuses))


@prepared
def _place(slot: Any) -> Any:
    free = Slot.capacity - _count(slot, _TAKEN)
    waiting = _count(slot, [Status.WAITING.value])
    columns = (Slot.id, Slot.doctor, Doctor.name, Slot.start, Slot.end, free, waiting)
    return Slot.select(*columns).join(Doctor).where(Slot.id == slot)
