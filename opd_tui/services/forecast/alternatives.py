"""Better places for a patient: slots with a seat, else with a shorter wait, are found by indexes, then ranked.

A doctor may be full for weeks, so no number of slots bounds the search: a seat must not be missed behind full ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import SQL, fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.alternatives import MOST, Alternative, rank
from opd_tui.domain.errors import NotLive
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import LIVE, Source, Status
from opd_tui.runtime import clock, policy
from opd_tui.services.forecast import expecting
from opd_tui.services.slots import doctors
from opd_tui.store import queues, seating
from opd_tui.store.seating import SeatState

_SOON = 7
"""The doctor's slots of so many days are read first, all later ones only if that is not enough."""
_EVER = "9999-12-31T24"
"""After the begin of any slot."""

_TAKEN = [Status.ACTIVE.value, Status.COMPLETED.value]


def of_token(token_id: int) -> tuple[Alternative, ...]:
    """Better places for a live token, as opd_tui.domain.alternatives ranks them. Raises UnknownToken or NotLive."""
    with connection.reading():
        token = seating.token(token_id)
        if not Status(token.status).live:
            raise NotLive(number=token.number, patient=token.patient_name, status=token.status)
        room = seating.room(token.slot)
        ahead = None
        if token.status == Status.WAITING:
            ahead = queues.ahead(token.slot, token.status, token.priority, token.arrival)
        return timed(better(room, token.priority, token.patient, ahead, token=token.id), token.priority)


def better(
    room: SeatState,
    priority: int,
    patient: int | None,
    ahead: int | None,
    token: int = 0,
    promised: Mapping[int, int] | None = None,
    but: Collection[int] = (),
) -> tuple[Alternative, ...]:
    """Better places than this slot for a patient (None: somebody new), as opd_tui.domain.alternatives ranks them.

    `ahead` is how many would wait before the patient here, None if the patient has a seat. The patient's live
    tokens, but for `token`, which is to be moved, rule out what overlaps them. All later slots of the doctor are
    looked at; those of the department, on other days, as far ahead as the hospital opens them (`policy.open_days`
    from the day asked for, or from today if that is over). Seats that are `promised` to others, so many a slot, are
    not free; slots in `but` are none at all.
    """
    held = [Window(*row) for row in _held(patient, token)] if patient is not None else []
    now = clock.local_now().strftime("%Y-%m-%dT%H:%M")
    wanted = Window(room.start, room.end)

    def ranked(found: list[Alternative]) -> tuple[Alternative, ...]:
        return rank(room.doctor, wanted, found, now=now, held=held, ahead=ahead)

    spans = tuple(_spans(room, now))
    seats = _first_enough(ranked, (_seats(span, promised or {}, but) for span in spans))
    if seats or not ahead:
        return seats
    held_until = now if policy.current().hold_arrived and priority != Source.EMERGENCY.priority else ""
    return _first_enough(ranked, (_waits(span, priority, ahead, held_until) for span in spans))


def timed(
    places: tuple[Alternative, ...], priority: int, promised: Mapping[int, int] | None = None
) -> tuple[Alternative, ...]:
    """The places, each with the time at which a patient of that priority is expected to be called in there.

    Those who are `promised` a seat there, so many a slot, go before the patient.
    """
    return tuple(
        replace(
            place,
            expected=expecting.for_new_booking(
                place.slot,
                priority,
                (Status.ACTIVE if place.free > 0 else Status.WAITING).value,
                promised=(promised or {}).get(place.slot, 0),
            ),
        )
        for place in places
    )


def _first_enough(
    ranked: Callable[[list[Alternative]], tuple[Alternative, ...]], pieces: Iterable[list[Alternative]]
) -> tuple[Alternative, ...]:
    """The best of the pieces, of which a later one never ranks before an earlier: read until there is enough."""
    found: list[Alternative] = []
    best: tuple[Alternative, ...] = ()
    for piece in pieces:
        if piece:
            found += piece
            best = ranked(found)
        if len(best) == MOST:
            break
    return best


class _Span(NamedTuple):
    """Slots of a doctor, or of `others` in the department, that begin after `since` and before `until` (wall times or
    days) and end after `over`."""

    others: bool
    doctor: int
    department: str
    since: str
    until: str
    over: str


def _spans(room: SeatState, now: str) -> Iterator[_Span]:
    """By kind, best first, and of one kind by whole days: so what comes later never ranks before what came."""
    day, doctor = date.fromisoformat(room.start[:10]), room.doctor
    today = date.fromisoformat(clock.today())
    department = doctors.department_of(doctor)
    soon = _after(max(day, today), _SOON)
    yield _Span(False, doctor, department, room.start, soon, now)
    yield _Span(False, doctor, department, soon, _EVER, now)
    if not department:
        return
    next_day = _after(day, 1)
    yield _Span(True, doctor, department, room.start[:10], min(room.end, next_day), max(room.start, now))
    since, last = next_day, max(next_day, today.isoformat())  # a night that began before today may still go on
    for n in range(1, policy.current().open_days + 1):
        until = _after(date.fromisoformat(last), n)
        yield _Span(True, doctor, department, since, until, now)
        since = until


def _after(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _seats(span: _Span, promised: Mapping[int, int], but: Collection[int]) -> list[Alternative]:
    """The slots of a span that have a free seat which nobody is promised."""
    places = [Alternative(*row) for row in _with_seats[span.others](*span[1:]) if row[0] not in but]
    left = [replace(place, free=place.free - promised.get(place.slot, 0)) for place in places]
    return [place for place in left if place.free > 0]


def _waits(span: _Span, priority: int, ahead: int, held_until: str) -> list[Alternative]:
    """The slots in which the patient would wait behind fewer than `ahead`; a seat taken from another is none.

    Who has arrived in a slot that began until `held_until` is held and gives way to no such patient (allocation.band).
    """
    rows = _with_waits[span.others](*span[1:], priority, ahead, held_until)
    return [Alternative(*row) for row in rows]


@prepared
def _held(patient: Any, but: Any) -> Any:
    query = tables.Token.select(tables.Slot.start, tables.Slot.end).join(tables.Slot)
    return query.where(tables.Token.patient == patient, tables.Token.status.in_(LIVE), tables.Token.id != but)


def _count(statuses: list[str], *more: Any) -> Any:
    """How many such tokens the slot of the query around it has: entries of one index."""
    return tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == tables.Slot.id, tables.Token.status.in_(statuses), *more
    )


_FREE = tables.Slot.capacity - _count(_TAKEN)
_PLACE = (
    tables.Slot.id,
    tables.Slot.doctor,
    tables.Doctor.name,
    tables.Slot.start,
    tables.Slot.end,
    _FREE,
    _count([Status.WAITING.value]),
)


def _of(others: bool, doctor: Any, department: Any) -> Any:
    """Whose slots: SQLite goes from these doctors to their slots by (doctor, start)."""
    if not others:
        return tables.Slot.doctor == doctor
    return tables.Slot.doctor.in_(
        tables.Doctor.select(tables.Doctor.id).where(tables.Doctor.department == department, tables.Doctor.id != doctor)
    )


def _open(since: Any, until: Any, over: Any) -> Any:
    is_open = tables.Slot.closed == False  # noqa: E712 - Peewee builds SQL from it
    return (tables.Slot.start > since) & (tables.Slot.start < until) & (tables.Slot.end > over) & is_open


def _seats_query(others: bool) -> Any:
    @prepared
    def seats(doctor: Any, department: Any, since: Any, until: Any, over: Any) -> Any:
        query = tables.Slot.select(*_PLACE).join(tables.Doctor)
        return query.where(_of(others, doctor, department), _open(since, until, over), _FREE > 0)

    return seats


def _waits_query(others: bool) -> Any:
    @prepared
    def waits(
        doctor: Any, department: Any, since: Any, until: Any, over: Any, priority: Any, ahead: Any, held_until: Any
    ) -> Any:
        before = _count([Status.WAITING.value], tables.Token.priority <= priority)
        would_give_way = tables.Token.select(SQL("1")).where(
            tables.Token.slot == tables.Slot.id,
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.priority > priority,
            tables.Token.called == False,  # noqa: E712 - as above
            tables.Token.arrived_at.is_null() | (tables.Slot.start > held_until),
        )
        query = tables.Slot.select(*_PLACE, before).join(tables.Doctor)
        return query.where(
            _of(others, doctor, department),
            _open(since, until, over),
            before < ahead,
            ~fn.EXISTS(would_give_way),
        )

    return waits


_with_seats = {others: _seats_query(others) for others in (False, True)}
_with_waits = {others: _waits_query(others) for others in (False, True)}
