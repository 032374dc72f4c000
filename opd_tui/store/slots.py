"""The table of slots: reading slots with their counts, adding, changing and removing one."""

from __future__ import annotations

from peewee import JOIN, ColumnBase, Expression, ModelSelect, Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import Stored, delete_from, insert_into, prepared, update_of
from opd_tui.domain.errors import UnknownSlot
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows
from opd_tui.store import refusals
from opd_tui.store.doctors import SHOWN


def counted(slot: Query, *status: Status) -> Query:
    """How many tokens of these states a slot has; counts entries of one index."""
    return tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == slot, tables.Token.status.in_([s.value for s in status])
    )


def select() -> ModelSelect:
    """A query of slots whose rows `summary_of` understands. Seats are counted in the index of the tokens."""
    called = tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == tables.Slot.id,
        tables.Token.status == Status.ACTIVE.value,
        tables.Token.called == True,  # noqa: E712 - Peewee builds SQL from it
    )
    return tables.Slot.select(
        tables.Slot.id,
        tables.Slot.doctor,
        SHOWN,
        tables.Slot.start,
        tables.Slot.end,
        tables.Slot.capacity,
        counted(tables.Slot.id, Status.COMPLETED),
        counted(tables.Slot.id, Status.ACTIVE),
        called,
        tables.Slot.waiting,
        tables.Slot.closed,
        tables.Slot.late_minutes,
        tables.Slot.doctor_here_at,
    ).join(tables.Doctor, JOIN.INNER)


def summary_of(
    id: int,
    doctor: int,
    doctor_name: str,
    start: str,
    end: str,
    capacity: int,
    completed: int,
    active: int,
    called: int,
    waiting: int,
    closed: int,
    late_minutes: int,
    doctor_here_at: str | None,
) -> SlotSummary:
    """The slot from a row of `select()`. Raises DamagedRow."""
    damaged_rows.checked("slot", id, start, end)
    seats = (capacity, completed, active, called, waiting)
    return SlotSummary(id, doctor, doctor_name, start, end, *seats, bool(closed), late_minutes, doctor_here_at)


def summary(slot_id: int) -> SlotSummary:
    """A slot with its counts. Raises UnknownSlot or DamagedRow."""
    found = _summary.first(slot_id)
    if found is None:
        raise UnknownSlot(id=slot_id)
    return found


@prepared(summary_of)
def _summary(slot: int) -> Query:
    return select().where(tables.Slot.id == slot)


def of_day(doctor: int, day: str) -> tuple[SlotSummary, ...]:
    """The slots of a doctor on a day, by time."""
    return _of_day.readable(doctor, day)


@prepared(summary_of)
def _of_day(doctor: int, day: str) -> Query:
    return select().where(*on_day(tables.Slot, doctor, day)).order_by(tables.Slot.start)


def on_day(slot: type[tables.Slot], doctor: object, day: ColumnBase) -> tuple[Expression, ...]:
    """What holds for a doctor's slots of a day, said by their start.

    `slot.day == day` says the same, but no index has doctor and day: after years SQLite reads all slots of the doctor.
    """
    return slot.doctor == doctor, slot.start >= day, slot.start < day.concat("U")  # "T" comes after the day


def all_slots(doctor: int | None = None, day: str | None = None) -> tuple[SlotSummary, ...]:
    """The slots of a doctor (of all with None), of one day or of all, by time."""
    query = select()
    if day is not None:
        query = query.where(tables.Slot.day == day)
    if doctor is not None:
        query = query.where(tables.Slot.doctor == doctor)
    with connection.reading():
        return damaged_rows.readable(summary_of, query.order_by(tables.Slot.start, tables.Slot.id).tuples())


def overlapping(doctor: int, window: Window) -> tuple[SlotSummary, ...]:
    """The slots of a doctor that overlap a window of any length, by time."""
    query = select().where(tables.Slot.doctor == doctor, tables.Slot.start < window.end, tables.Slot.end > window.start)
    return damaged_rows.readable(summary_of, query.order_by(tables.Slot.start).tuples())


def ending_after(doctor: int, now: str) -> tuple[SlotSummary, ...]:
    """The slots of a doctor that end after a wall time, by time."""
    return _ending_after.readable(doctor, now)


@prepared(summary_of)
def _ending_after(doctor: int, now: str) -> Query:
    return select().where(tables.Slot.doctor == doctor, tables.Slot.end > now).order_by(tables.Slot.start)


def add(slot: int, doctor: int, window: Window, capacity: int, *, closed: bool = False) -> None:
    """Add a slot with a new id. Raises SlotOverlap or Refused."""
    try:
        insert_into(
            tables.Slot,
            id=slot,
            doctor=doctor,
            day=window.day,
            start=window.start,
            end=window.end,
            capacity=capacity,
            closed=closed,
            late_minutes=0,
        )
    except Refused as refused:
        raise refusals.of_slot(refused, doctor, window) from refused


def reshape(before: SlotSummary, window: Window, capacity: int) -> None:
    """Give a slot another window and capacity. Raises SlotOverlap or Refused."""
    try:
        update_of(tables.Slot, before.id, day=window.day, start=window.start, end=window.end, capacity=capacity)
    except Refused as refused:
        raise refusals.of_slot(refused, before.doctor, window, before.id) from refused


def change(slot: int, **columns: Stored) -> None:
    """Write the columns `capacity`, `closed`, `late_minutes` or `doctor_here_at` of a slot. Raises Refused."""
    update_of(tables.Slot, slot, **columns)


def remove(slot: int) -> None:
    """Remove a slot that never had a token. Raises Refused."""
    delete_from(tables.Slot, slot)


def tokens_ever(slot: int) -> int:
    """How many tokens a slot ever had, including those that were moved elsewhere later."""
    [number] = _tokens_ever(slot)
    return number


@prepared(int)
def _tokens_ever(slot: int) -> Query:
    of_slot = tables.Event.slot == slot, tables.Event.token.is_null(False)
    return tables.Event.select(fn.COUNT(tables.Event.token.distinct())).where(*of_slot)
