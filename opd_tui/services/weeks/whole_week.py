"""A doctor's whole week, added at once: one operation, and so one undo."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain import recurrence, whole_week
from opd_tui.domain.errors import BadRequest, BadWindow
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import AddTemplate, AddWeek
from opd_tui.domain.weeks import WEEKDAYS, Template
from opd_tui.runtime import clock
from opd_tui.services.weeks import templates


def add(request: AddWeek, actor: Actor) -> tuple[Template, ...]:
    """Add a weekly slot for each of the weekdays and each part of the time; all of them, or none.

    Slots that are every so many weeks are in the same weeks on all the days. Raises BadRequest (no weekday, another
    rule, or no whole number of slots), and as `templates.add` does.
    """
    days = [day for day in WEEKDAYS if day in request.days]
    if not days or len(days) != len(set(request.days)):
        raise BadRequest(problem=f"The days must be some of {', '.join(WEEKDAYS)}.")
    clock.parse_day(request.first)
    rules = recurrence.parse(request.rule, days)
    firsts = recurrence.first_days(rules, request.first)
    late = next((day for day in days if request.first <= (request.last or firsts[day]) < firsts[day]), None)
    if late:
        raise BadWindow(problem=f"The first {late} of these weeks is {firsts[late]}, after the last day {request.last}")
    with connection.transaction():
        return tuple(
            templates.add(
                AddTemplate(request.doctor, day, start, end, request.capacity, firsts[day], request.last, rules[day]),
                actor,
            )
            for day in days
            for start, end in whole_week.parts(request.start, request.end, request.minutes)
        )
