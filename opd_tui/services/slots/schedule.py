"""Slots: when a doctor sits, and for how many."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import insert_into, prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadCapacity, BadWindow, SlotInUse, SlotOverlap
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import LARGEST_CAPACITY, SMALLEST_CAPACITY, SlotSummary, Window
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors
from opd_tui.store import events, seating


def parse_window(start: str, end: str) -> Window:
    """The window `[start, end)` of two wall times. Raises BadWindow."""
    window = Window(clock.parse_minute(start), clock.parse_minute(end))
    if window.end <= window.start:
        raise BadWindow(problem=f"A slot must end after it starts, and {end} is not after {start}")
    return window


def parse_capacity(capacity: int) -> int:
    """A whole number from 1 to 500. Raises BadCapacity."""
    if not SMALLEST_CAPACITY <= capacity <= LARGEST_CAPACITY:
        raise BadCapacity(given=capacity)
    return capacity


def add(doctor: int, start: str, end: str, capacity: int, actor: Actor) -> SlotSummary:
    """Open a slot for a doctor. Raises UnknownDoctor, BadWindow, BadCapacity or SlotOverlap."""
    window = parse_window(start, end)
    parse_capacity(capacity)
    with connection.transaction():
        return seating.head(insert(doctor, doctors.doctor(doctor).name, window, capacity, actor))


def insert(doctor: int, name: str, window: Window, capacity: int, actor: Actor, template: int | None = None) -> int:
    """Write a slot that was looked at already, with its event; its id. `template` is the one it comes from.

    Raises SlotOverlap.
    """
    _refuse_overlap(doctor, name, window)
    slot = events.next_value("slot")
    insert_into(
        tables.Slot,
        id=slot,
        doctor=doctor,
        day=window.day,
        start=window.start,
        end=window.end,
        capacity=capacity,
        closed=False,
        late_minutes=0,
    )
    events.append(
        actor,
        Action.ADD_SLOT,
        slot=slot,
        doctor=doctor,
        template=template,
        after={"start": window.start, "end": window.end, "capacity": capacity},
    )
    return slot


def change_window(slot: int, start: str, end: str, actor: Actor) -> SlotSummary:
    """Move a slot that no token was ever given for. Raises UnknownSlot, BadWindow, SlotOverlap or SlotInUse."""
    with connection.transaction():
        before = seating.head(slot)
        return reshape(before, parse_window(start, end), before.capacity, actor)


def reshape(
    before: SlotSummary, window: Window, capacity: int, actor: Actor, template: int | None = None
) -> SlotSummary:
    """Another window and capacity for a slot that no token was ever given for. Raises SlotOverlap or SlotInUse.

    `template` is the weekly template that it follows. What is as it was is not written.
    """
    was = {"start": before.start, "end": before.end, "capacity": before.capacity}
    becomes = {"start": window.start, "end": window.end, "capacity": capacity}
    differs = [key for key in was if was[key] != becomes[key]]
    if not differs:
        return before
    with connection.transaction():
        _refuse_in_use(before)
        _refuse_overlap(before.doctor, before.doctor_name, window, but=before.id)
        tables.Slot.update(day=window.day, **becomes).where(tables.Slot.id == before.id).execute()
        keys = differs if differs == ["capacity"] else list(dict.fromkeys(["start", "end", *differs]))
        events.append(
            actor,
            Action.CHANGE_WINDOW,
            slot=before.id,
            doctor=before.doctor,
            template=template,
            before={key: was[key] for key in keys},
            after={key: becomes[key] for key in keys},
        )
        return seating.head(before.id)


def remove(slot: int, actor: Actor, template: int | None = None) -> SlotSummary:
    """Remove a slot that no token was ever given for; the slot as it was. Raises UnknownSlot or SlotInUse.

    `template` is the weekly template that opened it and takes it back.
    """
    with connection.transaction():
        before = seating.head(slot)
        _refuse_in_use(before)
        tables.Slot.delete().where(tables.Slot.id == slot).execute()
        events.append(
            actor,
            Action.REMOVE_SLOT,
            slot=slot,
            doctor=before.doctor,
            template=template,
            before={"start": before.start, "end": before.end, "capacity": before.capacity},
        )
        return before


def _refuse_in_use(slot: SlotSummary) -> None:
    tokens = tokens_ever(slot.id)
    if tokens:
        raise SlotInUse(slot=slot.label, tokens=tokens)


def tokens_ever(slot: int) -> int:
    """How many tokens were ever given for a slot or came to it, those too that were moved elsewhere since."""
    of_slot = tables.Event.slot == slot, tables.Event.token.is_null(False)
    return int(tables.Event.select(fn.COUNT(tables.Event.token.distinct())).where(*of_slot).scalar())


def _refuse_overlap(doctor: int, name: str, window: Window, but: int = 0) -> None:
    for start, end in _last_before(doctor, window.end, but):
        if window.overlaps(Window(start, end)):
            raise SlotOverlap(doctor=name, start=start[11:], end=end[11:], day=start[:10])


@prepared
def _last_before(doctor: Any, end: Any, but: Any) -> Any:
    query = tables.Slot.select(tables.Slot.start, tables.Slot.end).where(
        tables.Slot.doctor == doctor, tables.Slot.start < end, tables.Slot.id != but
    )
    return query.order_by(tables.Slot.start.desc()).limit(1)


def slots(doctor: int | None = None, day: str | None = None) -> tuple[SlotSummary, ...]:
    """The slots of a doctor (of all with None), of one day or of all, by time. Raises UnknownDoctor or BadWindow."""
    query: Any = seating.heads_query()
    if day is not None:
        query = query.where(tables.Slot.day == clock.parse_day(day))
    with connection.reading():
        if doctor is not None:
            doctors.doctor(doctor)
            query = query.where(tables.Slot.doctor == doctor)
        return tuple(seating.head_view(row) for row in query.order_by(tables.Slot.start, tables.Slot.id).tuples())


def overlapping(doctor: int, window: Window) -> tuple[SlotSummary, ...]:
    """The slots of a doctor that overlap a window of any length, by time."""
    query = seating.heads_query().where(
        tables.Slot.doctor == doctor, tables.Slot.start < window.end, tables.Slot.end > window.start
    )
    return tuple(seating.head_view(row) for row in query.order_by(tables.Slot.start).tuples())


def of_day(doctor: int, day: str) -> tuple[SlotSummary, ...]:
    """The slots of a doctor on a day, by time."""
    return tuple(seating.head_view(row) for row in _of_day(doctor, day))


@prepared
def _of_day(doctor: Any, day: Any) -> Any:
    query = seating.heads_query().where(tables.Slot.doctor == doctor, tables.Slot.day == day)
    return query.order_by(tables.Slot.start)
