"""The rules of the week as pure functions: when a template opens a slot, and which templates exclude another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from opd_tui.rules import Window
from opd_tui.views_days import WEEKDAYS, Weekly


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


def window_on(weekly: Weekly, day: str) -> Window:
    """The slot's window on that day, in wall time."""
    return Window(f"{day}T{weekly.start}", f"{day}T{weekly.end}")


def exclude_each_other(one: Weekly, other: Weekly) -> bool:
    """Whether one doctor cannot have both: the same weekday, overlapping windows, and some day on which both hold."""
    if one.weekday != other.weekday or never_holds(one) or never_holds(other):
        return False
    if not (one.start < other.end and other.start < one.end):
        return False
    begins = max(one.first, other.first)
    ends = min((w.last for w in (one, other) if w.last is not None), default=None)
    return ends is None or begins <= ends


def days(first: str, last: str) -> Iterator[str]:
    """Every day from the first to the last, both included."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        if day == date.max:
            return
        day += timedelta(days=1)


def plus(day: str, count: int) -> str:
    """The day `count` days later; 9999-12-31 is the last there is."""
    there = date.fromisoformat(day)
    return (there + timedelta(days=min(count, (date.max - there).days))).isoformat()
