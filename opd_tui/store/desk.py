"""What a desk reads besides slots and queues: the doctors' day, which day to show, what other desks did."""

from __future__ import annotations

from msgspec import Struct
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


class DoctorDay(Struct, frozen=True):
    """A doctor's open slots of a day: how many, their seats, the seats taken, and how many tokens wait."""

    doctor: int
    slots: int = 0
    seats: int = 0
    taken: int = 0
    waiting: int = 0


def days_of_doctors(day: str) -> dict[int, DoctorDay]:
    """The day of each doctor who has open slots on it."""
    return {each.doctor: each for each in _days_of_doctors(day)}


@prepared(DoctorDay)
def _days_of_doctors(day: str) -> Query:
    """Counts slot by slot: it reads an index of a long queue, which takes a fifth of the time of joining its tokens."""
    columns = (
        tables.Slot.doctor,
        fn.COUNT(1),
        fn.SUM(tables.Slot.capacity),
        fn.SUM(counted(tables.Slot.id, Status.ACTIVE, Status.COMPLETED)),
        fn.SUM(counted(tables.Slot.id, Status.WAITING)),
    )
    return tables.Slot.select(*columns).where(tables.Slot.day == day, ~tables.Slot.closed).group_by(tables.Slot.doctor)


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
