"""A doctor's whole week, added at once: one operation, and so one undo."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain import whole_week
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import AddTemplate, AddWeek
from opd_tui.domain.weeks import WEEKDAYS, Template
from opd_tui.services.weeks import templates


def add(request: AddWeek, actor: Actor) -> tuple[Template, ...]:
    """Add a weekly slot for each of the weekdays and each part of the time; all of them, or none.

    Raises BadRequest (no weekday, or no whole number of slots), and as `templates.add` does.
    """
    days = [day for day in WEEKDAYS if day in request.days]
    if not days or len(days) != len(set(request.days)):
        raise BadRequest(problem=f"The days must be some of {', '.join(WEEKDAYS)}.")
    with connection.transaction():
        return tuple(
            templates.add(
                AddTemplate(request.doctor, day, start, end, request.capacity, request.first, request.last), actor
            )
            for day in days
            for start, end in whole_week.parts(request.start, request.end, request.minutes)
        )
