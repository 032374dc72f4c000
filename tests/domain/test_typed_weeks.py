"""The days of a week as people type them, with the weeks in which they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.recurrence import written
from opd_tui.domain.typed_weeks import TypedWeek, typed, week_of
from opd_tui.domain.weeks import WEEKDAYS, Weekly
from tests.domain.test_recurrence import RULES


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", "MON TUE WED THU FRI"),
        ("mon,wed,fri", "MON WED FRI"),
        ("sat", "SAT"),
        ("mon – wed", "MON TUE WED"),
        ("sat and sun", "SAT SUN"),
        ("mon to fri", "MON TUE WED THU FRI"),
        ("every sat", "SAT"),
        ("sat every week", "SAT"),
    ],
)
def test_plain_days_are_in_every_week(text, days):
    assert week_of(text) == TypedWeek(tuple(days.split()))


@pytest.mark.parametrize(
    "text",
    [
        "sat every 2 weeks",
        "SAT every 2nd week",
        "sat every second week",
        "sat every other week",
        "sat alternate weeks",
        "sat fortnightly",
        "sat every two weeks",
        "sat every fortnight",
        "every second sat",
        "every other sat",
        "alternate Saturdays",
        "every 2 weeks on sat",
        "every second week sat",
    ],
)
def test_every_second_saturday(text):
    assert week_of(text) == TypedWeek(("SAT",), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA")


@pytest.mark.parametrize(
    "text",
    [
        "2nd, 4th sat",
        "2nd and 4th sat",
        "2nd & 4th Saturday",
        "second and fourth sat",
        "2nd,4th sat of the month",
        "every 2nd and 4th sat",
        "the 4th and the 2nd sat of every month",
        "2nd sat, 4th sat",
        "2nd + 4th sat",
        "sat 2nd and 4th",
        "sat 4th, 2nd of the month",
    ],
)
def test_the_second_and_fourth_saturday(text):
    assert week_of(text) == TypedWeek(("SAT",), "FREQ=MONTHLY;BYDAY=2SA,4SA")


@pytest.mark.parametrize(
    ("text", "days", "rule"),
    [
        ("last fri", "FRI", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("1st and 3rd mon", "MON", "FREQ=MONTHLY;BYDAY=1MO,3MO"),
        ("every first sat", "SAT", "FREQ=MONTHLY;BYDAY=1SA"),
        ("every second sat of the month", "SAT", "FREQ=MONTHLY;BYDAY=2SA"),
        ("1st mon, 3rd wed", "MON WED", "FREQ=MONTHLY;BYDAY=1MO,3WE"),
        ("2nd sat and sun", "SAT SUN", "FREQ=MONTHLY;BYDAY=2SA,2SU"),
        ("1st tue-thu", "TUE WED THU", "FREQ=MONTHLY;BYDAY=1TU,1WE,1TH"),
        ("mon, wed every 3 weeks", "MON WED", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,WE"),
        ("every third mon-wed", "MON TUE WED", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,TU,WE"),
    ],
)
def test_other_weeks(text, days, rule):
    assert week_of(text) == TypedWeek(tuple(days.split()), rule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every",
        "every second",
        "2nd",
        "2nd and",
        "6th sat",
        "2 sat",
        "mon, sat 2nd",
        "mon, 2nd sat",
        "mon-fri, sat every 2 weeks",
        "every 2nd funday",
        "sat every 0 weeks",
        "sat every 13 weeks",
        "sat every 2 days",
        "sat every 2 weeks or so",
        "sat of the month",
        "1st-3rd sat",
        "sat every 2 months",
        "sat every ٢ weeks",
        "mon--fri",
    ],
)
def test_what_is_not_understood_is_refused_whole(text):
    with pytest.raises(BadRequest):
        week_of(text)


@pytest.mark.parametrize("text", ["funday", "2nd funday", "mon, 2nd sat", "2nd", ""])
def test_a_refusal_says_what_may_be_typed(text):
    with pytest.raises(BadRequest, match="such as mon-fri, or sat every 2 weeks, or 2nd,4th sat"):
        week_of(text)


@pytest.mark.parametrize("text", ["every 2nd sat", "each 3rd Saturday"])
def test_what_can_be_of_the_week_or_of_the_month_is_answered_with_both(text):
    with pytest.raises(BadRequest, match=r'"\w+ every \d weeks", or "\d\w\w \w+ of the month"'):
        week_of(text)


@given(RULES, some.sampled_from(WEEKDAYS))
def test_what_a_form_shows_is_understood_again(rule, weekday):
    kept = written(rule, weekday)
    assert week_of(typed(Weekly(weekday, "09:00", "10:00", 5, "2026-11-28", None, kept))) == TypedWeek((weekday,), kept)


@given(
    some.text()
    | some.lists(some.sampled_from(["every", "2nd", "sat", "last", "mon", "week", "and", "-", ",", "the", "3"])).map(
        " ".join
    )
)
def test_whatever_is_typed_is_understood_or_refused(text):
    try:
        found = week_of(text)
    except BadRequest:
        return
    assert set(found.days) <= set(WEEKDAYS)
    assert found.days
