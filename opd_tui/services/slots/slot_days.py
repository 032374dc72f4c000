"""The slot's day (domain.slot_day) on the hospital's clock."""

from __future__ import annotations

from opd_tui.domain import slot_day
from opd_tui.domain.errors import SlotFuture
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.runtime import clock
from opd_tui.store import slots
from opd_tui.store.seating import SeatState


def has_begun(slot: SlotSummary | SeatState) -> bool:
    """Whether the slot's day has begun, so that patients can be checked in and seen."""
    now = clock.now()
    return slot_day.has_begun(_window(slot), clock.minute(now), clock.minute(now + slot_day.SOON))


def is_past(slot: SlotSummary | SeatState) -> bool:
    """Whether the slot's day is over; if the slot goes past midnight, only after its end."""
    return slot_day.is_over(_window(slot), clock.minute(clock.now()))


def doctors_day_is_over(slot: SlotSummary) -> bool:
    """Whether the days of all the doctor's slots of that day are over: only then are its tokens settled by hand."""
    of_day = (_window(each) for each in slots.of_day(slot.doctor, slot.day))
    return slot_day.doctors_day_is_over(of_day, clock.minute(clock.now()))


def check_begun(slot: SlotSummary) -> None:
    """Raises SlotFuture before the slot's day."""
    if not has_begun(slot):
        raise SlotFuture(slot=slot.label, day=slot.day)


def _window(slot: SlotSummary | SeatState) -> Window:
    return Window(slot.start, slot.end)
