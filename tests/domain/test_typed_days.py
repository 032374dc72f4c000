"""Days and times as people type them: understood whole, or refused whole."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.typed_days import day_and_time_of, day_of, time_of

TODAY = "2026-11-23"  # a Monday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("26/11", "2026-11-26"),
        ("26.11", "2026-11-26"),
        ("26-11", "2026-11-26"),
        ("26 Nov", "2026-11-26"),
        ("26nov", "2026-11-26"),
        ("Nov 26", "2026-11-26"),
        ("26th November", "2026-11-26"),
        ("26.11.2026", "2026-11-26"),
        ("26/11/26", "2026-11-26"),
        ("26 Nov 2027", "2027-11-26"),
        ("November 26, 2027", "2027-11-26"),
        ("2026-11-26", "2026-11-26"),
        ("  2026-11-26 ", "2026-11-26"),
        ("२६/११", "2026-11-26"),
        ("23/11", "2026-11-23"),
        ("22/11", "2027-11-22"),
        ("1/1", "2027-01-01"),
        ("22/11/2026", "2026-11-22"),
        ("today", "2026-11-23"),
        ("Tomorrow", "2026-11-24"),
        ("yesterday", "2026-11-22"),
        ("+3", "2026-11-26"),
        ("-1", "2026-11-22"),
        ("+0", "2026-11-23"),
        ("mon", "2026-11-23"),
        ("Sunday", "2026-11-29"),
        ("thurs", "2026-11-26"),
    ],
)
def test_a_day(typed, meant):
    assert day_of(typed, TODAY) == meant


def test_a_day_without_a_year_is_the_next_one_from_a_given_day_on():
    assert day_of("24/11", TODAY, after="2026-11-25") == "2027-11-24"
    assert day_of("tue", TODAY, after="2026-11-25") == "2026-12-01"
    assert day_of("29 Feb", "2027-03-01") == "2028-02-29"


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "Diwali", "31/2", "0/1", "1/13", "29/2", "26 Nov 10", "26/11 9:00", "mon-fri", "mo", "m", "+", "+3d",
     "26 nov or so", "2026-13-01", "26111", "26", "26/11.2026", "26 foo", "99999-01-01"],
)  # fmt: skip
def test_what_is_no_day_is_refused_whole(typed):
    with pytest.raises(BadRequest) as refused:
        day_of(typed, TODAY, field="Valid from")
    assert refused.value.message == (f'Valid from: "{typed}" is not a day. Use 26/11, 26 Nov, tomorrow, mon or +3.')


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", "09:00"),
        ("09", "09:00"),
        ("930", "09:30"),
        ("0930", "09:30"),
        ("1430", "14:30"),
        ("9:30", "09:30"),
        ("9.30", "09:30"),
        ("14:30", "14:30"),
        ("1pm", "13:00"),
        ("1 PM", "13:00"),
        ("130pm", "13:30"),
        ("11:15am", "11:15"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("0", "00:00"),
        ("23", "23:00"),
        ("९:३०", "09:30"),
    ],
)
def test_a_time(typed, meant):
    assert time_of(typed) == meant


@pytest.mark.parametrize("typed", ["24", "24:00", "2400"])
def test_the_end_of_a_day_is_an_end_only(typed):
    assert time_of(typed, ends=True) == "24:00"
    with pytest.raises(BadRequest):
        time_of(typed)


@pytest.mark.parametrize(
    "typed", ["", "9h", "soon", "25", "960", "9:5", "9:60", "13pm", "0am", "24:01", "24pm", "9:30:00", "12345", "-9"]
)
def test_what_is_no_time_is_refused_whole(typed):
    with pytest.raises(BadRequest) as refused:
        time_of(typed, field="From", ends=True)
    assert refused.value.message == f'From: "{typed}" is not a time. Use 9, 930 or 14:30.'


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14", (None, "14:00")),
        ("24", (None, "24:00")),
        ("9.30", (None, "09:30")),
        ("26/11", ("2026-11-26", None)),
        ("26.11", ("2026-11-26", None)),
        ("mon", ("2026-11-23", None)),
        ("9.11 1 pm", ("2027-11-09", "13:00")),
        ("+3 9", ("2026-11-26", "09:00")),
        ("26 Nov 9:30", ("2026-11-26", "09:30")),
        ("26 Nov 2026 18", ("2026-11-26", "18:00")),
        ("26 Nov 2026", ("2026-11-26", None)),
    ],
)
def test_a_day_a_time_or_both(typed, meant):
    assert day_and_time_of(typed, TODAY, after=TODAY, field="To", ends=True) == meant


def test_what_can_be_a_day_and_a_time_is_refused():
    with pytest.raises(BadRequest, match=r'To: "9\.11" can be a day and a time\. Use 9/11 or 09:11\.'):
        day_and_time_of("9.11", TODAY, after=TODAY, field="To")
    with pytest.raises(BadRequest, match=r'To: "later" is neither a day nor a time\.'):
        day_and_time_of("later", TODAY, after=TODAY, field="To")


@pytest.mark.parametrize(
    ("typed", "day"), [("Fri 27 Nov 2026", "2026-11-27"), ("fri 27 Nov", "2026-11-27"), ("Friday, 27/11", "2026-11-27")]
)
def test_a_day_as_the_screen_shows_it_can_be_typed(typed, day):
    assert day_of(typed, "2026-11-23") == day


@pytest.mark.parametrize("typed", ["Thu 27 Nov 2026", "fri fri", "fri tomorrow", "fri 31 Feb"])
def test_a_weekday_that_the_day_is_not_is_refused(typed):
    with pytest.raises(BadRequest):
        day_of(typed, "2026-11-23")
