"""Times: exactly YYYY-MM-DDTHH:MM, and only such as the hospital's wall clock ever shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from opd_tui.domain.errors import BadWindow
from opd_tui.runtime import clock


@pytest.fixture(autouse=True)
def _put_back():
    yield
    clock.replace(None)
    clock.use_zone("UTC")


@pytest.mark.parametrize("text", ["2026-11-23T10:00", "2024-02-29T00:00", "2026-12-31T23:59"])
def test_a_time_is_taken_as_given(text):
    assert clock.parse_minute(text) == text


REFUSED = [
    "",
    "2026-11-23",
    "2026-11-23 10:00",
    "2026-11-23t10:00",
    "2026-11-23T10:00:00",
    "2026-11-23T10:00Z",
    "2026-11-23T10:00+05:30",
    "2026-11-23T1000",
    "2026-11-23T10",
    " 2026-11-23T10:00",
    "2026-11-23T10:00\n",
    "2026-11-23T24:00",
    "2026-11-23T10:60",
    "2026-02-30T10:00",
    "2026-02-29T10:00",
    "2026-13-01T10:00",
    "2026-00-01T10:00",
    "2026-11-00T10:00",
    "0000-01-01T10:00",
    "26-11-23T10:00",
    "+2026-11-23T10:00",
    "2026-W48-1T10:00",
    "२०२६-११-२३T१०:००",
    "2026-11-23T1०:00",
    "２０２６-11-23T10:00",
    "2026-11-23T10:0²",
    "\ud800",
]


@pytest.mark.parametrize("text", REFUSED)
def test_a_time_in_another_form_is_refused(text):
    with pytest.raises(BadWindow):
        clock.parse_minute(text)


@pytest.mark.parametrize(
    ("zone", "text"), [("Asia/Kolkata", "0001-01-01T00:00"), ("America/New_York", "9999-12-31T23:59")]
)
def test_a_time_beyond_the_calendar_is_refused(zone, text):
    clock.use_zone(zone)
    with pytest.raises(BadWindow):
        clock.parse_minute(text)


@pytest.mark.parametrize("day", ["0001-01-01", "1969-12-31", "3000-01-01", "9999-12-20"])
def test_days_and_times_are_of_1970_to_2999(day):
    for parse, text in (
        (clock.parse_day, day),
        (clock.parse_minute, f"{day}T10:00"),
        (clock.set_local, f"{day}T10:00"),
    ):
        with pytest.raises(BadWindow, match="outside the years 1970 to 2999"):
            parse(text)


@pytest.mark.parametrize("day", ["1970-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_are_taken(day):
    assert (clock.parse_day(day), clock.parse_minute(f"{day}T00:00")) == (day, f"{day}T00:00")


def test_a_time_that_the_clocks_skip_is_refused():
    clock.use_zone("Europe/Berlin")
    with pytest.raises(BadWindow, match="Europe/Berlin skip"):
        clock.parse_minute("2026-03-29T02:30")


@pytest.mark.parametrize("text", ["2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T02:30"])
def test_times_around_a_skip_and_those_shown_twice_are_taken(text):
    clock.use_zone("Europe/Berlin")
    assert clock.parse_minute(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-02-30",
        "2026-11-23T10:00",
        "20261123",
        "2026-W48-1",
        "2026-11-2",
        "२०२६-११-२३",
        "2026-11-23\n",
    ],
)
def test_a_day_in_another_form_is_refused(text):
    with pytest.raises(BadWindow):
        clock.parse_day(text)


def test_a_day_is_taken_as_given():
    assert clock.parse_day("2026-11-23") == "2026-11-23"


@pytest.mark.parametrize("name", ["Nowhere/Land", "", "../etc/passwd", "Asia/Kolkata\0"])
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(BadWindow):
        clock.use_zone(name)


def test_a_stopped_clock_stands_at_the_hospitals_wall_time():
    clock.use_zone("Asia/Kolkata")
    clock.set_local("2026-11-23T10:00")
    assert clock.now() == datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


def test_today_is_the_hospitals_day():
    clock.use_zone("Asia/Kolkata")
    clock.replace(lambda: datetime(2026, 11, 22, 18, 30, tzinfo=UTC))
    assert clock.today() == "2026-11-23"


def test_a_replaced_clock_can_be_given_back():
    clock.set_local("1999-01-01T00:00")
    clock.replace(None)
    assert clock.now().year > 1999


@pytest.mark.parametrize("year", [999, 2026])
def test_a_stamp_sorts_as_text_and_reads_back(year):
    moment = datetime(year, 11, 23, 4, 30, 0, 123_000, tzinfo=UTC)
    stamped = clock.stamp(moment)
    assert (len(stamped), clock.local(stamped)) == (24, moment)
