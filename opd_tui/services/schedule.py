"""Slots: when a doctor sits, and for how many."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui import clock, db, rules
from opd_tui.errors import BadCapacity, BadWindow, SlotInUse, SlotOverlap
from opd_tui.models import Event, Slot
from opd_tui.prepared import prepared
from opd_tui.rules import Window
from opd_tui.services import doctors, journal, seating
from opd_tui.views import Actor, SlotHead


def parse_window(start: str, end: str) -> Window:
    """The window `[start, end)` of two wall times. Raises BadWindow."""
    window = Window(clock.parse_minute(start), clock.parse_minute(end))
    if window.end <= window.start:
        raise BadWindow(problem=f"A slot must end after it starts, and {end} is not after {start}")
    return window


def parse_capacity(capacity: int) -> int:
    """A whole number from 1 to 500. Raises BadCapacity."""
    if not rules.SMALLEST_CAPACITY <= capacity <= rules.LARGEST_CAPACITY:
        raise BadCapacity(given=capacity)
    return capacity


def add(doctor: int, start: str, end: str, capacity: int, actor: Actor) -> SlotHead:
    """Open a slot for a doctor. Raises UnknownDoctor, BadWindow, BadCapacity or SlotOverlap."""
    window = parse_window(start, end)
    parse_capacity(capacity)
    with db.transaction():
        sits = doctors.doctor(doctor)
        _refuse_overlap(doctor, sits.name, window)
        slot = journal.next_value("slot")
        Slot.insert(
            id=slot, doctor=doctor, day=window.day, start=window.start, end=window.end, capacity=capacity
        ).execute()
        journal.write(
            actor,
            "add-slot",
            slot=slot,
            doctor=doctor,
            after={"start": window.start, "end": window.end, "capacity": capacity},
        )
        return seating.head(slot)


def change_window(slot: int, start: str, end: str, actor: Actor) -> SlotHead:
    """Move a slot that no token was ever given for. Raises UnknownSlot, BadWindow, SlotOverlap or SlotInUse."""
    window = parse_window(start, end)
    with db.transaction():
        before = seating.head(slot)
        if (before.start, before.end) == (window.start, window.end):
            return before
        _refuse_in_use(before)
        _refuse_overlap(before.doctor, before.doctor_name, window, but=slot)
        Slot.update(day=window.day, start=window.start, end=window.end).where(Slot.id == slot).execute()
        journal.write(
            actor,
            "change-window",
            slot=slot,
            doctor=before.doctor,
            before={"start": before.start, "end": before.end},
            after={"start": window.start, "end": window.end},
        )
        return seating.head(slot)


def remove(slot: int, actor: Actor) -> SlotHead:
    """Remove a slot that no token was ever given for; the slot as it was. Raises UnknownSlot or SlotInUse."""
    with db.transaction():
        before = seating.head(slot)
        _refuse_in_use(before)
        Slot.delete().where(Slot.id == slot).execute()
        journal.write(
            actor,
            "remove-slot",
            slot=slot,
            doctor=before.doctor,
            before={"start": before.start, "end": before.end, "capacity": before.capacity},
        )
        return before


def _refuse_in_use(slot: SlotHead) -> None:
    given = Event.slot == slot.id, Event.token.is_null(False)  # those that were moved elsewhere since too
    tokens = Event.select(fn.COUNT(Event.token.distinct())).where(*given).scalar()
    if tokens:
        raise SlotInUse(slot=slot.label, tokens=tokens)


def _refuse_overlap(doctor: int, name: str, window: Window, but: int = 0) -> None:
    row = (
        Slot.select(Slot.start, Slot.end)
        .where(Slot.doctor == doctor, Slot.start < window.end, Slot.id != but)
        .order_by(Slot.start.desc())
        .tuples()
        .first()
    )
    if row and window.overlaps(Window(*row)):
        start, end = row
        raise SlotOverlap(doctor=name, start=start[11:], end=end[11:], day=start[:10])


def slots(doctor: int | None = None, day: str | None = None) -> tuple[SlotHead, ...]:
    """The slots of a doctor (of all with None), of one day or of all, by time. Raises UnknownDoctor or BadWindow."""
    query: Any = seating.heads_query()
    if day is not None:
        query = query.where(Slot.day == clock.parse_day(day))
    with db.reading():
        if doctor is not None:
            doctors.doctor(doctor)
            query = query.where(Slot.doctor == doctor)
        return tuple(SlotHead(*row) for row in query.order_by(Slot.start, Slot.id).tuples())


def of_day(doctor: int, day: str) -> tuple[SlotHead, ...]:
    """The slots of a doctor on a day, by time."""
    return tuple(SlotHead(*row) for row in _of_day(doctor, day))


@prepared
def _of_day(doctor: Any, day: Any) -> Any:
    query = seating.heads_query().where(Slot.doctor == doctor, Slot.day == day)
    return query.order_by(Slot.start)
