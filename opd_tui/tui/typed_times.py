"""Times and days as people type them into a form, as the wall times of the services."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from opd_tui.domain.errors import BadRequest
from opd_tui.messages import about_tokens

LONGEST_NIGHT = timedelta(hours=12)
_END_OF_DAY = "24:00"
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DAY = re.compile(r"(?:([0-9]{1,2})/([0-9]{1,2})|([0-9]{4})-([0-9]{2})-([0-9]{2}))\s+(.*)")


def span(day: str, begins: str, ends: str) -> tuple[str, str]:
    """Two times, the first of that day; an end at or before it is on the next day, and 24:00 is the day's end.

    More than LONGEST_NIGHT is no night but a slip. Raises BadRequest, which names the field.

    >>> span("2026-11-23", "22:00", "2:00")
    ('2026-11-23T22:00', '2026-11-24T02:00')
    """
    first = datetime.fromisoformat(f"{day}T{_time('From', begins)}")
    last = datetime.fromisoformat(_end(day, ends))
    if last <= first:
        last += timedelta(days=1)
        if last - first > LONGEST_NIGHT:
            raise BadRequest(problem=f"To: it must end after it starts, and {last:%H:%M} is not after {first:%H:%M}.")
    return first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")


def span_of_days(day: str, begins: str, ends: str) -> tuple[str, str]:
    """As `span`, but each time may have a day before it: day/month, which is the next such day, or year-month-day.

    >>> span_of_days("2026-12-30", "14:00", "2/1 18:00")
    ('2026-12-30T14:00', '2027-01-02T18:00')
    """
    first, begins = _day("From", day, begins)
    last, ends = _day("To", first, ends)
    if last == first:
        return span(first, begins, ends)
    start, end = f"{first}T{_time('From', begins)}", _end(last, ends)
    if end <= start:
        raise BadRequest(problem=f"To: it must end after it starts, and {last} is before {first}.")
    return start, end


def as_typed(day: str, end: str) -> str:
    """An end, a wall time, as `span_of_days` reads it back after a begin on that day.

    >>> as_typed("2026-12-30", "2026-12-31T00:00")
    '24:00'
    """
    if end == _end(day, _END_OF_DAY):
        return _END_OF_DAY
    return end[11:] if end[:10] == day else f"{end[:10]} {end[11:]}"


def _end(day: str, text: str) -> str:
    """The wall time of an end; 24:00 is the midnight that the next day begins with."""
    if text.strip() == _END_OF_DAY:
        return f"{date.fromisoformat(day) + timedelta(days=1)}T00:00"
    return f"{day}T{_time('To', text)}"


def _day(field: str, after: str, text: str) -> tuple[str, str]:
    """The day, and the text without it."""
    typed = _DAY.fullmatch(text.strip())
    if typed is None:
        return after, text
    day, month, *written, time = typed.groups()
    try:
        if day is None:
            return date(*map(int, written)).isoformat(), time
        year = int(after[:4])
        found = [date(year + more, int(month), int(day)).isoformat() for more in (0, 1)]
        return next(each for each in found if each >= after), time
    except ValueError:
        raise BadRequest(problem=f"{field}: {about_tokens.short(text)!r} begins with no day of the calendar.") from None


def _time(field: str, text: str) -> str:
    """People may leave out a leading zero."""
    typed = _TIME.fullmatch(text.strip())
    if typed is None or int(typed[1]) > 23 or int(typed[2]) > 59:
        raise BadRequest(problem=f"{field}: type a time such as 9:00 or 14:30; {about_tokens.short(text)!r} is none.")
    return f"{int(typed[1]):02}:{typed[2]}"
