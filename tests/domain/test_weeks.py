"""The rules of the week: which templates exclude each other, against looking at every pair of days."""

from __future__ import annotations

import random
from datetime import date

import pytest

from opd_tui.domain.slots import Window
from opd_tui.domain.weeks import (
    WEEKDAYS,
    Weekly,
    days,
    exclude_each_other,
    holds_on,
    never_holds,
    plus,
    weekday_of,
    window_on,
    withdrawn,
)

WEEKS = tuple(days("2026-11-16", "2026-12-13"))
TIMES = ("00:00", "01:00", "02:00", "10:00", "22:00", "23:00")


def on_some_day(one, other):
    """Whether any two of their slots overlap, these weeks being all there are."""
    held = [[window_on(w, day) for day in WEEKS if holds_on(w, day)] for w in (one, other)]
    return any(a.overlaps(b) for a in held[0] for b in held[1])


def some_template(chance):
    start, end = chance.sample(TIMES, 2)
    first, last = chance.choice(WEEKS), chance.choice(WEEKS)
    return Weekly(chance.choice(("SAT", "SUN", "MON", "TUE")), start, end, 1, first, last)


@pytest.mark.parametrize("seed", range(4))
def test_templates_exclude_each_other_if_any_two_of_their_slots_overlap(seed):
    chance = random.Random(seed)
    pairs = [(some_template(chance), some_template(chance)) for _ in range(1500)]
    told = [exclude_each_other(*pair) for pair in pairs]
    assert told == [on_some_day(*pair) for pair in pairs]
    assert {True, False} == set(told)


SUNDAY = Weekly("SUN", "22:00", "02:00", 4, "2026-11-22")
MONDAY = Weekly("MON", "01:00", "03:00", 4, "2026-11-23")


def test_a_night_from_sunday_to_monday_excludes_a_monday_before_dawn():
    assert exclude_each_other(SUNDAY, MONDAY)
    assert exclude_each_other(MONDAY, SUNDAY)


@pytest.mark.parametrize(
    ("sunday", "monday"),
    [(("2026-11-22", "2026-11-28"), ("2026-11-24", None)), (("2026-11-23", None), ("2026-11-01", "2026-11-29"))],
)
def test_a_night_that_ended_before_is_in_nobodys_way(sunday, monday):
    one = Weekly("SUN", "22:00", "02:00", 4, *sunday)
    assert not exclude_each_other(one, Weekly("MON", "01:00", "03:00", 4, *monday))


@pytest.mark.parametrize("first", ["0001-01-01", "9999-12-25", "9999-12-31"])
def test_the_ends_of_the_calendar_are_no_error(first):
    for weekday in WEEKDAYS:
        exclude_each_other(SUNDAY, Weekly(weekday, "23:00", "01:00", 1, first))


def test_no_day_is_before_the_first_or_after_the_last():
    assert (plus("0001-01-02", -5), plus("9999-12-30", 5)) == (str(date.min), str(date.max))


def test_a_weekly_slot_whose_first_day_is_its_last_is_of_one_day():
    one = Weekly("MON", "10:00", "11:00", 4, "2026-11-23", "2026-11-23")
    assert not never_holds(one)
    assert [day for day in WEEKS if holds_on(one, day)] == ["2026-11-23"]


def test_24_00_is_the_midnight_at_the_end_of_the_day():
    window = window_on(Weekly("MON", "22:00", "24:00", 4, "2026-11-23"), "2026-11-23")
    assert (window.start, window.end) == ("2026-11-23T22:00", "2026-11-24T00:00")


# Days


def test_the_days_from_one_to_another_are_all_of_them_and_both_ends():
    assert list(days("2026-11-29", "2026-12-02")) == ["2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"]
    assert list(days("2026-11-29", "2026-11-29")) == ["2026-11-29"]
    assert list(days("2026-11-30", "2026-11-29")) == []
    assert list(days("9999-12-30", "9999-12-31")) == ["9999-12-30", "9999-12-31"]


def test_the_weekdays_of_a_week():
    week = [weekday_of(day) for day in days("2026-11-23", "2026-11-29")]
    assert week == list(WEEKDAYS) == ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("2026-11-16", False),
        ("2026-11-23", True),
        ("2026-11-24", False),
        ("2026-11-30", True),
        ("2026-12-07", True),
        ("2026-12-14", False),
    ],
)
def test_a_template_holds_on_its_weekday_from_its_first_day_to_its_last_both_included(day, holds):
    assert holds_on(Weekly("MON", "10:00", "11:00", 4, "2026-11-23", "2026-12-07"), day) is holds


def test_a_template_without_a_last_day_holds_until_further_notice():
    assert holds_on(SUNDAY, "2999-11-24")


@pytest.mark.parametrize(
    ("start", "end", "ends_on"),
    [("10:00", "11:00", "2026-11-23"), ("22:00", "02:00", "2026-11-24"), ("10:00", "10:00", "2026-11-24")],
)
def test_a_slot_whose_end_is_not_after_its_start_ends_on_the_day_after(start, end, ends_on):
    weekly = Weekly("MON", start, end, 4, "2026-11-23")
    assert window_on(weekly, "2026-11-23") == Window(f"2026-11-23T{start}", f"{ends_on}T{end}")


# A template that never holds


@pytest.mark.parametrize(
    ("last", "never"), [(None, False), ("2026-11-24", False), ("2026-11-23", False), ("2026-11-22", True)]
)
def test_a_template_may_be_of_one_day_and_never_holds_if_it_ends_before(last, never):
    assert never_holds(Weekly("MON", "10:00", "11:00", 4, "2026-11-23", last)) is never


@pytest.mark.parametrize(
    ("first", "withdrawn_first", "withdrawn_last"),
    [("2026-11-23", "2026-11-23", "2026-11-22"), ("0001-01-01", "0001-01-02", "0001-01-01")],
)
def test_a_withdrawn_template_ends_the_day_before_it_begins_and_is_else_as_it_was(
    first, withdrawn_first, withdrawn_last
):
    weekly = Weekly("MON", "10:00", "11:00", 4, first, "2026-12-07")
    assert withdrawn(weekly) == Weekly("MON", "10:00", "11:00", 4, withdrawn_first, withdrawn_last)
    assert never_holds(withdrawn(weekly))
