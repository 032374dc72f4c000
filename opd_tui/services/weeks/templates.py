"""Weekly templates: a doctor's weekly slots. opening.py creates the slots of the coming days from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, BadWindow, SlotInUse, SlotOverlap, UnknownSlot
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.weeks import (
    END_OF_DAY,
    WEEKDAYS,
    Template,
    TemplateChanged,
    Weekly,
    exclude_each_other,
    holds_on,
    never_holds,
)
from opd_tui.runtime import clock
from opd_tui.services.slots import schedule
from opd_tui.services.slots.doctors import check_working
from opd_tui.services.weeks import opening, shut_days
from opd_tui.store import doctors, events, slots, template_days
from opd_tui.store import templates as rows

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
IN_WORDS = {
    "MON": "Mondays",
    "TUE": "Tuesdays",
    "WED": "Wednesdays",
    "THU": "Thursdays",
    "FRI": "Fridays",
    "SAT": "Saturdays",
    "SUN": "Sundays",
}


def add(request: AddTemplate, actor: Actor) -> Template:
    """Add a weekly template for a doctor; `opening` creates its slots.

    Raises UnknownDoctor, DoctorRetired, BadRequest (weekday), BadWindow, BadCapacity, or SlotOverlap with another of
    the doctor's templates.
    """
    doctor, asked = request.doctor, request.weekly
    with connection.transaction():
        sits = doctors.doctor(doctor)
        check_working(sits)
        _parse(asked)
        if never_holds(asked):
            raise BadWindow(problem=f"The last day must not be before the first day, and {asked.last} is")
        _refuse_overlap(doctor, sits.shown, asked)
        made = rows.add(doctor, asked)
        events.append(actor, Action.ADD_TEMPLATE, doctor=doctor, template=made, after=rows.columns(asked))
        return Template(made, doctor, sits.shown, asked)


def change(template: int, asked: Weekly, actor: Actor) -> TemplateChanged:
    """Change a template, and its slots on coming days that never had a token.

    Such a slot gets the new window and capacity, or is removed if the template no longer has a slot then. The other
    slots stay as they are and are returned. Days that were passed over because of an overlap are tried again the next
    time slots are created. Raises UnknownTemplate, and as `add` does.
    """
    with connection.transaction():
        before = by_id(template)
        check_working(doctors.doctor(before.doctor))
        _parse(asked)
        _refuse_overlap(before.doctor, before.doctor_name, asked, but=template)
        if asked == before.weekly:
            return TemplateChanged(before, 0, ())
        return become(before, asked, Action.CHANGE_TEMPLATE, actor)


def end(template: int, last: str, actor: Actor) -> TemplateChanged:
    """End a template with the day `last`; a day before its first day withdraws it. Raises as `change` does."""
    with connection.transaction():
        was = by_id(template).weekly
        return change(template, Weekly(was.weekday, was.start, was.end, was.capacity, was.first, last), actor)


def templates(doctor: int, ended_too: bool = False) -> tuple[Template, ...]:
    """A doctor's templates by weekday and time; ended ones only with `ended_too`. Raises UnknownDoctor."""
    with connection.reading():
        doctors.doctor(doctor)
        found = rows.of_doctor(doctor)
        today = clock.today()
        return tuple(
            t
            for t in found
            if ended_too or t.weekly.last is None or (t.weekly.last >= today and not never_holds(t.weekly))
        )


def become(
    before: Template,
    asked: Weekly,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
    passed_before: Collection[str] = (),
    put_back: Reshaped | None = None,
) -> TemplateChanged:
    """Give a template other fields, with the event, and change its slots on coming days as `change` says.

    Days in `passed_before` had no slot with these fields: if there is no room on them, the slot is removed. Undo of a
    change passes as `put_back` what the change did to slots: these get their old values, and no other existing slot
    changes. The caller has checked that it is allowed, and has a transaction open.
    """
    rows.change(before.id, asked)
    events.append(
        actor,
        action,
        doctor=before.doctor,
        undoes=undoes,
        template=before.id,
        before=rows.columns(before.weekly),
        after=rows.columns(asked),
        why=why,
        again=template_days.forget_passed_over(before.id, clock.today()),
    )
    after = replace(before, weekly=asked)
    followed, kept = 0, []
    for row, slot in _opened_ahead(before.id):
        if put_back and slot.id not in put_back.added_since:
            was = put_back.slots.get(slot.id)
            if was is not None and _becomes_again(slot, *was, actor, before.id):
                followed += 1
            elif was is not None:
                kept.append(slot)
            continue
        if _as_it_says(slot, asked) or _stays_as_set(slot, before.weekly, asked):
            continue
        if _follows(row, slot, after, actor) or (slot.day in passed_before and _taken_back(row, slot, after, actor)):
            followed += 1
        else:
            kept.append(slot)
    return TemplateChanged(after, followed, tuple(kept))


class Reshaped(Struct, frozen=True):
    """What a change of a template did to slots: by id the fields that it changed, before and after, and the slots added
    since, which are as the changed template says.
    """

    slots: Mapping[int, tuple[dict[str, Any], dict[str, Any]]]
    added_since: Collection[int]


def _becomes_again(slot: SlotSummary, was: dict[str, Any], became: dict[str, Any], actor: Actor, template: int) -> bool:
    """Give a slot its values from before its template's change, unless somebody has changed it since;
    whether it did.
    """
    if any(getattr(slot, field) != value for field, value in became.items()):
        return False
    window = Window(was.get("start", slot.start), was.get("end", slot.end))
    try:
        shut_days.follow(schedule.reshape(slot, window, was.get("capacity", slot.capacity), actor, template), actor)
    except (SlotInUse, SlotOverlap, BadWindow):
        return False
    return True


def _opened_ahead(template: int) -> list[tuple[int, SlotSummary]]:
    """The template's days from today on, as the row's id and the slot, if that still exists."""
    found = []
    for row, slot in template_days.opened(template, clock.today()):
        try:
            found.append((row, slots.summary(slot)))
        except UnknownSlot:
            continue  # a person removed it on purpose
    return found


def _as_it_says(slot: SlotSummary, asked: Weekly) -> bool:
    """Whether the slot has the window and the capacity of the template."""
    if not holds_on(asked, slot.day):
        return False
    try:
        return (Window(slot.start, slot.end), slot.capacity) == (opening.window_of(asked, slot.day), asked.capacity)
    except BadWindow:
        return False


def _stays_as_set(slot: SlotSummary, before: Weekly, asked: Weekly) -> bool:
    """Whether the change does not concern this day, so that a slot changed by hand stays as it is."""
    same = (before.start, before.end, before.capacity) == (asked.start, asked.end, asked.capacity)
    return same and holds_on(before, slot.day) and holds_on(asked, slot.day)


def _follows(row: int, slot: SlotSummary, template: Template, actor: Actor) -> bool:
    """Change a slot to the template's present values; whether it could be. A slot that a person closed
    stays as it is.
    """
    if shut_days.closed_by_hand(slot):
        return False
    try:
        if holds_on(template.weekly, slot.day):
            window = opening.window_of(template.weekly, slot.day)
            shut_days.follow(schedule.reshape(slot, window, template.weekly.capacity, actor, template.id), actor)
        else:
            return _taken_back(row, slot, template, actor)
    except (SlotInUse, SlotOverlap, BadWindow):
        return False
    return True


def _taken_back(row: int, slot: SlotSummary, template: Template, actor: Actor) -> bool:
    """Remove a created slot that never had a token; whether it could be."""
    if shut_days.closed_by_hand(slot):  # undo would bring it back open
        return False
    try:
        schedule.remove(slot.id, actor, template.id)
    except SlotInUse:
        return False
    template_days.remove(row)  # so that it is created again if the template gets that day back
    return True


def by_id(template: int) -> Template:
    """A template as it is now. Raises UnknownTemplate."""
    return rows.template(template)


def logged(fields: Mapping[str, Any]) -> Weekly:
    """The fields of a template as the log has them, for `from` or `to`."""
    kept = {name: fields[name] for name in ("start", "end", "capacity")}
    return Weekly(WEEKDAYS[fields["weekday"]], first=fields["valid_from"], last=fields["valid_to"], **kept)


def _parse(asked: Weekly) -> None:
    if asked.weekday not in WEEKDAYS:
        raise BadRequest(problem=f"{asked.weekday[:20]!r} is not a weekday. Weekdays: {', '.join(WEEKDAYS)}.")
    for time, whole in ((asked.start, False), (asked.end, asked.end == END_OF_DAY)):
        if not (whole or _TIME.fullmatch(time)):
            raise BadWindow(problem=f"{time[:20]!r} is not a time of day, such as 10:00")
    if asked.end == asked.start:
        raise BadWindow(problem=f"A slot must end after it starts, and {asked.end} is when it starts")
    schedule.parse_capacity(asked.capacity)
    for day in (asked.first, asked.last):
        if day is not None:
            clock.parse_day(day)


def _refuse_overlap(doctor: int, name: str, asked: Weekly, but: int = 0) -> None:
    other = overlapped(doctor, asked, but)
    if other is not None:
        raise SlotOverlap(doctor=name, start=other.start, end=other.end, day=IN_WORDS[other.weekday])


def overlapped(doctor: int, asked: Weekly, but: int = 0) -> Weekly | None:
    """Another template of the doctor (not the one with the id `but`) that excludes the requested one, or None."""
    others = (each.weekly for each in rows.around(doctor, asked.weekday, but))
    return next((other for other in others if exclude_each_other(asked, other)), None)
