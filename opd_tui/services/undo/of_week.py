"""Undo of changes of weekly templates, holidays and absences: the coming days follow, as when a person changes them."""

from __future__ import annotations

import json
from typing import Any

from opd_tui.domain.absences import Absence
from opd_tui.domain.actions import Action, noun
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Actor
from opd_tui.domain.recurrence import day_words, short_words
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.domain.weeks import Template, withdrawn
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors
from opd_tui.services.weeks import absences, following, holidays, templates
from opd_tui.store import undo as changes

_OF_ABSENCES = (Action.ADD_ABSENCE, Action.REMOVE_ABSENCE)
_OF_TEMPLATES = (Action.ADD_TEMPLATE, Action.CHANGE_TEMPLATE)


def undoable(event: int, operation: int, action: str, detail: dict[str, Any], by: str) -> Undoable:
    """The change that an event of the log describes; `detail` is the event's."""
    before, after = detail.get("from", {}), detail.get("to", {})
    if action in _OF_TEMPLATES:
        return Undoable(
            event, operation, action, None, None, before, after, by, week=templates.by_id(detail["template"])
        )
    fields = after or before
    if action in _OF_ABSENCES:
        whose, span = doctors.doctor(fields["doctor"]), (fields["start"], fields["end"])
        absence = Absence(detail["absence"], whose.id, whose.shown, *span, fields["reason"])
        return Undoable(
            event, operation, action, None, None, before, after, by, last_day=absence.end[:10], week=absence
        )
    doctor = fields["doctor"]
    name = doctors.doctor(doctor).shown if doctor is not None else None
    holiday = Holiday(detail["holiday"], fields["day"], fields["name"], doctor, name)
    return Undoable(event, operation, action, None, None, before, after, by, last_day=holiday.day, week=holiday)


def subject(of: Template | Holiday | Absence) -> str:
    """How an error names it."""
    if isinstance(of, Absence):
        return f"{of.doctor_name} {of.start.replace('T', ' ')} to {of.end.replace('T', ' ')}"
    if isinstance(of, Template):
        return f"{of.doctor_name} {short_words(of.weekly.weekday, of.weekly.rule)} {of.weekly.start}–{of.weekly.end}"
    return f"{of.day} ({of.name})"


def problem(last: Undoable, of: Template | Holiday | Absence) -> str | None:
    """Why the change cannot be undone, or None."""
    if isinstance(of, Absence) and of.end <= clock.minute(clock.now()):
        return f"it ended on {of.end[:10]}"
    if isinstance(of, Holiday) and of.day < clock.today():
        return f"its day, {of.day}, is past"
    since = _changed_since(last.event, of)
    if since:
        return since
    if last.action == Action.CHANGE_TEMPLATE and isinstance(of, Template):
        if doctors.doctor(of.doctor).retired:
            return f"{of.doctor_name} is retired by now"
        other = templates.overlapped(of.doctor, templates.logged(last.before), but=of.id)
        if other:
            days = day_words(other.weekday, other.rule)
            return f"{of.doctor_name} now has a weekly slot {other.start}–{other.end} on {days}"
    if last.action == Action.REMOVE_HOLIDAY and isinstance(of, Holiday):
        there = holidays.on(of.day, of.doctor)
        return f"{of.day} is now a holiday again ({there.name})" if there else None
    return None


def _changed_since(event: int, of: Template | Holiday | Absence) -> str | None:
    """Reads all events after `event`: no index has the templates and holidays, which are in the detail."""
    table = type(of).__name__.lower()
    for later in changes.of_weeks_since(event):
        if json.loads(later.detail).get(table) == of.id:
            return f"{later.actor} has changed it since ({noun(later.action)})"
    return None


def _detail(event: int) -> dict[str, Any]:
    [text] = changes.detail(event)
    detail: dict[str, Any] = json.loads(text)
    return detail


def _reshaped(last: Undoable, of: Template) -> following.Reshaped:
    """What the change of the template did to its slots."""
    slots = {}
    for slot, text in changes.reshaped_in(last.operation, last.operation, Action.CHANGE_WINDOW):
        detail = json.loads(text)
        if detail.get("template") == of.id:
            slots[slot] = detail["from"], detail["to"]
    return following.Reshaped(slots, changes.slots_added_since(last.event))


def put_back(last: Undoable, of: Template | Holiday | Absence, actor: Actor) -> Undone:
    """Undo the change, with an event; the caller has called `problem`.

    A template that was added is withdrawn: it stays in the log, without slots.
    """
    if isinstance(of, Template):
        asked = templates.logged(last.before) if last.before else withdrawn(of.weekly)
        passed = _detail(last.event).get("again", ())
        changed = following.become(
            of,
            asked,
            Action.UNDO,
            actor,
            undoes=last.event,
            why=last.action,
            passed_before=passed,
            put_back=_reshaped(last, of) if last.before else None,
        )
        return Undone(last.action, None, week=changed)
    if isinstance(of, Absence):
        if last.action == Action.ADD_ABSENCE:
            gone = absences.lift(of, Action.UNDO, actor, undoes=last.event, why=last.action)
            return Undone(last.action, None, week=gone)
        opened = changes.slots_in(last.operation, last.operation, Action.ABSENCE_REOPEN)
        absences.begin(of, Action.UNDO, actor, undoes=last.event, why=last.action, close=opened)
        return Undone(last.action, None, week=of)
    if last.action == Action.ADD_HOLIDAY:
        return Undone(last.action, None, week=holidays.lift(of, Action.UNDO, actor, undoes=last.event, why=last.action))
    opened = changes.slots_in(last.operation, last.operation, Action.HOLIDAY_REOPEN)
    made = holidays.begin(of, Action.UNDO, actor, undoes=last.event, why=last.action, only=opened)
    return Undone(last.action, None, week=made)
