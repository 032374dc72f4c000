"""The rules of the week as pure functions: when a template opens a slot, and which templates exclude another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain.slots import SlotSummary, Window

END_OF_DAY = "24:00"
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


class Weekly(Struct, frozen=True):
    """A window asked for every week: `weekday` by its name in WEEKDAYS, `start` and `end` HH:MM, `capacity` 1 to 500,
    from the day `first` to the day `last`, both included; None is until further notice.

    It starts on the weekday; an `end` that is not after `start` is on the day after, and `last` is a day it starts on.
    """

    weekday: str
    start: str
    end: str
    capacity: int
    first: str
    last: str | None = None


class Template(Struct, frozen=True):
    """A doctor's weekly template, as it stands."""

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
    """What opening days did: how many slots are new, which were passed over, and whether more are still to open."""

    slots: int
    passed: tuple[Passed, ...] = ()
    more: bool = False


class TemplateChanged(Struct, frozen=True):
    """A changed template: how many opened slots followed it, and those that stay as they were, for they have tokens
    or there is no room for them."""

    template: Template
    followed: int
    kept: tuple[SlotSummary, ...]


def weekday_of(day: str) -> str:
    """The weekday of `YYYY-MM-DD` by its name: MON … SUN."""
    return WEEKDAYS[date.fromisoformat(day).weekday()]


def holds_on(weekly: Weekly, day: str) -> bool:
    """Whether the template opens a slot on that day, were it no holiday."""
    in_time = weekly.first <= day and (weekly.last is None or day <= weekly.last)
    return in_time and weekday_of(day) == weekly.weekday


def never_holds(weekly: Weekly) -> bool:
    """Whether it ends before it begins: it was withdrawn."""
    return weekly.last is not None and weekly.last < weekly.first


def withdrawn(weekly: Weekly) -> Weekly:
    """The template as one that never holds."""
    first = max(weekly.first, plus(date.min.isoformat(), 1))
    return replace(weekly, first=first, last=plus(first, -1))


def goes_past_midnight(weekly: Weekly) -> bool:
    """Whether its slots end on the day after the one they belong to."""
    return weekly.end <= weekly.start


def window_on(weekly: Weekly, day: str) -> Window:
    """The window of the slot that starts on that day, in wall time."""
    ends_at_midnight = weekly.end == END_OF_DAY
    ends_on = plus(day, 1) if ends_at_midnight or goes_past_midnight(weekly) else day
    return Window(f"{day}T{weekly.start}", f"{ends_on}T{'00:00' if ends_at_midnight else weekly.end}")


def exclude_each_other(one: Weekly, other: Weekly) -> bool:
    """Whether one doctor cannot have both: some slot of the one would overlap some slot of the other.

    A slot that goes past midnight may overlap one of the next day, so that is looked at too.
    """
    return any(_meet(one, other, apart) for apart in (-1, 0, 1))


def _meet(one: Weekly, other: Weekly, apart: int) -> bool:
    """Whether a slot of `one` overlaps the slot of `other` that starts `apart` days after it.

    If any two do, the first two that can be there do: a week later all is the same until one of the templates ends.
    """
    day = max(one.first, plus(other.first, -apart))
    day = plus(day, (WEEKDAYS.index(one.weekday) - WEEKDAYS.index(weekday_of(day))) % 7)
    then = plus(day, apart)
    if not (holds_on(one, day) and holds_on(other, then)):
        return False
    return window_on(one, day).overlaps(window_on(other, then))


def days(first: str, last: str) -> Iterator[str]:
    """Every day from the first to the last, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        if day == date.max:
            return
        day += timedelta(days=1)


def plus(day: str, count: int) -> str:
    """The day `count` days later, or with less than 0 earlier; from 0001-01-01 to 9999-12-31 is all there is."""
    there = date.fromisoformat(day)
    within = max((date.min - there).days, min(count, (date.max - there).days))
    return (there + timedelta(days=within)).isoformat()
