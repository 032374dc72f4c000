"""Slots that a holiday or an absence closes, and that open again when it is removed."""

from __future__ import annotations

from opd_tui.domain.absences import Absence
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import DoctorRetired, SlotOverlap
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.services.slots import closing
from opd_tui.store import absences, closings, holidays, slots

_BY_ITSELF = (Action.HOLIDAY_CLOSE, Action.ABSENCE_CLOSE)


def closed_by_hand(slot: SlotSummary) -> bool:
    """Whether a person closed the slot, not a holiday or an absence."""
    by = closings.closed_by(slot.id) if slot.closed else None
    return slot.closed and (by is None or by.action not in _BY_ITSELF)


def reason_to_close(slot: SlotSummary) -> Holiday | Absence | None:
    """The holiday or the absence that covers the slot's time, or None."""
    return holidays.concerning(slot.day, slot.doctor) or absences.concerning(slot.doctor, Window(slot.start, slot.end))


def close(slot: SlotSummary, because: Holiday | Absence, actor: Actor) -> SlotSummary:
    """Close a slot for a holiday or an absence; a slot that another one has closed is then kept closed by this one."""
    action, detail = Action.HOLIDAY_CLOSE, {"holiday": because.id}
    if isinstance(because, Absence):
        action, detail = Action.ABSENCE_CLOSE, {"absence": because.id}
    closing.change(slot, action, actor, detail=detail, closed=True)
    return slots.summary(slot.id)


def follow(slot: SlotSummary, actor: Actor) -> None:
    """Close or open a slot whose window has changed, according to the absences of its doctor."""
    away = absences.concerning(slot.doctor, Window(slot.start, slot.end))
    if away is not None and not slot.closed and not slot.active + slot.waiting:
        close(slot, away, actor)
    elif away is None and slot.closed:
        by = closings.closed_by(slot.id)
        if by is not None and by.action is Action.ABSENCE_CLOSE:
            closing.change(slot, Action.ABSENCE_REOPEN, actor, detail={"absence": by.because}, closed=False)


def reopen(slot: SlotSummary, gone: Holiday | Absence, actor: Actor, *, undo: bool = False) -> SlotSummary | None:
    """Open a slot that a removed holiday or absence had closed; None if it stays as it is.

    It stays closed if another holiday or absence covers it, or if its doctor now has another slot at that time, or is
    retired. With
    `undo` only holidays and absences added later count: the slot was open in spite of older ones.
    """
    action, detail, by = Action.HOLIDAY_REOPEN, {"holiday": gone.id}, Action.HOLIDAY_CLOSE
    if isinstance(gone, Absence):
        action, detail, by = Action.ABSENCE_REOPEN, {"absence": gone.id}, Action.ABSENCE_CLOSE
    closed_by = closings.closed_by(slot.id) if slot.closed else None
    if closed_by is None or closed_by.action is not by:
        return None
    still = _later(slot, gone) if undo and closed_by.because == gone.id else reason_to_close(slot)
    if still is not None:
        if type(still) is not type(gone):
            close(slot, still, actor)
        return None
    try:
        closing.change(slot, action, actor, detail=detail, closed=False)
    except (SlotOverlap, DoctorRetired):
        return None
    return slots.summary(slot.id)


def _later(slot: SlotSummary, than: Holiday | Absence) -> Holiday | Absence | None:
    """The holiday or absence, of the same kind as `than`, that was added later and covers the slot's time."""
    if isinstance(than, Absence):
        window = Window(slot.start, slot.end)
        away = absences.of_doctor(slot.doctor, window.start)
        return next((each for each in away if each.id > than.id and each.start < window.end), None)
    off = holidays.on(slot.day, slot.doctor), holidays.on(slot.day, None)
    return next((each for each in off if each is not None and each.id > than.id), None)
