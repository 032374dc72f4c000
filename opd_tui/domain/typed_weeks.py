"""The days of a week as people type them: mon-fri, sat every 2 weeks, 2nd and 4th sat, last fri."""

from __future__ import annotations

import re

from msgspec import Struct

from opd_tui.domain import recurrence
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.recurrence import EVERY_WEEK, LAST, Rule
from opd_tui.domain.weeks import WEEKDAYS, Weekly
from opd_tui.domain.whole_week import EXAMPLES, weekdays_of

_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
)
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_WORD = "|".join((*_ORDINALS, *_NUMBERS, "other", "alternate"))
_NUMBER = rf"(?P<number>{_WORD}|[0-9]{{1,2}}(?:st|nd|rd|th)?)"
_WEEKS = f"(?:every|each) (?:{_NUMBER} )?weeks?"
_MONTHLY = re.compile(r" (?:(?:of|in) (?:the|a|each|every) month|(?:each|every|a) month|monthly)$")
_APART = [
    re.compile(pattern)
    for pattern in (
        f"(?P<days>.+) {_WEEKS}",
        f"{_WEEKS}(?: on)? (?P<days>.+)",
        f"(?:every|each) (?:{_NUMBER} )?(?P<days>.+)",
        "(?P<number>alternate) (?P<days>.+)",
        "(?P<days>.+) (?P<number>alternate) weeks?",
        "(?P<days>.+) (?P<number>fortnightly)",
        "(?P<days>.+) every (?P<number>fortnight)",
    )
]
_EITHER = re.compile("(?:every|each) (?P<place>[0-9]{1,2}(?:st|nd|rd|th)) (?P<days>[a-z]+)")
_TWO = ("other", "alternate", "fortnightly", "fortnight")


class TypedWeek(Struct, frozen=True):
    """The weekdays (MON … SUN, in the order of the week), and the rule that says in which weeks; "" is every week."""

    days: tuple[str, ...]
    rule: str = ""


def week_of(text: str) -> TypedWeek:
    """The weekdays and the weeks that were typed; a part that is not understood refuses the whole.

    Raises BadRequest.

    >>> week_of("Sat every 2 weeks")
    TypedWeek(days=('SAT',), rule='FREQ=WEEKLY;INTERVAL=2;BYDAY=SA')
    >>> week_of("2nd and 4th sat")
    TypedWeek(days=('SAT',), rule='FREQ=MONTHLY;BYDAY=2SA,4SA')
    """
    plain = re.sub(r"[\s,;&/+]+(?:and[\s,;&/+]+)?", " ", text.lower().replace("–", "-")).strip()
    plain = re.sub(r" ?- ?| to ", "-", plain)
    if (either := _EITHER.fullmatch(plain)) and _place(either["place"]) > 1 and either["days"] not in ("week", "weeks"):
        place, day = either["place"], either["days"]
        meant = f'"{day} every {place[:-2]} weeks", or "{place} {day} of the month"'
        raise BadRequest(problem=f'Days: "{text[:40]}" can be two things. Enter {meant}.')
    in_month = _MONTHLY.sub("", plain)
    if in_month == plain:
        for pattern in _APART:
            found = pattern.fullmatch(plain)
            if found and found["days"] and not _has_place(found["days"]):
                number = _number(found["number"])
                if number > 1 or not found["number"]:
                    return _of(_every(number, found["days"]))
    if in_month == plain and not _has_place(plain):
        return TypedWeek(weekdays_of(plain))
    return _of(_places(in_month, text))


def typed(weekly: Weekly) -> str:
    """The day of a weekly slot in the words that week_of understands: SAT, SAT every 2 weeks, 2nd, 4th SAT."""
    rule = recurrence.read(weekly.rule)
    if rule.places:
        return f"{', '.join(recurrence.PLACES[place] for place in rule.places)} {weekly.weekday}"
    return weekly.weekday if rule == EVERY_WEEK else f"{weekly.weekday} every {rule.interval} weeks"


def _of(rules: dict[str, Rule]) -> TypedWeek:
    days = tuple(day for day in WEEKDAYS if day in rules)
    rule = recurrence.joined({day: rules[day] for day in days})
    recurrence.parse(rule, days)
    return TypedWeek(days, rule)


def _every(weeks: int, days: str) -> dict[str, Rule]:
    """The rule of days that were typed with so many weeks. Raises BadRequest."""
    if weeks > 1 and "-" in days and " " in days:
        all_of = " and ".join(days[:40].split())
        raise BadRequest(problem=f"Days: are {all_of} all every {weeks} weeks? Enter each of them by itself.")
    return {day: Rule(weeks) for day in weekdays_of(days)}


def _has_place(words: str) -> bool:
    return any(_place(word) for word in words.split())


def _place(word: str) -> int:
    """The place in the month that a word says: 1 to 5, or LAST; 0 for a word that says none."""
    if word == "last":
        return LAST
    number = _number(word) if not (word.isdigit() or word in _TWO or word in _NUMBERS) else 0
    return number if number <= recurrence.MAX_PLACE else 0


def _number(word: str | None) -> int:
    """A number that was typed as 2, 2nd, second or other; 1 without one, 0 for a word that is no number."""
    if word is None:
        return 1
    if word in _TWO:
        return 2
    for names in (_ORDINALS, _NUMBERS):
        if word in names:
            return names.index(word) + 1
    digits = re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)?", word)
    return int(digits[1]) if digits else 0


def _places(words: str, text: str) -> dict[str, Rule]:
    """The places in the month of each weekday: those that stand before it, or all that stand after the only one.

    Raises BadRequest.
    """
    first, _, rest = words.partition(" ")
    if not _place(first) and rest and all(map(_place, rest.split())):
        words = f"{rest} {first}"
    found: dict[str, set[int]] = {}
    places, named = set[int](), True
    for word in re.sub("^(?:every|each) ", "", words).split():
        if place := _place(word):
            places = {place} if named else {*places, place}
            named = False
        elif word != "the":
            if not places:
                raise BadRequest(
                    problem=f'Days: "{text[:40]}" does not say which "{word[:20]}" of the month. {EXAMPLES}'
                )
            for day in weekdays_of(word):
                found.setdefault(day, set()).update(places)
            named = True
    if not named or not found:
        raise BadRequest(problem=f'Days: "{text[:40]}" names no weekday after the last number. {EXAMPLES}')
    return {day: Rule(places=recurrence.in_order(numbers)) for day, numbers in found.items()}
