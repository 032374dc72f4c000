"""Days and times of day as people type them. A text that is not understood is refused whole, never read in part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from opd_tui.domain.errors import BadRequest, shortened

DAYS_TO_TYPE = "26/11, 26 Nov, tomorrow, mon or +3"
"""Examples of days, for refusals and labels."""
TIMES_TO_TYPE = "9, 930 or 14:30"
"""Examples of times, for refusals and labels."""
_NAMED = {"today": 0, "tomorrow": 1, "yesterday": -1}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ENOUGH = 3
"""So many letters of a month or weekday are enough."""
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NUMBERS = re.compile(r"(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?:(?P=sign)(?P<year>\d{4}|\d\d))?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -]?(?P<month>[a-z]+)(?:,? |-)?(?P<year>\d{4})?")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]+) ?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?")
_APART = re.compile(r"([+-]) ?(\d{1,4})")
_TIME = re.compile(r"(?P<hour>\d{1,2}?)(?:[:.]?(?P<minute>\d\d))?(?: ?(?P<half>[ap])m)?")


def day_of(text: str, today: str, *, after: str | None = None, field: str = "Day") -> str:
    """The day that is meant, YYYY-MM-DD. Without a year it is the next such day from `after` (or today) on, that day
    included; `+3` is three days after today. Raises BadRequest, which names the field.

    >>> day_of("26 Nov", "2026-12-01")
    '2027-11-26'
    """
    found = _day(_plain(text), today, after or today)
    if found is None:
        raise BadRequest(problem=f"{field}: {_given(text)} is not a day. Use {DAYS_TO_TYPE}.")
    return found


def time_of(text: str, *, field: str = "Time", ends: bool = False) -> str:
    """The time of day that is meant, HH:MM; with `ends` also 24:00, the end of a day. Raises BadRequest, which names
    the field.

    >>> time_of("9"), time_of("930"), time_of("1pm")
    ('09:00', '09:30', '13:00')
    """
    found = _time(_plain(text), ends)
    if found is None:
        raise BadRequest(problem=f"{field}: {_given(text)} is not a time. Use {TIMES_TO_TYPE}.")
    return found


def day_and_time_of(
    text: str, today: str, *, after: str, field: str, ends: bool = False
) -> tuple[str | None, str | None]:
    """The day and the time of a text that has one of them or both; what it has not is None. Raises BadRequest, also for
    a text such as 9.11, which can be either.

    >>> day_and_time_of("2/1 18:00", "2026-12-30", after="2026-12-30", field="To")
    ('2027-01-02', '18:00')
    """
    plain = _plain(text)
    day, time = _day(plain, today, after), _time(plain, ends)
    if day and time:
        either = f"{plain.replace('.', '/')} or {time}"
        raise BadRequest(problem=f"{field}: {_given(text)} can be a day and a time. Use {either}.")
    if day or time:
        return day, time
    for first, rest in _in_two(plain):
        day, time = _day(first, today, after), _time(rest, ends)
        if day and time:
            return day, time
    examples = f"Days: {DAYS_TO_TYPE}. Times: {TIMES_TO_TYPE}."
    raise BadRequest(problem=f"{field}: {_given(text)} is neither a day nor a time. {examples}")


def _plain(text: str) -> str:
    """In small letters, with single spaces and ASCII digits."""
    ascii_digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return " ".join(ascii_digits.lower().split())


def _given(text: str) -> str:
    return f'"{shortened(text.strip())}"'


def _in_two(plain: str) -> Iterator[tuple[str, str]]:
    words = plain.split()
    for at in range(len(words) - 1, 0, -1):
        yield " ".join(words[:at]), " ".join(words[at:])


def _day(plain: str, today: str, after: str) -> str | None:
    apart = _APART.fullmatch(plain)
    if apart or plain in _NAMED:
        days = int(apart[1] + apart[2]) if apart else _NAMED[plain]
        return _plus(today, days)
    weekday = _named(plain, _WEEKDAYS)
    if weekday is not None:
        return _plus(after, (weekday - date.fromisoformat(after).weekday()) % 7)
    first, _, rest = plain.partition(" ")
    named = _named(first.rstrip(","), _WEEKDAYS)
    for pattern in (_ISO, _NUMBERS, _DAY_FIRST, _MONTH_FIRST):
        if found := pattern.fullmatch(plain if named is None else rest):
            day = _dated(found, after)
            return day if day is None or named in (None, date.fromisoformat(day).weekday()) else None
    return None


def _plus(day: str, count: int) -> str | None:
    try:
        return (date.fromisoformat(day) + timedelta(days=count)).isoformat()
    except OverflowError:
        return None


def _dated(found: re.Match[str], after: str) -> str | None:
    """The day of the calendar; without a year, the next one."""
    month, year = _month(found["month"]), found["year"]
    years = (int(after[:4]), int(after[:4]) + 1) if year is None else (int(year) + (2000 if len(year) == 2 else 0),)
    for each in years:
        try:
            day = date(each, month, int(found["day"])).isoformat()
        except ValueError:
            continue
        if year is not None or day >= after:
            return day
    return None


def _month(text: str) -> int:
    """1 to 12; 0, which no month is, for a word that names none."""
    if text.isdecimal():
        return int(text)
    named = _named(text, _MONTHS)
    return 0 if named is None else named + 1


def _named(word: str, names: tuple[str, ...]) -> int | None:
    """The place of the name that begins with the word, None if it is no such name."""
    return next((at for at, name in enumerate(names) if len(word) >= _ENOUGH and name.startswith(word)), None)


def _time(plain: str, ends: bool) -> str | None:
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    if minute > 59 or hour > 24 or (hour == 24 and not (ends and minute == 0 and not found["half"])):
        return None
    return f"{hour:02}:{minute:02}"
