"""The days of a holiday as people type them: 26 Nov, 24 Dec - 1 Jan, 26 Jan every year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from opd_tui.domain.errors import BadRequest, shortened
from opd_tui.domain.holidays import EVERY_YEAR
from opd_tui.domain.typed_days import day_of

HOLIDAYS_TO_TYPE = "26/11, or 24 Dec to 1 Jan, or 26 Jan every year"
"""Examples, for refusals and labels."""
LONGEST = 80
"""Characters of two days; a longer text was pasted by mistake, and is not searched for them."""
_YEARLY = re.compile(r",? *(?:(?:every|each) year|yearly)$", re.IGNORECASE)
_BETWEEN = re.compile(r" *(?:\bto\b|\btill\b|\buntil\b|–|-) *", re.IGNORECASE)
_BARE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?", re.IGNORECASE)


class TypedHoliday(Struct, frozen=True):
    """The first and the last day, YYYY-MM-DD, and in how many years."""

    first: str
    last: str
    years: int = 1


def holiday_of(text: str, today: str) -> TypedHoliday:
    """The days that are meant. Without a year they are the next such days from today on. Raises BadRequest.

    >>> holiday_of("24 Dec to 1 Jan", "2026-11-27")
    TypedHoliday(first='2026-12-24', last='2027-01-01', years=1)
    """
    plain = text.strip()
    once = _YEARLY.sub("", plain)
    years = 1 if once == plain else EVERY_YEAR
    if (day := _day(once, today, today)) is not None:
        return TypedHoliday(day, day, years)
    for begins, ends in _in_two(once) if len(once) <= LONGEST else ():
        first = _day(begins, today, today)
        last = _day(ends, today, first) if first else None
        if first and last:
            if last < first:
                raise BadRequest(problem=f"Day: {last} is before {first}. Enter the first day first.")
            return TypedHoliday(first, last, years)
    raise BadRequest(problem=f'Day: "{shortened(plain)}" is not a day. Use {HOLIDAYS_TO_TYPE}.')


def _day(text: str, today: str, after: str) -> str | None:
    try:
        return day_of(text, today, after=after)
    except BadRequest:
        return None


def _in_two(text: str) -> Iterator[tuple[str, str]]:
    """Each way in which the text can be two days. A first one without its month has that of the last: 24 to 26 Dec."""
    for found in _BETWEEN.finditer(text):
        begins, ends = text[: found.start()].strip(), text[found.end() :].strip()
        if begins and ends:
            month = re.sub("^[0-9]{1,2}", "", ends) if _BARE.fullmatch(begins) else ""
            yield re.sub("[a-z]+$", "", begins, flags=re.IGNORECASE) + month if month else begins, ends
