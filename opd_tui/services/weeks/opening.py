"""Creates the slots of weekly templates for coming days, each once, however many desks do it at the same time."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadWindow, SlotOverlap
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import OpenDays
from opd_tui.domain.slots import Window
from opd_tui.domain.weeks import Opened, Passed, Template, Weekly, days, plus, window_on
from opd_tui.runtime import clock, policy
from opd_tui.services.slots import schedule
from opd_tui.services.weeks import shut_days
from opd_tui.store import absences, events, slots, template_days

MAX_DAYS_AHEAD = 366
"""The most days ahead for which slots are created at once."""
PIECE = 20
"""Slots that a desk creates in one transaction, for which another desk's booking waits: some milliseconds on a file,
about 20 on a server, where each statement is a message.
"""
_ALL = 1 << 62


def open_days(request: OpenDays, actor: Actor) -> Opened:
    """Create the slots of every template from today to the day `until`, both included, in one transaction.

    Days are passed over that are holidays, that were created before (even if the slot was removed since), or whose
    window overlaps an existing slot or is skipped whole by the clocks; the latter are returned, and logged once. A slot
    in an absence of its doctor is closed at once. Raises BadWindow.
    """
    today, until = clock.today(), clock.parse_day(request.until)
    if until > plus(today, MAX_DAYS_AHEAD):
        raise BadWindow(problem=f"{until} is too far ahead: slots are created for at most {MAX_DAYS_AHEAD} days ahead")
    opened, passed = 0, list[Passed]()
    with connection.transaction():
        for day in days(today, until):
            done = open_day(day, actor, _ALL)
            opened += done.slots
            passed += done.passed
    return Opened(opened, tuple(passed))


def open_day(day: str, actor: Actor, most: int = PIECE) -> Opened:
    """Create at most `most` slots of one day, in one transaction; `more` says whether some are still to be created."""
    with connection.reading():
        if not template_days.to_open(day, 1):
            return Opened(0)
    with connection.transaction():
        due = template_days.to_open(day, most)
        outcomes = [_open(template, day, actor) for template in due]
    passed = tuple(outcome for outcome in outcomes if outcome)
    return Opened(len(due) - len(passed), passed, len(due) == most)


def days_ahead() -> tuple[str, ...]:
    """The days whose slots a desk creates: today and the next `open_days` of the hospital's policy."""
    today = clock.today()
    return tuple(days(today, plus(today, policy.current().open_days)))


def window_of(weekly: Weekly, day: str) -> Window:
    """The window of the slot that starts on that day. A time that the clocks skip becomes the first one after it.

    Raises BadWindow if the clocks skip the whole window.
    """
    planned = window_on(weekly, day)
    window = Window(clock.not_skipped(planned.start), clock.not_skipped(planned.end))
    if window.end <= window.start:
        raise BadWindow(problem=f"The clocks skip {weekly.start}–{weekly.end} on {day}")
    return window


def _open(template: Template, day: str, actor: Actor) -> Passed | None:
    try:
        window = window_of(template.weekly, day)
        slot = schedule.insert(
            template.doctor, template.doctor_name, window, template.weekly.capacity, actor, template.id
        )
    except (SlotOverlap, BadWindow) as e:
        template_days.add(template.id, day, None)
        events.append(actor, Action.PASS_OVER, doctor=template.doctor, template=template.id, day=day, why=e.message)
        return Passed(template, day, e.message)
    template_days.add(template.id, day, slot)
    away = absences.concerning(template.doctor, window)
    if away is not None:
        shut_days.close(slots.summary(slot), away, actor)
    return None
