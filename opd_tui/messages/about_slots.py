"""Sentences about a slot: its seats and times changed, closed and opened again, and what a move to it would do."""

from __future__ import annotations

from opd_tui.domain.previews import OpenSlot
from opd_tui.domain.results import Resized, TimesChanged
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages.about_tokens import counted, day_of, moved_too, nth, short, who


def would_move(there: OpenSlot) -> str:
    """What moving a patient to a slot would do, in a cell of a list: the seats, and who gives way or how it waits."""
    seats = f"{there.head.taken} of {there.head.capacity}"
    if there.gives_way:
        return f"full – №{there.gives_way.number} would lose the seat"
    return f"{seats}, waits {nth(there.waits_at)}" if there.waits_at else seats


def resized(done: Resized) -> str:
    """Seats opened or closed, and who moved by it."""
    head = done.slot.head
    return f"{short(head.label, 40)} seats {head.capacity}{moved_too(done.promoted, done.preempted)}."


def shut(slot: SlotSummary) -> str:
    """A slot that was closed, or opened again."""
    return f"{short(slot.label, 40)} is {'closed: no bookings' if slot.closed else 'open again'}."


def times_changed(done: TimesChanged) -> str:
    """A slot with other times, who must be told of them, and who moved by it."""
    names, more = ", ".join(who(token) for token in done.to_tell[:2]), len(done.to_tell) - 2
    whom = f": {names}{f' and {more} more' if more > 0 else ''}" if names else ""
    times = f"{short(done.slot.label, 40)}{day_of(done.slot.start)}"
    return f"The slot is {times} now{to_tell(done.slot)}{whom}{moved_too(done.promoted, done.preempted)}."


def ask_for_times(slot: SlotSummary) -> str:
    """Said where other times are typed: how many patients they concern."""
    return f"{counted(_untold(slot), 'patient')} must be told if the times of {short(slot.label, 40)} change."


def to_tell(slot: SlotSummary) -> str:
    """How many patients know the old times of a slot, as the end of what is said; "" for none."""
    number = _untold(slot)
    return f"; tell {counted(number, 'patient')}" if number else ""


def _untold(slot: SlotSummary) -> int:
    return slot.active - slot.called + slot.waiting
