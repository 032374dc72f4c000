"""When a slot is: its times change while its patients keep number, place, check-in and call."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import REORDERED, Action
from opd_tui.domain.errors import SlotInUse, SlotPast
from opd_tui.domain.people import Actor
from opd_tui.domain.results import TimesChanged
from opd_tui.domain.slots import SlotSummary, Window, slot_label
from opd_tui.domain.tokens import Status
from opd_tui.services import allocation
from opd_tui.services.allocation import Moves
from opd_tui.services.slots import closing, schedule
from opd_tui.store import events, queues, slots


def change_window(slot: int, start: str, end: str, actor: Actor) -> TimesChanged:
    """Change the times of a slot that may have tokens; the answer has the tokens to inform. No change, no write.

    A slot that ever had a token stays on its day. Raises UnknownSlot, BadWindow, SlotPast for times that have
    ended, SlotOverlap or SlotInUse.
    """
    window = schedule.parse_window(start, end)
    with connection.transaction():
        before = slots.summary(slot)
        had = Window(before.start, before.end)
        if window == had:
            return TimesChanged(before, had)
        tokens = slots.tokens_ever(slot)
        if tokens and window.day != before.day:
            raise SlotInUse(slot=before.label, tokens=tokens)
        if closing.has_ended(window.end):
            raise SlotPast(slot=slot_label(before.doctor_name, window.start, window.end), day=window.day)
        check_overlap(before, window)
        moves = put(before, window, actor, Action.CHANGE_WINDOW)
        live = (*queues.queue(slot, Status.ACTIVE), *queues.queue(slot, Status.WAITING))
        to_tell = tuple(token for token in live if not token.called)
        return TimesChanged(slots.summary(slot), had, to_tell, tuple(moves.promoted), tuple(moves.preempted))


def check_overlap(slot: SlotSummary, window: Window) -> None:
    """Raises SlotOverlap if the doctor has another slot at the new times. A closed, empty slot overlaps nothing."""
    if not slot.closed or slot.active or slot.waiting:
        schedule.check_overlap(slot.doctor, slot.doctor_name, window, but=slot.id)


def put(before: SlotSummary, window: Window, actor: Actor, action: Action, undoes: int | None = None) -> Moves:
    """Write the new times with their event; who moved, since who is checked in keeps a seat from the start on."""
    slots.reshape(before, window, before.capacity)
    events.append(
        actor,
        action,
        slot=before.id,
        doctor=before.doctor,
        undoes=undoes,
        why=Action.CHANGE_WINDOW if undoes else None,
        before={"start": before.start, "end": before.end},
        after={"start": window.start, "end": window.end},
    )
    return allocation.settle(actor, before.id, None, REORDERED)
