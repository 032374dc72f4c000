"""Closing and reopening slots."""

from __future__ import annotations

import json
from collections.abc import Mapping

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import SlotClosed, SlotHasLive, SlotPast
from opd_tui.domain.events import Detail
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.results import Closed
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors, schedule
from opd_tui.store import absences, closings, events, holidays, log, queues, slots, tokens
from opd_tui.store.seating import SeatState

MAX_NAMED = 6
"""The most live tokens that the refusal to close a slot names."""


def close(request: CloseSlot, actor: Actor) -> Closed:
    """Close a slot that has no live tokens. A closed slot is not written again.

    A closed slot keeps its window and its log. It accepts no booking and no move, and by undo only tokens that were in
    it when it closed. Raises UnknownSlot or SlotHasLive.
    """
    with connection.transaction():
        before = slots.summary(request.slot)
        if before.closed:
            return Closed(before)
        check_empty(before)
        change(before, Action.CLOSE_SLOT, actor, closed=True)
        return Closed(slots.summary(before.id))


def leave(slot: int, actor: Actor) -> Closed | None:
    """Close a slot whose doctor is away; returns it with the tokens still in it, in order; None if it was closed
    already.

    These tokens stay live until somebody has phoned the patients, and may be moved, cancelled, called in or settled.
    The event names them as `left`. Raises UnknownSlot.
    """
    with connection.transaction():
        before = slots.summary(slot)
        if before.closed:
            return None
        change(before, Action.CLOSE_SLOT, actor, closed=True)
        left = (*queues.queue(slot, Status.ACTIVE), *queues.queue(slot, Status.WAITING))
        return Closed(slots.summary(slot), left)


def left_in(slot: int, before: int | None = None) -> frozenset[int]:
    """The tokens that were live in a slot when it was closed; only they may be in it until it opens again.

    Empty if it is open. With `before`, as it was before the event with that id.
    """
    for detail in map(json.loads, log.of_slot_itself(slot, before)):
        if "closed" in detail.get("to", {}):
            return frozenset(detail.get("left", ()) if detail["to"]["closed"] else ())
    return frozenset()


def reopen(slot: int, actor: Actor) -> SlotSummary:
    """Let a closed slot accept patients again. An open slot is not written.

    Raises UnknownSlot, SlotOverlap or DoctorRetired.
    """
    with connection.transaction():
        before = slots.summary(slot)
        if before.closed:
            change(before, Action.REOPEN_SLOT, actor, closed=False)
        return slots.summary(slot)


def change(
    before: SlotSummary,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    detail: Detail | None = None,
    **to: int | str | None,
) -> None:
    """Write columns of a slot with the event that explains it; `detail` is added to the event's.

    The event of a closing names the live tokens as `left`, because the database accepts no others. Raises SlotOverlap
    if the slot opens while its doctor has another slot at that time, and DoctorRetired.
    """
    if before.closed and to.get("closed") is False:
        doctors.check_working(doctors.doctor(before.doctor))
        check_time(before)
    left = sorted(tokens.live_in(before.id)) if to.get("closed") else []
    events.append(
        actor,
        action,
        slot=before.id,
        doctor=before.doctor,
        undoes=undoes,
        before={key: getattr(before, key) for key in to},
        after=to,
        left=left or None,
        **(detail or {}),
    )
    slots.change(before.id, **to)


def check_time(slot: SlotSummary) -> None:
    """Raises SlotOverlap if the doctor of a closed slot now has another slot at that time."""
    schedule.check_overlap(slot.doctor, slot.doctor_name, Window(slot.start, slot.end), but=slot.id)


def problem_with_undo(slot: SlotSummary, before: Mapping[str, int], event: int) -> str | None:
    """Why the slot cannot become again what it was before that event, or None."""
    used = slot.completed + slot.called
    if before.get("capacity", used) < used:
        return f"{used} of the seats are used by now"
    if before.get("closed") and (came := tokens.live_in(slot.id) - left_in(slot.id, event)):
        return f"{len(came)} live token(s) are in it by now"
    return None


def check_empty(slot: SlotSummary) -> None:
    """Raises SlotHasLive if the slot has live tokens."""
    live = slot.active + slot.waiting
    if live:
        numbers = ", ".join(f"№{number}" for number in tokens.numbers_live_in(slot.id, MAX_NAMED))
        raise SlotHasLive(slot=slot.label, tokens=live, numbers=numbers + (" …" if live > MAX_NAMED else ""))


def check_open(seats: SeatState, *, late_entry: bool = False) -> bool:
    """Whether the slot's window has ended, which only `late_entry` allows. Raises SlotClosed or SlotPast."""
    if seats.closed:
        raise SlotClosed(slot=seats.label, day=seats.start[:10], why=why_closed(seats))
    ended = has_ended(seats.end)
    if ended and not late_entry:
        raise SlotPast(slot=seats.label, day=seats.start[:10])
    return ended


def why_closed(seats: SeatState) -> str:
    """Why the slot is closed, such as " (holiday: Conference)"; "" if a person closed it."""
    by = closings.closed_by(seats.slot)
    if by is not None and by.action is Action.HOLIDAY_CLOSE:
        off = holidays.concerning(seats.day, seats.doctor)
        return f" (holiday: {off.name})" if off else ""
    if by is not None and by.action is Action.ABSENCE_CLOSE:
        away = absences.concerning(seats.doctor, seats.window)
        return f" ({away.reason})" if away else ""
    return ""


def has_ended(end: str) -> bool:
    """Whether a window that ends at this wall time is over on the hospital's clock."""
    return end <= now()


def now() -> str:
    """The hospital's wall time in the form of a slot's window, `YYYY-MM-DDTHH:MM`."""
    return clock.minute(clock.now())
