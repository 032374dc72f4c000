"""Weekly slots that are not in every week: each second week, or the 2nd and 4th of the month, as rules of RFC 5545.

A rule is kept in one form only: `FREQ=WEEKLY;INTERVAL=2;BYDAY=SA`, `FREQ=MONTHLY;BYDAY=2SA,4SA` (-1SA is the last), or
"" for every week.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from opd_tui.domain.errors import BadRequest

if TYPE_CHECKING:
    from dateutil.rrule import rrule, rruleset

MAX_INTERVAL = 12
"""Weeks from one slot to the next, at most."""
LAST = -1
"""The place of the last such weekday in a month."""
_LAST_DAY = "9998-12-31"
"""dateutil fails where it looks past the year 9999."""
_STEPS = 26
"""So many times of a weekly rule are counted from one DTSTART."""
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_PLACE = 5
PLACES = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", LAST: "last"}
_BYDAY = re.compile(rf"([1-5]|-1)?({'|'.join(_CODES)})")


class Rule(Struct, frozen=True):
    """When a weekly slot of one weekday is: every `interval` weeks (1 to MAX_INTERVAL), or with `places` on these of
    the month: 1 to 5, and LAST, in this order.
    """

    interval: int = 1
    places: tuple[int, ...] = ()


EVERY_WEEK = Rule()


def parse(text: str, weekdays: Iterable[str]) -> dict[str, str]:
    """The rule of each of these weekdays (MON … SUN), in the form in which it is kept.

    BYDAY names just these weekdays; without it, a weekly rule is for each of them. Raises BadRequest.

    >>> parse("FREQ=WEEKLY;INTERVAL=2", ["SAT"])
    {'SAT': 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SA'}
    >>> parse("FREQ=MONTHLY;BYDAY=4SA,2SA,1MO", ["MON", "SAT"])
    {'MON': 'FREQ=MONTHLY;BYDAY=1MO', 'SAT': 'FREQ=MONTHLY;BYDAY=2SA,4SA'}
    """
    codes = [weekday[:2] for weekday in weekdays]
    rules = _read(text, codes) if text.strip() else dict.fromkeys(codes, EVERY_WEEK)
    if set(rules) != set(codes):
        raise BadRequest(problem=f'The rule "{text[:60]}" is for other weekdays than {", ".join(weekdays)}.')
    return {weekday: written(rules[weekday[:2]], weekday) for weekday in weekdays}


@lru_cache(maxsize=512)
def is_kept(rule: object, weekday: str) -> bool:
    """Whether a weekday's rule has the form in which it is kept; any other was written by hand."""
    try:
        return isinstance(rule, str) and parse(rule, [weekday])[weekday] == rule
    except BadRequest:
        return False


def written(rule: Rule, weekday: str) -> str:
    """The rule of a weekday in the form in which it is kept."""
    code = weekday[:2]
    if rule.places:
        return f"FREQ=MONTHLY;BYDAY={','.join(f'{place}{code}' for place in rule.places)}"
    return f"FREQ=WEEKLY;INTERVAL={rule.interval};BYDAY={code}" if rule.interval > 1 else ""


def joined(rules: dict[str, Rule]) -> str:
    """One rule for several weekdays; "" is every week. Raises BadRequest if no rule of RFC 5545 says all of it."""
    texts = [written(rule, weekday) for weekday, rule in rules.items()]
    heads = {text.rpartition("=")[0] for text in texts}
    if len(heads) > 1:
        raise BadRequest(problem="Enter days of every week, and those of some weeks of the month, one after the other.")
    return f"{heads.pop()}={','.join(text.rpartition('=')[2] for text in texts)}" if any(texts) else ""


@lru_cache(maxsize=512)
def read(rule: str) -> Rule:
    """The meaning of a rule that is kept. Raises BadRequest for another."""
    return next(iter(_read(rule, ()).values())) if rule else EVERY_WEEK


def in_order(places: Iterable[int]) -> tuple[int, ...]:
    """Places in the month, each once, the last one at the end."""
    return tuple(sorted(set(places), key=lambda place: (place == LAST, place)))


def _read(text: str, codes: Iterable[str]) -> dict[str, Rule]:
    """The rule of each weekday's code that the text names, or without BYDAY of each of `codes`. Raises BadRequest."""
    pairs = [part.partition("=")[::2] for part in text.strip().upper().split(";")]
    parts = dict(pairs)
    frequency, interval = parts.pop("FREQ", ""), parts.pop("INTERVAL", "1")
    days = [_BYDAY.fullmatch(day) for day in parts.pop("BYDAY").split(",")] if "BYDAY" in parts else None
    number = int(interval) if re.fullmatch("[0-9]{1,4}", interval) else 0
    known = not parts and len(dict(pairs)) == len(pairs) and frequency in ("WEEKLY", "MONTHLY") and number
    if known and days is None and frequency == "WEEKLY":
        return _apart(number, codes)
    if not known or not days or not all(days):
        raise _not_understood(text)
    found = [(day[2], day[1]) for day in days if day]
    if frequency == "WEEKLY" and not any(place for _, place in found):
        return _apart(number, [code for code, _ in found])
    if frequency == "WEEKLY" or number != 1 or not all(place for _, place in found):
        raise _not_understood(text)
    return {code: Rule(places=in_order(int(place) for day, place in found if day == code)) for code, _ in found}


def _apart(weeks: int, codes: Iterable[str]) -> dict[str, Rule]:
    if weeks > MAX_INTERVAL:
        raise BadRequest(problem=f"A weekly slot comes at least every {MAX_INTERVAL} weeks; S adds single slots.")
    return dict.fromkeys(codes, Rule(weeks))


def _not_understood(text: str) -> BadRequest:
    return BadRequest(
        problem=f'The rule "{text[:60]}" is not understood. Enter FREQ=WEEKLY;INTERVAL=2 for every second week, or'
        " FREQ=MONTHLY;BYDAY=2SA,4SA for the 2nd and 4th Saturday of the month; -1SA is the last one."
    )


def sits_on(rule: str, first: str, day: str) -> bool:
    """Whether a slot with this rule, kept from the day `first` on, is on that day.

    Weeks are counted from the first such weekday on or after `first`. No day after _LAST_DAY has a slot.
    """
    if not first <= day <= _LAST_DAY:
        return False
    moment = datetime.fromisoformat(day)
    return bool(_series(rule, _counted_from(rule, first, moment)).between(moment, moment, inc=True))


@lru_cache(maxsize=512)
def _series(rule: str, begin: datetime) -> rrule | rruleset:
    """The days of a rule that is kept from its DTSTART on, each computed once."""
    from dateutil.rrule import rrulestr  # rarely: most weekly slots are in every week

    return rrulestr(rule, dtstart=begin, cache=True)


def _counted_from(rule: str, first: str, day: datetime) -> datetime:
    """A later DTSTART with the same days from then on, so that a slot of long ago is not counted from its beginning."""
    begin, meant = _begin(rule, first), read(rule)
    if meant.places:
        return max(begin, day.replace(month=1, day=1))
    steps = timedelta(weeks=meant.interval * _STEPS)
    return begin + max(0, (day - begin) // steps) * steps


def _begin(rule: str, first: str) -> datetime:
    """DTSTART: the first such weekday from the day `first` on."""
    begin = datetime.fromisoformat(first)
    code = rule[-2:]
    apart = (_CODES.index(code) - begin.weekday()) % len(_CODES)
    return begin + timedelta(days=apart)


def first_days(rules: dict[str, str], first: str) -> dict[str, str]:
    """The day from which each weekday's rule is kept, so that slots of every so many weeks are in the same weeks.

    Weeks, from Monday, are counted from the first of all these days on or after `first`.
    """
    interval = max((read(rule).interval for rule in rules.values()), default=1)
    if interval == 1 or first > _LAST_DAY:
        return dict.fromkeys(rules, first)
    from dateutil.rrule import WEEKLY, rrule

    day = datetime.fromisoformat(first)
    places = [_CODES.index(weekday[:2]) for weekday in rules]
    begin = day + timedelta(days=min((place - day.weekday()) % len(_CODES) for place in places))
    found: dict[int, str] = {}
    for moment in rrule(WEEKLY, dtstart=begin, interval=interval, byweekday=places, count=len(places)):
        found[moment.weekday()] = moment.date().isoformat()
    return {weekday: found[place] for weekday, place in zip(rules, places, strict=True)}


def day_words(weekday: str, rule: str = "") -> str:
    """On which days, as after "on": Saturdays, every second Saturday, the 2nd and 4th Saturday."""
    name = _NAMES[_CODES.index(weekday[:2])]
    return _with(read(rule), name, "the ") if is_kept(rule, weekday) and rule else f"{name}s"


def short_words(weekday: str, rule: str = "") -> str:
    """On which days, as a list says it: SAT, every second SAT, 2nd and 4th SAT."""
    return list_words({weekday: rule})


def list_words(rules: dict[str, str]) -> str:
    """The rules of several weekdays, as a list says it: MON WED FRI, every second MON WED, 1st MON, 2nd and 4th SAT.

    A rule that is not kept in this form, as in a log that was written by hand, is left out.
    """
    together: dict[Rule, list[str]] = {}
    for weekday, rule in rules.items():
        meant = read(rule) if rule and is_kept(rule, weekday) else EVERY_WEEK
        together.setdefault(meant, []).append(weekday)
    return ", ".join(_with(meant, " ".join(days)) for meant, days in together.items())


def _with(rule: Rule, name: str, article: str = "") -> str:
    if rule == EVERY_WEEK:
        return name
    if not rule.places:
        which = "second" if rule.interval == 2 else PLACES.get(rule.interval, f"{rule.interval}th")
        return f"every {which} {name}"
    *others, last = (PLACES[place] for place in rule.places)
    return f"{article}{', '.join(others)}{' and ' if others else ''}{last} {name}"
