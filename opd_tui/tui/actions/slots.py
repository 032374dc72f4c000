"""What a command does to a slot: its seats and times; open, close, reopen and remove it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from msgspec.structs import replace

from opd_tui.domain.errors import SlotPast
from opd_tui.domain.people import Doctor
from opd_tui.domain.requests.slots import AddSlot, CloseSlot, SetCapacity
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.typed_numbers import seats_of
from opd_tui.messages import about_seats, about_slots, about_tokens
from opd_tui.services.slots import capacity, closing, schedule, times
from opd_tui.tui.actions import agreement
from opd_tui.tui.dialog import Dialog


async def open_seat(dialog: Dialog, slot: SlotSummary) -> None:
    """One more seat."""
    await dialog.do(about_slots.resized, capacity.add_seats, slot.id, 1, dialog.actor)


async def close_seat(dialog: Dialog, slot: SlotSummary) -> None:
    """One seat fewer; asks where somebody loses it."""
    await agreement.do(
        dialog,
        lambda lost: about_seats.ask_for_seats(slot, slot.capacity - 1, lost),
        about_slots.resized,
        capacity.add_seats,
        slot.id,
        -1,
        dialog.actor,
    )


def set_seats(dialog: Dialog, slot: SlotSummary) -> None:
    """Enter the number of seats; asks where somebody loses one."""

    async def set_number(values: tuple[str, ...]) -> None:
        [typed] = values
        asked = SetCapacity(slot.id, seats_of(typed))
        dialog.form.leave()
        await agreement.do(
            dialog,
            lambda lost: about_seats.ask_for_seats(slot, asked.capacity, lost),
            about_slots.resized,
            capacity.set_capacity,
            asked,
            dialog.actor,
        )

    dialog.enter(f"Seats · {about_tokens.short(slot.label, 24)}", [(f"Seats (now {slot.capacity})", "")], set_number)


def add(
    dialog: Dialog, doctor: Doctor, day: str, slots: tuple[SlotSummary, ...], choose: Callable[[int], None]
) -> None:
    """Enter a new slot of a doctor on a day with these slots; it is chosen then."""

    async def add_slot(values: tuple[str, ...]) -> None:
        from opd_tui.tui.typed_times import span  # the desk's first picture does without

        begins, ends, seats = values
        asked = AddSlot(doctor.id, *span(day, begins, ends), seats_of(seats))
        off = await dialog.runner(schedule.holiday_on, day, doctor.id)
        if off and not await dialog.confirm(f"{day} is a holiday: {about_tokens.short(off.name)}. Open a slot on it?"):
            return dialog.say("No slot was opened.")
        try:
            made = await dialog.runner(schedule.add, asked, dialog.actor)
        except SlotPast as past:
            if not await dialog.confirm(f"{past.message.partition('.')[0]}. Enter its paper tokens late?"):
                return dialog.say("No slot was opened.")
            made = await dialog.runner(schedule.add, replace(asked, late_entry=True), dialog.actor)
        choose(made.id)
        dialog.say(f"{about_tokens.short(made.label, 40)} is open for {made.capacity}. b books.")

    start, end, seats = _next_window(slots, day)
    title = f"New slot · {about_tokens.short(doctor.shown, 16)}"
    dialog.enter(title, [("From", start), ("To", end), ("Seats", seats)], add_slot)


def change_window(dialog: Dialog, slot: SlotSummary) -> None:
    """Enter other times; the patients of the slot keep their places, and must be told."""

    async def change(values: tuple[str, ...]) -> None:
        from opd_tui.tui.typed_times import span  # the desk's first picture does without

        begins, ends = values
        done = await dialog.runner(times.change_window, slot.id, *span(slot.day, begins, ends), dialog.actor)
        dialog.say(about_slots.times_changed(done))

    if slot.active + slot.waiting > slot.called:
        dialog.say(about_slots.ask_for_times(slot))
    dialog.enter("Times of the slot", [("From", slot.start[11:]), ("To", slot.end[11:])], change)


async def remove(dialog: Dialog, slot: SlotSummary) -> None:
    """Ask, and remove a slot that never had a token."""
    if await dialog.confirm(f"Remove {about_tokens.short(slot.label, 40)}?"):
        await dialog.do(
            lambda gone: f"{about_tokens.short(gone.label, 40)} is removed.", schedule.remove, slot.id, dialog.actor
        )


async def close(dialog: Dialog, slot: SlotSummary) -> None:
    """Ask, and close a slot: it takes no patients then."""
    if await dialog.confirm(f"Close {about_tokens.short(slot.label, 40)}? Nobody can be booked in it then."):
        await dialog.do(lambda done: about_slots.shut(done.slot), closing.close, CloseSlot(slot.id), dialog.actor)


async def reopen(dialog: Dialog, slot: SlotSummary) -> None:
    """A closed slot takes patients again."""
    await dialog.do(about_slots.shut, closing.reopen, slot.id, dialog.actor)


def _next_window(slots: tuple[SlotSummary, ...], day: str) -> tuple[str, str, str]:
    """What a new slot most likely is: as long and as large as the last one, right after it.

    Where that one goes on into the next day, the time before the slots or between them.
    """
    if not slots:
        return "10:00", "11:00", "10"
    seats = str(slots[-1].capacity)
    last_start, last_end = (datetime.fromisoformat(time) for time in (slots[-1].start, slots[-1].end))
    length = max(last_end - last_start, timedelta(minutes=15))
    after = [*(slot.start for slot in slots[1:]), None]
    for slot, following in zip(reversed(slots), reversed(after), strict=True):
        begins = datetime.fromisoformat(slot.end)
        ends = begins + length
        if slot.end[:10] == day and (following is None or ends.isoformat(timespec="minutes") <= following):
            return f"{begins:%H:%M}", f"{ends:%H:%M}", seats
    ends = datetime.fromisoformat(slots[0].start)
    begins = max(ends - length, datetime.fromisoformat(day))
    return f"{begins:%H:%M}", f"{ends:%H:%M}", seats
