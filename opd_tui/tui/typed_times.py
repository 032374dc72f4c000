"""Spans of time as people type them into a form, as the wall times of the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.typed_days import day_and_time_of, time_of
from opd_tui.domain.weeks import END_OF_DAY, plus

LONGEST_NIGHT = timedelta(hours=12)


def span(day: str, begins: str, ends: str) -> tuple[str, str]:
    """Two times, the first of that day; an end at or before it is on the next day, and 24:00 is the day's end.

    More than LONGEST_NIGHT is no night but a slip. Raises BadRequest, which names the field.

    >>> span("2026-11-23", "22", "2:00")
    ('2026-11-23T22:00', '2026-11-24T02:00')
    """
    first = datetime.fromisoformat(f"{day}T{time_of(begins, field='From')}")
    last = datetime.fromisoformat(_end(day, time_of(ends, field="To", ends=True)))
    if last <= first:
        last += timedelta(days=1)
        if last - first > LONGEST_NIGHT:
            raise BadRequest(problem=f"To: it must end after it starts, and {last:%H:%M} is not after {first:%H:%M}.")
    return first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")


def span_of_days(day: str, today: str, begins: str, ends: str) -> tuple[str, str]:
    """As `span`, but each may also be a day, or a day and a time: a day alone begins at 00:00 and ends at 24:00.

    >>> span_of_days("2026-12-30", "2026-12-30", "14", "2/1")
    ('2026-12-30T14:00', '2027-01-03T00:00')
    """
    from_day, from_time = day_and_time_of(begins, today, after=min(day, today), field="From")
    first = from_day or day
    to_day, to_time = day_and_time_of(ends, today, after=first, field="To", ends=True)
    last = to_day or first
    if last == first and from_time and to_time:
        return span(first, from_time, to_time)
    start, end = f"{first}T{from_time or '00:00'}", _end(last, to_time or END_OF_DAY)
    if end <= start:
        raise BadRequest(problem=f"To: it must end after it starts, and {_shown(end)} is not after {_shown(start)}.")
    return start, end


def as_typed(day: str, end: str) -> str:
    """An end, a wall time, as `span_of_days` reads it back after a begin on that day.

    >>> as_typed("2026-12-30", "2026-12-31T00:00")
    '24:00'
    """
    if end == _end(day, END_OF_DAY):
        return END_OF_DAY
    return end[11:] if end[:10] == day else f"{end[:10]} {end[11:]}"


def _end(day: str, time: str) -> str:
    """The wall time of an end; 24:00 is the midnight that the next day begins with."""
    return f"{plus(day, 1)}T00:00" if time == END_OF_DAY else f"{day}T{time}"


def _shown(minute: str) -> str:
    return f"{date.fromisoformat(minute[:10]):%a %d %b} {minute[11:]}"
