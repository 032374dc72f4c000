"""Weekly slots that are not in every week: what a rule means, how it is kept, and on which days it is."""

from __future__ import annotations

from datetime import date, datetime
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.recurrence import (
    LAST,
    Rule,
    day_words,
    in_order,
    is_kept,
    parse,
    read,
    short_words,
    sits_on,
    written,
)
from opd_tui.domain.weeks import WEEKDAYS, Weekly, days, exclude_each_other, holds_on, next_day, plus, weekday_of

SECOND_SATURDAYS = "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"
TWICE_A_MONTH = "FREQ=MONTHLY;BYDAY=2SA,4SA"
RULES = some.builds(Rule, some.integers(2, 12)) | some.builds(
    lambda places: Rule(places=in_order(places)), some.sets(some.sampled_from((1, 2, 3, 4, 5, LAST)), min_size=1)
)
DAYS = some.dates(date(2026, 1, 1), date(2030, 1, 1)).map(date.isoformat)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("FREQ=WEEKLY", ""),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=SA", ""),
        ("FREQ=WEEKLY;INTERVAL=2", SECOND_SATURDAYS),
        ("freq=weekly;byday=sa;interval=2", SECOND_SATURDAYS),
        ("FREQ=MONTHLY;BYDAY=4SA,2SA,2SA", TWICE_A_MONTH),
        ("FREQ=MONTHLY;BYDAY=-1SA,1SA", "FREQ=MONTHLY;BYDAY=1SA,-1SA"),
        ("FREQ=MONTHLY;INTERVAL=1;BYDAY=2SA,4SA", TWICE_A_MONTH),
    ],
)
def test_a_rule_is_kept_in_one_form(typed, kept):
    assert parse(typed, ["SAT"]) == {"SAT": kept}


@pytest.mark.parametrize(
    "typed",
    [
        "every second saturday",
        "FREQ=DAILY",
        "FREQ=YEARLY;BYDAY=2SA",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=13",
        "FREQ=WEEKLY;INTERVAL=-2",
        "FREQ=WEEKLY;INTERVAL=٢",
        "FREQ=WEEKLY;BYDAY=2SA",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20261231",
        "FREQ=WEEKLY;INTERVAL=2;INTERVAL=3",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=SA",
        "FREQ=MONTHLY;BYDAY=6SA",
        "FREQ=MONTHLY;BYDAY=-2SA",
        "FREQ=MONTHLY;BYDAY=2SA,SA",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=2SA",
        "FREQ=MONTHLY;BYMONTHDAY=2",
        "INTERVAL=2",
        ";",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU",
        "FREQ=MONTHLY;BYDAY=2SA,4SU",
    ],
)
def test_any_other_rule_is_refused(typed):
    with pytest.raises(BadRequest):
        parse(typed, ["SAT"])


@given(RULES, some.sampled_from(WEEKDAYS))
def test_a_rule_that_is_kept_is_read_as_it_was_written(rule, weekday):
    kept = written(rule, weekday)
    assert (read(kept), parse(kept, [weekday])) == (rule, {weekday: kept})


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", SECOND_SATURDAYS.lower(), "FREQ=WEEKLY;BYDAY=SA", "?", b"?", 5])
def test_what_was_written_by_hand_is_told_from_what_is_kept(rule):
    assert not is_kept(rule, "SAT")


def by_dateutil(rule: Rule, first: str, weeks: int) -> list[str]:
    """The Saturdays of a rule in so many weeks from the day `first` on, DTSTART being the first of all Saturdays."""
    saturday = next(day for day in days(first, plus(first, 6)) if weekday_of(day) == "SAT")
    kept = written(rule, "SAT") or "FREQ=WEEKLY;BYDAY=SA"
    found = rrulestr(f"DTSTART:{saturday.replace('-', '')}T000000\nRRULE:{kept}")
    last = datetime.fromisoformat(plus(first, 7 * weeks))
    return [day.date().isoformat() for day in takewhile(lambda day: day <= last, found)]


@given(RULES, DAYS)
def test_the_days_are_those_of_dateutil_counted_from_the_first_weekday(rule, first):
    saturdays = Weekly("SAT", "09:00", "10:00", 5, first, None, written(rule, "SAT"))
    held = [day for day in days(plus(first, -30), plus(first, 7 * 60)) if holds_on(saturdays, day)]
    assert held == by_dateutil(rule, first, 60)


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        (SECOND_SATURDAYS, "2026-11-27", ["2026-11-28", "2026-12-12", "2026-12-26"]),
        (SECOND_SATURDAYS, "2026-11-28", ["2026-11-28", "2026-12-12", "2026-12-26"]),
        (SECOND_SATURDAYS, "2026-11-29", ["2026-12-05", "2026-12-19"]),
        (TWICE_A_MONTH, "2026-11-27", ["2026-11-28", "2026-12-12", "2026-12-26"]),
        ("FREQ=MONTHLY;BYDAY=5SA", "2026-11-27", []),
        ("FREQ=MONTHLY;BYDAY=-1SA", "2026-11-27", ["2026-11-28", "2026-12-26"]),
    ],
)
def test_the_saturdays_to_the_end_of_the_year(rule, first, expected):
    saturdays = Weekly("SAT", "09:00", "10:00", 5, first, None, rule)
    assert [day for day in days("2026-11-01", "2026-12-31") if holds_on(saturdays, day)] == expected


@given(RULES, some.dates(date(1970, 1, 1), date(2026, 1, 1)).map(date.isoformat))
def test_a_slot_of_long_ago_is_on_the_days_of_dateutil_too(rule, first):
    saturdays = Weekly("SAT", "09:00", "10:00", 5, first, None, written(rule, "SAT"))
    held = [day for day in days("2027-01-01", "2028-02-01") if holds_on(saturdays, day)]
    assert held == [day for day in by_dateutil(rule, first, 3100) if "2027-01-01" <= day <= "2028-02-01"]


def test_the_last_day_ends_a_rule_too():
    assert not holds_on(Weekly("SAT", "09:00", "10:00", 5, "2026-11-28", "2026-12-11", SECOND_SATURDAYS), "2026-12-12")


def test_the_next_day_is_from_today_on_and_within_the_last_day():
    saturdays = Weekly("SAT", "09:00", "10:00", 5, "2020-01-04", None, TWICE_A_MONTH)
    assert next_day([saturdays], "2026-11-29") == "2026-12-12"
    assert next_day([replace(saturdays, first="2027-01-01")], "2026-11-29") == "2027-01-09"
    assert next_day([replace(saturdays, last="2026-12-11")], "2026-11-29") is None
    assert next_day([], "2026-11-29") is None


def test_a_rule_holds_at_the_end_of_time():
    assert not sits_on(SECOND_SATURDAYS, "9999-12-31", "9999-12-31")


@given(RULES | some.just(Rule()), RULES, DAYS, DAYS)
def test_templates_exclude_each_other_if_they_meet_within_three_years(one, other, first, then):
    pair = [
        Weekly("SAT", "09:00", "10:00", 5, begin, None, written(rule, "SAT"))
        for rule, begin in ((one, first), (other, then))
    ]
    meet = set(by_dateutil(one, first, 500)) & set(by_dateutil(other, then, 500))
    begin = max(first, then)
    assert exclude_each_other(*pair) or not any(day < plus(begin, 7 * 156) for day in meet)
    assert not exclude_each_other(*pair) or meet


def test_days_that_alternate_are_no_clash():
    even, odd = (
        Weekly("SAT", "09:00", "10:00", 5, first, None, SECOND_SATURDAYS) for first in ("2026-11-28", "2026-12-05")
    )
    assert not exclude_each_other(even, odd)


def test_the_second_and_the_third_of_the_month_are_no_clash():
    pair = (Weekly("SAT", "09:00", "10:00", 5, "2026-11-28", None, f"FREQ=MONTHLY;BYDAY={place}SA") for place in (2, 3))
    assert not exclude_each_other(*pair)


def test_a_night_by_a_rule_excludes_the_morning_after_it():
    night = Weekly("SAT", "22:00", "02:00", 5, "2026-11-28", None, SECOND_SATURDAYS)
    after, week_later = (
        Weekly("SUN", "01:00", "03:00", 5, first, None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU")
        for first in ("2026-11-29", "2026-12-06")
    )
    assert [exclude_each_other(night, other) for other in (after, week_later)] == [True, False]


@pytest.mark.parametrize(
    ("rule", "words", "short"),
    [
        ("", "Saturdays", "SAT"),
        (SECOND_SATURDAYS, "every second Saturday", "every second SAT"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SA", "every 3rd Saturday", "every 3rd SAT"),
        ("FREQ=WEEKLY;INTERVAL=6;BYDAY=SA", "every 6th Saturday", "every 6th SAT"),
        (TWICE_A_MONTH, "the 2nd and 4th Saturday", "2nd and 4th SAT"),
        ("FREQ=MONTHLY;BYDAY=1SA,3SA,-1SA", "the 1st, 3rd and last Saturday", "1st, 3rd and last SAT"),
    ],
)
def test_a_rule_in_words(rule, words, short):
    assert (day_words("SAT", rule), short_words("SAT", rule)) == (words, short)
