"""Slots: a doctor's window and capacity."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadCapacity, BadWindow, SlotInUse, SlotOverlap, SlotPast
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import AddSlot
from opd_tui.domain.slots import LARGEST_CAPACITY, SMALLEST_CAPACITY, SlotSummary, Window, slot_label
from opd_tui.domain.weeks import plus
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors
from opd_tui.store import counters, events, holidays, refusals, slots


def parse_window(start: str, end: str) -> Window:
    """The window `[start, end)` of two wall times, at most a day long. An end of T24:00 is the midnight after that day.

    Raises BadWindow.
    """
    window = Window(clock.parse_minute(start), clock.parse_end(end))
    if window.end <= window.start:
        raise BadWindow(problem=f"A slot must end after it starts, and {end} is not after {start}")
    if window.end > f"{plus(window.day, 1)}{window.start[10:]}":
        raise BadWindow(problem=f"A slot is at most one day long, and {start} to {end} is longer")
    return window


def parse_span(start: str, end: str) -> Window:
    """A span of any length between two wall times. Raises BadWindow."""
    window = Window(clock.parse_minute(start), clock.parse_end(end))
    if window.end <= window.start:
        raise BadWindow(problem=f"The end must be after the start, and {end} is not after {start}")
    return window


def parse_capacity(capacity: int) -> int:
    """A whole number from 1 to 500. Raises BadCapacity."""
    if not SMALLEST_CAPACITY <= capacity <= LARGEST_CAPACITY:
        raise BadCapacity(given=capacity)
    return capacity


def add(request: AddSlot, actor: Actor) -> SlotSummary:
    """Add a slot for a doctor; with `late_entry` also one that has ended, for paper tokens that are entered later.

    Raises UnknownDoctor, DoctorRetired, BadWindow, BadCapacity, SlotPast or SlotOverlap.
    """
    window = parse_window(request.start, request.end)
    parse_capacity(request.capacity)
    with connection.transaction():
        doctor = doctors.doctor(request.doctor)
        doctors.check_working(doctor)
        late = window.end <= clock.minute(clock.now())
        if late and not request.late_entry:
            raise SlotPast(slot=slot_label(doctor.shown, window.start, window.end), day=window.day)
        made = insert(doctor.id, doctor.shown, window, request.capacity, actor, late_entry=late)
        return slots.summary(made)


def holiday_of(slot: SlotSummary) -> Holiday | None:
    """The holiday on the day of a slot that was added by hand."""
    with connection.reading():
        return holidays.concerning(slot.day, slot.doctor)


def holiday_on(day: str, doctor: int) -> Holiday | None:
    """The doctor's holiday on a day, None if there is none."""
    with connection.reading():
        return holidays.concerning(day, doctor)


def insert(
    doctor: int,
    name: str,
    window: Window,
    capacity: int,
    actor: Actor,
    template: int | None = None,
    *,
    late_entry: bool = False,
    closed: bool = False,
) -> int:
    """Write a checked slot with its event; returns its id. `template` is the weekly template that it comes from.

    Raises SlotOverlap.
    """
    check_overlap(doctor, name, window)
    slot = counters.next_value("slot")
    slots.add(slot, doctor, window, capacity, closed=closed)
    events.append(
        actor,
        Action.ADD_SLOT,
        slot=slot,
        doctor=doctor,
        template=template,
        after={"start": window.start, "end": window.end, "capacity": capacity, **({"closed": True} if closed else {})},
        late_entry=late_entry or None,
    )
    return slot


def reshape(
    before: SlotSummary, window: Window, capacity: int, actor: Actor, template: int | None = None
) -> SlotSummary:
    """Change window and capacity of a slot that never had a token. Raises SlotOverlap or SlotInUse.

    `template` is the weekly template that it follows. Unchanged values are not written.
    """
    was = {"start": before.start, "end": before.end, "capacity": before.capacity}
    becomes = {"start": window.start, "end": window.end, "capacity": capacity}
    differs = [key for key in was if was[key] != becomes[key]]
    if not differs:
        return before
    with connection.transaction():
        _check_unused(before)
        if not before.closed:
            check_overlap(before.doctor, before.doctor_name, window, but=before.id)
        slots.reshape(before, window, capacity)
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
        return slots.summary(before.id)


def remove(slot: int, actor: Actor, template: int | None = None) -> SlotSummary:
    """Remove a slot that never had a token; returns the slot as it was. Raises UnknownSlot or SlotInUse.

    `template` is the weekly template that created it and removes it.
    """
    with connection.transaction():
        before = slots.summary(slot)
        _check_unused(before)
        slots.remove(slot)
        events.append(
            actor,
            Action.REMOVE_SLOT,
            slot=slot,
            doctor=before.doctor,
            template=template,
            before={"start": before.start, "end": before.end, "capacity": before.capacity},
        )
        return before


def _check_unused(slot: SlotSummary) -> None:
    tokens = slots.tokens_ever(slot.id)
    if tokens:
        raise SlotInUse(slot=slot.label, tokens=tokens)


def check_overlap(doctor: int, name: str, window: Window, but: int = 0) -> None:
    """Raises SlotOverlap if the doctor has another slot than `but` at that time."""
    before = refusals.last_before(doctor, window.end, but)
    if before and window.overlaps(before):
        raise SlotOverlap(doctor=name, start=before.start[11:], end=before.end[11:], day=before.day)
