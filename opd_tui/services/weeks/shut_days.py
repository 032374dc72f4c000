"""Slots that a holiday or an absence closes, and opens again when it is taken back."""

from __future__ import annotations

from opd_tui.domain.absences import Absence
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import SlotOverlap
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.services.slots import closing
from opd_tui.store import absences, closings, holidays, slots

_BY_ITSELF = (Action.HOLIDAY_CLOSE, Action.ABSENCE_CLOSE)


def closed_by_hand(slot: SlotSummary) -> bool:
    """Whether a person closed it, and no holiday and no absence did."""
    by = closings.closed_by(slot.id) if slot.closed else None
    return slot.closed and (by is None or by.action not in _BY_ITSELF)


def reason_to_close(slot: SlotSummary) -> Holiday | Absence | None:
    """The holiday or the absence on which the slot's doctor does not sit then."""
    return holidays.concerning(slot.day, slot.doctor) or absences.concerning(slot.doctor, Window(slot.start, slot.end))


def close(slot: SlotSummary, because: Holiday | Absence, actor: Actor) -> SlotSummary:
    """Close a slot, also one that another holiday or absence has closed: this one is then what keeps it closed."""
    action, told = Action.HOLIDAY_CLOSE, {"holiday": because.id}
    if isinstance(because, Absence):
        action, told = Action.ABSENCE_CLOSE, {"absence": because.id}
    closing.put(slot, action, actor, told=told, closed=True)
    return slots.summary(slot.id)


def follow(slot: SlotSummary, actor: Actor) -> None:
    """Close or open a slot whose times have changed, as the absences of its doctor say."""
    away = absences.concerning(slot.doctor, Window(slot.start, slot.end))
    if away is not None and not slot.closed and not slot.active + slot.waiting:
        close(slot, away, actor)
    elif away is None and slot.closed:
        by = closings.closed_by(slot.id)
        if by is not None and by.action is Action.ABSENCE_CLOSE:
            closing.put(slot, Action.ABSENCE_REOPEN, actor, told={"absence": by.because}, closed=False)


def reopen(slot: SlotSummary, gone: Holiday | Absence, actor: Actor, *, undo: bool = False) -> SlotSummary | None:
    """Open a slot that a holiday or an absence closed which is none any more; None if it stays as it is.

    It stays closed if another holiday or absence holds then, or if its doctor sits elsewhere at that time by now. With
    `undo` one that is older than the one that closed it does not count: the slot was open in spite of it.
    """
    action, told, by = Action.HOLIDAY_REOPEN, {"holiday": gone.id}, Action.HOLIDAY_CLOSE
    if isinstance(gone, Absence):
        action, told, by = Action.ABSENCE_REOPEN, {"absence": gone.id}, Action.ABSENCE_CLOSE
    closed_by = closings.closed_by(slot.id) if slot.closed else None
    if closed_by is None or closed_by.action is not by:
        return None
    still = _later(slot, gone) if undo and closed_by.because == gone.id else reason_to_close(slot)
    if still is not None:
        if type(still) is not type(gone):
            close(slot, still, actor)
        return None
    try:
        closing.put(slot, action, actor, told=told, closed=False)
    except SlotOverlap:
        return None
    return slots.summary(slot.id)


def _later(slot: SlotSummary, than: Holiday | Absence) -> Holiday | Absence | None:
    """The holiday or absence, whichever `than` is, that was added later and holds in the slot's time."""
    if isinstance(than, Absence):
        window = Window(slot.start, slot.end)
        away = absences.of_doctor(slot.doctor, window.start)
        return next((each for each in away if each.id > than.id and each.start < window.end), None)
    off = holidays.on(slot.day, slot.doctor), holidays.on(slot.day, None)
    return next((each for each in off if each is not None and each.id > than.id), None)
