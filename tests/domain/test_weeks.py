"""The rules of the week: which templates exclude each other, against looking at every pair of days."""

from __future__ import annotations

import random
from datetime import date

import pytest

from opd_tui.domain.weeks import WEEKDAYS, Weekly, days, exclude_each_other, holds_on, never_holds, plus, window_on

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
