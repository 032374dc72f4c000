"""The rules of the weekly schedule: on which days a template has a slot, and which templates exclude each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain import recurrence
from opd_tui.domain.slots import SlotSummary, Window

END_OF_DAY = "24:00"
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
WEEKS_COMPARED = 160
"""So many weeks ahead two templates with rules are compared: three years, and more than the 132 weeks after which every
11 weeks and every 12 weeks begin anew. Should two of them meet later, the day is passed over when slots are created.
"""


class Weekly(Struct, frozen=True):
    """A weekly slot: `weekday` by its name in WEEKDAYS, `start` and `end` HH:MM, `capacity` 1 to 500, from the day
    `first` to the day `last`, both included; None is until further notice.

    It starts on the weekday. An `end` that is not after `start` is on the next day. `last` is the last day on which it
    may start. `rule` says in which weeks it is, as in recurrence.py; "" is every week.
    """

    weekday: str
    start: str
    end: str
    capacity: int
    first: str
    last: str | None = None
    rule: str = ""


class Template(Struct, frozen=True):
    """A doctor's weekly template, as it is now."""

    id: int
    doctor: int
    doctor_name: str
    weekly: Weekly


class Passed(Struct, frozen=True):
    """A day on which a template's slot was not opened, and why."""

    template: Template
    day: str
    why: str


class Opened(Struct, frozen=True):
    """The result of creating slots: how many are new, which days were passed over, and whether more are still to be
    created.
    """

    slots: int
    passed: tuple[Passed, ...] = ()
    more: bool = False


class TemplateChanged(Struct, frozen=True):
    """A changed template: how many of its slots were changed too, and which were not, because they have tokens or the
    doctor has another slot at that time.
    """

    template: Template
    followed: int
    kept: tuple[SlotSummary, ...]


def weekday_of(day: str) -> str:
    """The weekday of a `YYYY-MM-DD` by its name: MON … SUN."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def holds_on(weekly: Weekly, day: str) -> bool:
    """Whether the template has a slot on that day; holidays are not considered."""
    in_time = weekly.first <= day and (weekly.last is None or day <= weekly.last)
    if not in_time or weekday_of(day) != weekly.weekday:
        return False
    return not weekly.rule or recurrence.sits_on(weekly.rule, weekly.first, day)


def next_day(of: Iterable[Weekly], today: str) -> str | None:
    """The next day from today on, within the next WEEKS_COMPARED weeks, on which one of these weekly slots is; holidays
    are not considered. None if there is none.
    """
    return min((day for each in of if (day := _next_day(each, max(each.first, today)))), default=None)


def _next_day(weekly: Weekly, begin: str) -> str | None:
    weekday = plus(begin, (WEEKDAYS.index(weekly.weekday) - WEEKDAYS.index(weekday_of(begin))) % 7)
    every = (plus(weekday, 7 * week) for week in range(WEEKS_COMPARED))
    return next((day for day in every if holds_on(weekly, day)), None)


def never_holds(weekly: Weekly) -> bool:
    """Whether its last day is before its first: it was withdrawn."""
    return weekly.last is not None and weekly.last < weekly.first


def withdrawn(weekly: Weekly) -> Weekly:
    """The same template with a last day before its first, so that it has no slots."""
    first = max(weekly.first, plus(date.min.isoformat(), 1))
    return replace(weekly, first=first, last=plus(first, -1))


def goes_past_midnight(weekly: Weekly) -> bool:
    """Whether its slots end on the day after they start."""
    return weekly.end <= weekly.start


def window_on(weekly: Weekly, day: str) -> Window:
    """The window of the slot that starts on that day, in wall time."""
    ends_at_midnight = weekly.end == END_OF_DAY
    ends_on = plus(day, 1) if ends_at_midnight or goes_past_midnight(weekly) else day
    return Window(f"{day}T{weekly.start}", f"{ends_on}T{'00:00' if ends_at_midnight else weekly.end}")


def exclude_each_other(one: Weekly, other: Weekly) -> bool:
    """Whether one doctor cannot have both, because a slot of one would overlap a slot of the other.

    A slot that goes past midnight may overlap one of the next day, so neighbouring days are compared too.
    """
    return any(_meet(one, other, apart) for apart in (-1, 0, 1))


def _meet(one: Weekly, other: Weekly, apart: int) -> bool:
    """Whether a slot of `one` overlaps the slot of `other` that starts `apart` days after it.

    Of two that are in every week the first possible pair decides: every later pair is the same, some weeks later. With
    a rule the next WEEKS_COMPARED weeks decide.
    """
    day = max(one.first, plus(other.first, -apart))
    day = plus(day, (WEEKDAYS.index(one.weekday) - WEEKDAYS.index(weekday_of(day))) % 7)
    if not window_on(one, day).overlaps(window_on(other, plus(day, apart))):
        return False
    weeks = WEEKS_COMPARED if one.rule or other.rule else 1
    starts = (plus(day, 7 * week) for week in range(weeks))
    return any(holds_on(one, start) and holds_on(other, plus(start, apart)) for start in starts)


def days(first: str, last: str) -> Iterator[str]:
    """Every day from the first to the last, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        if day == date.max:
            return
        day += timedelta(days=1)


def plus(day: str, count: int) -> str:
    """The day `count` days later (earlier if negative), limited to 0001-01-01 … 9999-12-31."""
    there = date.fromisoformat(day)
    within = max((date.min - there).days, min(count, (date.max - there).days))
    return (there + timedelta(days=within)).isoformat()
