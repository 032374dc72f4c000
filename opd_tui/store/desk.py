"""What a desk reads besides slots and queues: the doctors' day, which day to show, what other desks did."""

from __future__ import annotations

from typing import NamedTuple

from peewee import SQL, Case, Query, fn

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
    """A slot of a day: its window, its seats, and how many tokens have one, wait, and were completed.

    `seated_here` and `waiting_here` are how many of them are checked in and not called in; the first of each was
    checked in at `seated_since` and `waiting_since` (UTC stamps).
    """

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
    seated_here: int
    waiting_here: int
    seated_since: str | None
    waiting_since: str | None

    @property
    def taken(self) -> int:
        """How many seats are taken."""
        return self.active + self.seen


def slots_of(day: str) -> tuple[SlotRow, ...]:
    """Every doctor's slots of a day, by time."""
    return tuple(_slots_of(day))


_PRESENT = SQL("status IN ('ACTIVE', 'WAITING') AND (called OR arrived_at IS NOT NULL)")
"""Written out as in the index of these tokens: SQLite uses it for no other words."""


def _here_since(status: Status) -> Query:
    """When the first of those of a slot was checked in who are in this state and not called in."""
    token = tables.Token.alias()
    of_slot = (token.day == tables.Slot.day) & (token.slot == tables.Slot.id) & (token.status == status.value)
    query = token.select(fn.MIN(token.arrived_at))
    return query.where(of_slot, _PRESENT, token.called == False)  # noqa: E712 - Peewee's


@prepared(SlotRow)
def _slots_of(day: str) -> Query:
    """Reads a few entries of indexes a slot, however long its queues are."""
    columns = (
        tables.Slot.id,
        tables.Slot.doctor,
        tables.Slot.start,
        tables.Slot.end,
        tables.Slot.capacity,
        tables.Slot.closed,
        tables.Slot.late_minutes,
        counted(tables.Slot.id, Status.ACTIVE),
        tables.Slot.waiting,
        counted(tables.Slot.id, Status.COMPLETED),
        tables.Slot.seated_here,
        tables.Slot.waiting_here,
        Case(None, [(tables.Slot.seated_here > 0, _here_since(Status.ACTIVE))]),
        Case(None, [(tables.Slot.waiting_here > 0, _here_since(Status.WAITING))]),
    )
    return tables.Slot.select(*columns).where(tables.Slot.day == day).order_by(tables.Slot.start, tables.Slot.id)


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
