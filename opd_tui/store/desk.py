"""What a desk reads besides slots and queues: the doctors' day, which day to show, what other desks did."""

from __future__ import annotations

from typing import NamedTuple

from peewee import SQL, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.store import log
from opd_tui.store.slots import counted


def day_with_work(today: str) -> str:
    """The day that a desk shows first: today if a doctor has a slot; else the next day with a live token, else the next
    day with a slot, else the last such day.
    """
    if _a_slot_on(today):
        return today
    live = tables.Token.select(tables.Token.day).where(tables.Token.status.in_(LIVE))
    slots = tables.Slot.select(tables.Slot.day)
    choices = (
        live.where(tables.Token.day > today).order_by(tables.Token.day),
        slots.where(tables.Slot.day > today).order_by(tables.Slot.day),
        live.order_by(tables.Token.day.desc()),
        slots.order_by(tables.Slot.day.desc()),
    )
    for query in choices:
        row = query.tuples().first()
        if row:
            return str(row[0])
    return today


@prepared(int)
def _a_slot_on(day: str) -> Query:
    return tables.Slot.select(tables.Slot.id).where(tables.Slot.day == day).limit(1)


class SlotRow(NamedTuple):
    """A slot of a day: its window, its seats, and how many tokens have one, wait, and were completed."""

    slot: int
    doctor: int
    start: str
    end: str
    capacity: int
    closed: int
    late_minutes: int
    active: int
    waiting: int
    seen: int

    @property
    def taken(self) -> int:
        """How many seats are taken."""
        return self.active + self.seen


def slots_of(day: str) -> tuple[SlotRow, ...]:
    """Every doctor's slots of a day, by time."""
    return tuple(_slots_of(day))


@prepared(SlotRow)
def _slots_of(day: str) -> Query:
    """Counts slot by slot: it reads an index of a long queue, which takes a fifth of the time of joining its tokens."""
    columns = (
        tables.Slot.id,
        tables.Slot.doctor,
        tables.Slot.start,
        tables.Slot.end,
        tables.Slot.capacity,
        tables.Slot.closed,
        tables.Slot.late_minutes,
        counted(tables.Slot.id, Status.ACTIVE),
        counted(tables.Slot.id, Status.WAITING),
        counted(tables.Slot.id, Status.COMPLETED),
    )
    return tables.Slot.select(*columns).where(tables.Slot.day == day).order_by(tables.Slot.start, tables.Slot.id)


class PresentRow(NamedTuple):
    """The patients of a slot who are checked in and not called in, seated or waiting: how many, and when the first of
    them was checked in (a UTC stamp).
    """

    slot: int
    status: str
    number: int
    first: str


def present_on(day: str) -> tuple[PresentRow, ...]:
    """Who is checked in on a day, and neither called in nor gone, by slot and status."""
    return tuple(_present_on(day))


_PRESENT = SQL("status IN ('ACTIVE', 'WAITING') AND (called = 1 OR arrived_at IS NOT NULL)")
"""Written out as in the index of these tokens: SQLite uses it for no other words."""


@prepared(PresentRow)
def _present_on(day: str) -> Query:
    token = tables.Token
    columns = (token.slot, token.status, fn.COUNT(1), fn.MIN(token.arrived_at))
    query = token.select(*columns).where(token.day == day, _PRESENT, token.called == False)  # noqa: E712 - Peewee's
    return query.group_by(token.slot, token.status)


class CalledRow(NamedTuple):
    """A patient who is in a doctor's room; `called_at` is a UTC stamp."""

    doctor: int
    number: int
    patient_name: str
    called_at: str | None


def called_on(day: str) -> tuple[CalledRow, ...]:
    """Every patient of a day who is in a doctor's room, by number."""
    return tuple(_called_on(day))


@prepared(CalledRow)
def _called_on(day: str) -> Query:
    token = tables.Token
    query = token.select(token.doctor, token.number, tables.Patient.name, token.called_at).join(tables.Patient)
    return query.where(token.day == day, _PRESENT, token.called == True).order_by(token.number)  # noqa: E712 - Peewee's


def last_event() -> int:
    """The id of the last event, 0 if there is none."""
    return _last_event.first() or 0


@prepared(int)
def _last_event() -> Query:
    return tables.Event.select(tables.Event.id).order_by(tables.Event.id.desc()).limit(1)


def news_for(slot: int, after: int, desk: str) -> bool:
    """Whether other desks did something after event `after` that may concern a slot."""
    [number] = _events_after(slot, after, desk)
    return number > 0


@prepared(int)
def _events_after(slot: int, after: int, desk: str) -> Query:
    of_slot = (tables.Event.slot == slot) | tables.Event.action.in_(log.MOVES)
    return tables.Event.select(fn.COUNT(1)).where(of_slot, tables.Event.id > after, tables.Event.desk != desk)
