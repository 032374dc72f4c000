"""Weekly templates: a doctor's weekly slots. opening.py creates the slots of the coming days from them, following.py
changes these when their template changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain import recurrence
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, BadWindow, SlotOverlap
from opd_tui.domain.people import Actor
from opd_tui.domain.recurrence import day_words
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.weeks import (
    END_OF_DAY,
    WEEKDAYS,
    Template,
    TemplateChanged,
    Weekly,
    exclude_each_other,
    never_holds,
)
from opd_tui.runtime import clock
from opd_tui.services.slots import schedule
from opd_tui.services.slots.doctors import check_working
from opd_tui.services.weeks import following
from opd_tui.store import doctors, events
from opd_tui.store import templates as rows

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def add(request: AddTemplate, actor: Actor) -> Template:
    """Add a weekly template for a doctor; `opening` creates its slots.

    Raises UnknownDoctor, DoctorRetired, BadRequest (weekday or rule), BadWindow, BadCapacity, or SlotOverlap with
    another of the doctor's templates.
    """
    doctor, asked = request.doctor, request.weekly
    with connection.transaction():
        sits = doctors.doctor(doctor)
        check_working(sits)
        asked = _parsed(asked)
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
        asked = _parsed(asked)
        _refuse_overlap(before.doctor, before.doctor_name, asked, but=template)
        if asked == before.weekly:
            return TemplateChanged(before, 0, ())
        return following.become(before, asked, Action.CHANGE_TEMPLATE, actor)


def end(template: int, last: str, actor: Actor) -> TemplateChanged:
    """End a template with the day `last`; a day before its first day withdraws it. Raises as `change` does."""
    with connection.transaction():
        was = by_id(template).weekly
        return change(template, replace(was, last=last), actor)


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


def by_id(template: int) -> Template:
    """A template as it is now. Raises UnknownTemplate."""
    return rows.template(template)


def logged(fields: Mapping[str, Any]) -> Weekly:
    """The fields of a template as the log has them, for `from` or `to`."""
    kept = {name: fields[name] for name in ("start", "end", "capacity")}
    return Weekly(
        WEEKDAYS[fields["weekday"]],
        first=fields["valid_from"],
        last=fields["valid_to"],
        rule=fields.get("rule", ""),
        **kept,
    )


def _parsed(asked: Weekly) -> Weekly:
    """The requested fields with the rule as it is kept. Raises BadRequest, BadWindow or BadCapacity."""
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
    return replace(asked, rule=recurrence.parse(asked.rule, [asked.weekday])[asked.weekday])


def _refuse_overlap(doctor: int, name: str, asked: Weekly, but: int = 0) -> None:
    other = overlapped(doctor, asked, but)
    if other is not None:
        raise SlotOverlap(doctor=name, start=other.start, end=other.end, day=day_words(other.weekday, other.rule))


def overlapped(doctor: int, asked: Weekly, but: int = 0) -> Weekly | None:
    """Another template of the doctor (not the one with the id `but`) that excludes the requested one, or None."""
    others = (each.weekly for each in rows.around(doctor, asked.weekday, but))
    return next((other for other in others if exclude_each_other(asked, other)), None)
