"""The days of a holiday as people type them, and the days that are meant."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import BadRequest, BadWindow
from opd_tui.domain.holidays import EVERY_YEAR, MAX_DAYS, days_off
from opd_tui.domain.typed_holidays import TypedHoliday, holiday_of

TODAY = "2026-11-27"


@pytest.mark.parametrize(
    ("text", "first", "last", "years"),
    [
        ("26 Jan", "2027-01-26", "2027-01-26", 1),
        ("tomorrow", "2026-11-28", "2026-11-28", 1),
        ("2026-12-24", "2026-12-24", "2026-12-24", 1),
        ("24 Dec to 1 Jan", "2026-12-24", "2027-01-01", 1),
        ("24 Dec - 1 Jan", "2026-12-24", "2027-01-01", 1),
        ("24/12–1/1", "2026-12-24", "2027-01-01", 1),
        ("24-12-2026 - 26-12-2026", "2026-12-24", "2026-12-26", 1),
        ("2026-12-24 until 2027-01-01", "2026-12-24", "2027-01-01", 1),
        ("24-26 Dec", "2026-12-24", "2026-12-26", 1),
        ("24th to 26th December", "2026-12-24", "2026-12-26", 1),
        ("today to +3", "2026-11-27", "2026-11-30", 1),
        ("26 Jan every year", "2027-01-26", "2027-01-26", EVERY_YEAR),
        ("26/1, each year", "2027-01-26", "2027-01-26", EVERY_YEAR),
        ("24-26 Dec Yearly", "2026-12-24", "2026-12-26", EVERY_YEAR),
    ],
)
def test_days_as_people_type_them(text, first, last, years):
    assert holiday_of(text, TODAY) == TypedHoliday(first, last, years)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "every year",
        "soon",
        "24",
        "24-26",
        "24 to",
        "to 1 Jan",
        "1 Jan to soon",
        "- " * 5000,
        "2026-12-26 to 2026-12-24",
    ],
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(BadRequest):
        holiday_of(text, TODAY)


def test_a_span_in_two_years():
    days = ("2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01")
    assert days_off("2026-12-31", "2027-01-01", 2) == days


def test_the_29th_of_february_is_only_in_leap_years():
    assert days_off("2028-02-29", "2028-02-29", EVERY_YEAR) == ("2028-02-29", "2032-02-29", "2036-02-29")


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2026-12-02", "2026-12-01", 1),
        ("2026-12-01", "2026-12-01", 0),
        ("2026-12-01", "2026-12-01", EVERY_YEAR + 1),
        ("2026-12-01", "2027-12-02", 1),
        ("2026-01-01", "2026-12-31", 2),
        ("2026-12-01", "9999-12-31", 1),
    ],
)
def test_too_many_days_are_refused(first, last, years):
    with pytest.raises(BadWindow):
        days_off(first, last, years)


def test_a_year_of_days_is_not_too_many():
    assert len(days_off("2027-01-01", "2028-01-01", 1)) == MAX_DAYS
