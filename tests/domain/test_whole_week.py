"""Days and slots of a whole week, as they are typed."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.whole_week import parts, weekdays_of


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("mon-fri", "MON TUE WED THU FRI"),
        ("MON-FRI", "MON TUE WED THU FRI"),
        ("mon,wed,fri", "MON WED FRI"),
        ("Sat, Sun", "SAT SUN"),
        ("tuesday", "TUE"),
        ("Mondays thu", "MON THU"),
        ("mon - wed", "MON TUE WED"),
        ("sat-mon", "MON SAT SUN"),
        ("sun", "SUN"),
    ],
)
def test_weekdays_as_people_type_them(typed, days):
    assert weekdays_of(typed) == tuple(days.split())


@pytest.mark.parametrize(
    "typed", ["", " ", "mo", "t", "funday", "mon-", "-fri", "mon,xyz", "mon--fri", "mon-tue-wed", "5"]
)
def test_what_is_not_understood_is_refused_whole(typed):
    with pytest.raises(BadRequest):
        weekdays_of(typed)


def test_a_time_is_cut_into_slots():
    assert parts("09:00", "13:00", 60) == (
        ("09:00", "10:00"),
        ("10:00", "11:00"),
        ("11:00", "12:00"),
        ("12:00", "13:00"),
    )


def test_without_minutes_it_is_one_slot():
    assert parts("09:00", "13:00", None) == (("09:00", "13:00"),)


def test_a_night_is_cut_through_midnight():
    assert parts("23:00", "01:00", 60) == (("23:00", "24:00"), ("00:00", "01:00"))


@pytest.mark.parametrize("minutes", [0, -5, 45, 240 + 1, 1])
def test_a_rest_is_refused(minutes):
    with pytest.raises(BadRequest):
        parts("09:00", "13:00", minutes)
