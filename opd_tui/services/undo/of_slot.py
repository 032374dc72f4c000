"""Undo of a change of a slot: its seats, its times, whether it is closed, how late its doctor is."""

from __future__ import annotations

from opd_tui.domain.actions import SLOT_COLUMN, Action, noun
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.runtime import clock
from opd_tui.services.allocation import Moves
from opd_tui.services.slots import capacity, closing, times
from opd_tui.store import slots
from opd_tui.store import undo as changes


def slot_of(last: Undoable) -> SlotSummary:
    """The slot of a change of a token or a slot."""
    assert last.slot is not None  # noqa: S101 - what is not of a patient or a week is of a slot
    return last.slot


def past(last: Undoable) -> str | None:
    """Why a change of a token or a slot can no longer be undone because its day is over, or None."""
    if last.last_day < clock.today() and closing.has_ended(slot_of(last).end):
        return f"its day, {last.last_day}, is past"
    return None


def problem(last: Undoable) -> str | None:
    """Why this change cannot be undone, or None."""
    slot = slot_of(last)
    column = SLOT_COLUMN[Action(last.action)]
    alike = [action.value for action, other in SLOT_COLUMN.items() if other == column]
    if found := closing.problem_with_undo(slot, last.before, last.event):
        return found
    if last.action == Action.CHANGE_WINDOW and (day := _window(last).day) != slot.day:
        if tokens := slots.tokens_ever(slot.id):
            return f"it has had {tokens} token(s) since, so it stays on {slot.day}"
        if day < clock.today():
            return f"the day it was on, {day}, is past"
    newest = changes.of_slot.first(slot.id, alike[0], alike[len(alike) // 2], alike[-1])
    if newest and newest.event != last.event:
        return f"{newest.actor} has changed it since ({noun(newest.action)})"
    if any(getattr(slot, key) != value for key, value in last.after.items()):
        return "the doctor's week or a holiday has changed it since"
    return None


def check_time(last: Undoable) -> None:
    """Raises SlotOverlap if the doctor now has another slot at the time that the slot would get back."""
    slot = slot_of(last)
    if last.action == Action.CHANGE_WINDOW:
        times.check_overlap(slot, _window(last))
    if slot.closed and last.before.get("closed") is False:
        closing.check_time(slot)


def put_back(last: Undoable, actor: Actor) -> Undone:
    """Undo the change, with an event."""
    slot, moves = slot_of(last), Moves()
    if last.action == Action.SET_CAPACITY:
        moves = capacity.resize(slot, last.before["capacity"], actor, Action.UNDO, last.event)
    elif last.action == Action.CHANGE_WINDOW:
        moves = times.put(slot, _window(last), actor, Action.UNDO, undoes=last.event)
    else:
        closing.change(slot, Action.UNDO, actor, undoes=last.event, detail={"why": last.action}, **last.before)
    return Undone(last.action, None, tuple(moves.promoted), tuple(moves.preempted), slots.summary(slot.id))


def _window(last: Undoable) -> Window:
    """The times that the slot had before they were changed."""
    return Window(last.before["start"], last.before["end"])
