"""Who is checked in by booking: those who stand at the desk, for a slot that is theirs to wait for."""

from __future__ import annotations

import pytest

from opd_tui.domain.check_in import arrives_by_booking
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source

DAY = "2026-11-23"
TEN = Window(f"{DAY}T10:00", f"{DAY}T11:00")


@pytest.mark.parametrize("source", Source)
def test_only_who_stands_at_the_desk_is_checked_in_by_booking(source):
    at_the_desk = source in (Source.WALKIN, Source.EMERGENCY)
    assert arrives_by_booking(source, TEN, f"{DAY}T10:30", f"{DAY}T11:30") is at_the_desk


@pytest.mark.parametrize(
    ("now", "soon", "arrives"),
    [
        (f"{DAY}T08:59", f"{DAY}T09:59", False),
        (f"{DAY}T09:00", f"{DAY}T10:00", True),
        (f"{DAY}T23:59", "2026-11-24T00:59", True),
        ("2026-11-24T00:00", "2026-11-24T01:00", False),
    ],
    ids=["more than an hour before", "an hour before", "on its day, when it has ended", "when its day is over"],
)
def test_the_slot_begins_within_the_hour_or_has_begun_and_its_day_is_not_over(now, soon, arrives):
    assert arrives_by_booking(Source.WALKIN, TEN, now, soon) is arrives
