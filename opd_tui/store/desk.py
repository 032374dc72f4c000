"""What a desk reads besides slots and queues: the doctors' day, which day to show, what other desks did."""

from __future__ import annotations

from typing import NamedTuple

from peewee import Query, fn

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
    """A slot of a day: its window, its seats, the seats taken, and how many tokens wait."""

    slot: int
    doctor: int
    start: str
    end: str
    capacity: int
    closed: int
    late_minutes: int
    taken: int
    waiting: int


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
        counted(tables.Slot.id, Status.ACTIVE, Status.COMPLETED),
        counted(tables.Slot.id, Status.WAITING),
    )
    return tables.Slot.select(*columns).where(tables.Slot.day == day).order_by(tables.Slot.start, tables.Slot.id)


class PresentRow(NamedTuple):
    """A live token whose patient is checked in or called in; the moments are UTC stamps."""

    doctor: int
    slot: int
    number: int
    patient_name: str
    status: str
    called: int
    arrived_at: str | None
    called_at: str | None


def present_on(day: str) -> tuple[PresentRow, ...]:
    """Every patient of a day who is checked in or called in, and not yet gone, by number."""
    return tuple(_present_on(day))


@prepared(PresentRow)
def _present_on(day: str) -> Query:
    columns = (
        tables.Token.doctor,
        tables.Token.slot,
        tables.Token.number,
        tables.Patient.name,
        tables.Token.status,
        tables.Token.called,
        tables.Token.arrived_at,
        tables.Token.called_at,
    )
    here = (tables.Token.called == True) | tables.Token.arrived_at.is_null(False)  # noqa: E712 - Peewee builds SQL from it
    query = tables.Token.select(*columns).join(tables.Patient)
    live = tables.Token.status.in_(LIVE)
    return query.where(tables.Token.day == day, live, here).order_by(tables.Token.number)


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
