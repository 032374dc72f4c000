"""When a slot's day begins and ends, at its borders."""

from __future__ import annotations

import pytest

from opd_tui.domain.slot_day import doctors_day_is_over, has_begun, is_over
from opd_tui.domain.slots import Window

MORNING = Window("2026-11-23T10:00", "2026-11-23T11:00")
NIGHT = Window("2026-11-23T22:00", "2026-11-24T02:30")
EARLY = Window("2026-11-23T00:30", "2026-11-23T02:00")
TO_MIDNIGHT = Window("2026-11-23T22:00", "2026-11-24T00:00")


@pytest.mark.parametrize(
    ("window", "now", "soon", "begun"),
    [
        (MORNING, "2026-11-22T23:59", "2026-11-23T00:59", False),
        (MORNING, "2026-11-23T00:00", "2026-11-23T01:00", True),
        (NIGHT, "2026-11-22T23:59", "2026-11-23T00:59", False),
        (NIGHT, "2026-11-23T00:00", "2026-11-23T01:00", True),
        (EARLY, "2026-11-22T23:29", "2026-11-23T00:29", False),
        (EARLY, "2026-11-22T23:30", "2026-11-23T00:30", True),
        (EARLY, "2026-11-23T00:00", "2026-11-23T01:00", True),
    ],
)
def test_a_slots_day_begins_at_midnight_or_an_hour_before_its_start(window, now, soon, begun):
    assert has_begun(window, now, soon) is begun


def test_the_hour_before_the_start_is_an_hour_also_where_the_clocks_change():
    # Havana, 14 March 2027: midnight is 01:00 at once, so an hour after 23:40 it is 01:40
    window = Window("2027-03-14T01:30", "2027-03-14T03:00")
    assert has_begun(window, "2027-03-13T23:40", "2027-03-14T01:40")


@pytest.mark.parametrize(
    ("window", "now", "over"),
    [
        (MORNING, "2026-11-23T11:00", False),
        (MORNING, "2026-11-23T23:59", False),
        (MORNING, "2026-11-24T00:00", True),
        (NIGHT, "2026-11-24T00:00", False),
        (NIGHT, "2026-11-24T02:29", False),
        (NIGHT, "2026-11-24T02:30", True),
        (EARLY, "2026-11-22T23:45", False),
        (EARLY, "2026-11-23T23:59", False),
        (EARLY, "2026-11-24T00:00", True),
        (TO_MIDNIGHT, "2026-11-23T23:59", False),
        (TO_MIDNIGHT, "2026-11-24T00:00", True),
    ],
)
def test_a_slots_day_ends_at_midnight_or_at_its_end_if_that_is_later(window, now, over):
    assert is_over(window, now) is over


@pytest.mark.parametrize(
    ("windows", "now", "over"),
    [
        ([MORNING], "2026-11-23T23:59", False),
        ([MORNING], "2026-11-24T00:00", True),
        ([MORNING, NIGHT], "2026-11-24T02:29", False),
        ([MORNING, NIGHT], "2026-11-24T02:30", True),
    ],
)
def test_a_doctors_day_is_over_when_the_days_of_all_its_slots_are(windows, now, over):
    assert doctors_day_is_over(windows, now) is over
