"""A doctor's whole week in one entry: the days on which the doctor sits, from when to when, cut into slots."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.weeks import END_OF_DAY, WEEKDAYS

ENOUGH = 3
"""So many letters of a weekday are enough."""
NAMES = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
EXAMPLES = "Enter the days, such as mon-fri, or sat every 2 weeks, or 2nd,4th sat."
DAY_MINUTES = 24 * 60
MAX_SLOTS = 100
"""More slots a day are a slip."""


def weekdays_of(text: str) -> tuple[str, ...]:
    """The weekdays that were typed, in the order of the week; a part that is not understood refuses the whole.

    Raises BadRequest.

    >>> weekdays_of("mon-wed, Saturday")
    ('MON', 'TUE', 'WED', 'SAT')
    >>> weekdays_of("sat-mon")
    ('MON', 'SAT', 'SUN')
    """
    found: set[str] = set()
    for part in text.replace(";", ",").replace("–", "-").replace(" ", ",").replace(",-,", "-").split(","):
        if part:
            found.update(_span(part, text))
    if not found:
        raise BadRequest(problem=EXAMPLES)
    return tuple(day for day in WEEKDAYS if day in found)


def _span(part: str, text: str) -> Iterator[str]:
    first, dash, last = part.partition("-")
    begin = _weekday(first, text)
    end = _weekday(last, text) if dash else begin
    for step in range((end - begin) % len(WEEKDAYS) + 1):
        yield WEEKDAYS[(begin + step) % len(WEEKDAYS)]


def _weekday(typed: str, text: str) -> int:
    given = typed.upper().rstrip(".")
    found = [place for place, name in enumerate(NAMES) if f"{name}S".startswith(given)]
    if len(given) < ENOUGH or len(found) != 1:
        of = "" if typed == text else f' of "{text[:40]}"'
        raise BadRequest(problem=f'Days: "{typed[:20]}"{of} is no weekday. {EXAMPLES}')
    return found[0]


def parts(start: str, end: str, minutes: int | None) -> tuple[tuple[str, str], ...]:
    """The slots of `minutes` each between two times, HH:MM; one slot without `minutes`. An end that is not after the
    start is on the next day. Raises BadRequest where the time is no whole number of slots, or of too many.

    >>> parts("09:00", "10:00", 30)
    (('09:00', '09:30'), ('09:30', '10:00'))
    """
    if minutes is None:
        return ((start, end),)
    begin, length = _minute(start), (_minute(end) - _minute(start)) % DAY_MINUTES or DAY_MINUTES
    number, rest = divmod(length, minutes) if minutes > 0 else (0, 1)
    if rest or not 0 < number <= MAX_SLOTS:
        raise BadRequest(problem=f"{start}–{end} is {length} minutes, which is no whole number of slots of {minutes}.")
    edges = [begin + step * minutes for step in range(number + 1)]
    return tuple((_time(one), _time(other, end=True)) for one, other in pairwise(edges))


def _minute(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _time(minute: int, *, end: bool = False) -> str:
    if end and minute == DAY_MINUTES:
        return END_OF_DAY
    hour, rest = divmod(minute % DAY_MINUTES, 60)
    return f"{hour:02}:{rest:02}"
