"""Opening days: the slots that weekly templates give, each once, whatever number of desks opens them at the moment."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadWindow, SlotOverlap
from opd_tui.domain.people import Actor
from opd_tui.domain.weeks import WEEKDAYS, Opened, Passed, Template, days, plus, weekday_of, window_on
from opd_tui.runtime import clock, policy
from opd_tui.services.slots import schedule
from opd_tui.services.weeks import templates
from opd_tui.store import events

FARTHEST = 366
"""Days ahead that can be opened at once."""
PIECE = 50
"""Slots that a desk opens in one transaction: about 10 ms, in which another desk's booking waits."""
_ALL = 1 << 62


def open_days(until: str, actor: Actor) -> Opened:
    """Open the slots of every template from today to the day `until`, both included, in one transaction.

    Passed over are holidays, days opened before (also if the slot was removed since), and windows that overlap a slot
    which is there or that the clocks skip: those are listed, and said once in the log. Raises BadWindow.
    """
    today = clock.today()
    if clock.parse_day(until) > plus(today, FARTHEST):
        raise BadWindow(problem=f"{until} is too far away: days are opened at most {FARTHEST} ahead")
    opened, passed = 0, list[Passed]()
    with connection.transaction():
        for day in days(today, until):
            done = open_day(day, actor, _ALL)
            opened += done.slots
            passed += done.passed
    return Opened(opened, tuple(passed))


def open_day(day: str, actor: Actor, most: int = PIECE) -> Opened:
    """Open at most `most` slots of one day, in one transaction; `more` says that some are still to open."""
    with connection.reading():
        if not _waiting(day):
            return Opened(0)
    with connection.transaction():
        rows = _to_open(*_of_day(day), most)
        outcomes = [_open(templates.view(row), day, actor) for row in rows]
    passed = tuple(outcome for outcome in outcomes if outcome)
    return Opened(len(rows) - len(passed), passed, len(rows) == most)


def days_ahead() -> tuple[str, ...]:
    """The days that are open at a desk: today and the next `open_days` of the hospital's policy."""
    today = clock.today()
    return tuple(days(today, plus(today, policy.current().open_days)))


def _open(template: Template, day: str, actor: Actor) -> Passed | None:
    window = window_on(template.weekly, day)
    try:
        schedule.parse_window(window.start, window.end)
        slot = schedule.insert(
            template.doctor, template.doctor_name, window, template.weekly.capacity, actor, template.id
        )
    except (SlotOverlap, BadWindow) as e:
        _note(template.id, day, None)
        events.append(actor, Action.PASS_OVER, doctor=template.doctor, template=template.id, day=day, why=e.message)
        return Passed(template, day, e.message)
    _note(template.id, day, slot)
    return None


@prepared
def _note(template: Any, day: Any, slot: Any) -> Any:
    return tables.TemplateDay.insert(template=template, day=day, slot=slot).returning(tables.TemplateDay.id)


def _of_day(day: str) -> tuple[int, str, str, str, str]:
    return WEEKDAYS.index(weekday_of(day)), day, day, day, day


def _waiting(day: str) -> bool:
    return bool(_to_open(*_of_day(day), 1))


@prepared
def _to_open(weekday: Any, begins: Any, ends: Any, opened: Any, off: Any, most: Any) -> Any:
    there = tables.TemplateDay.select(tables.TemplateDay.id).where(
        tables.TemplateDay.template == tables.Template.id, tables.TemplateDay.day == opened
    )
    holiday = tables.Holiday.select(tables.Holiday.id).where(
        tables.Holiday.day == off, tables.Holiday.doctor.is_null() | (tables.Holiday.doctor == tables.Template.doctor)
    )
    return (
        tables.Template.select(*templates.COLUMNS)
        .join(tables.Doctor)
        .where(
            tables.Template.weekday == weekday,
            tables.Template.valid_from <= begins,
            tables.Template.valid_to.is_null() | (tables.Template.valid_to >= ends),
            ~fn.EXISTS(there),
            ~fn.EXISTS(holiday),
        )
        .order_by(tables.Template.doctor, tables.Template.start)
        .limit(most)
    )
