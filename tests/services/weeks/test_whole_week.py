"""A doctor's whole week is added at once."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.requests.weeks import AddWeek, OpenDays
from opd_tui.services.queries import queues
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening, templates, whole_week
from tests.support.factories import ASHA, TODAY, a_doctor


def week(doctor, days=("MON", "TUE"), minutes=60, **other):
    return AddWeek(doctor, days, "09:00", "11:00", 5, TODAY, minutes=minutes, **other)


def shown(doctor):
    return [f"{each.weekly.weekday} {each.weekly.start}" for each in templates.templates(doctor)]


def days_of(doctor):
    return [slot.day for slot in queues.summaries() if slot.doctor == doctor]


def test_every_day_gets_every_slot(database):
    doctor = a_doctor().id
    assert len(whole_week.add(week(doctor), ASHA)) == 4
    assert shown(doctor) == ["MON 09:00", "MON 10:00", "TUE 09:00", "TUE 10:00"]


def test_days_of_every_second_week_are_in_the_same_weeks(database):
    doctor = a_doctor().id
    asked = AddWeek(doctor, ("MON", "WED"), "09:00", "11:00", 5, "2026-11-25", rule="FREQ=WEEKLY;INTERVAL=2")
    whole_week.add(asked, ASHA)
    assert [each.weekly.first for each in templates.templates(doctor)] == ["2026-12-07", "2026-11-25"]
    opening.open_days(OpenDays("2026-12-31"), ASHA)
    assert days_of(doctor) == ["2026-11-25", "2026-12-07", "2026-12-09", "2026-12-21", "2026-12-23"]


def test_a_day_that_would_begin_after_the_last_one_is_refused_by_its_name(database):
    doctor, second = a_doctor().id, "FREQ=WEEKLY;INTERVAL=2"
    asked = AddWeek(doctor, ("MON", "WED"), "09:00", "11:00", 5, "2026-11-25", "2026-12-06", rule=second)
    with pytest.raises(errors.BadWindow, match="The first MON of these weeks is 2026-12-07, after the last"):
        whole_week.add(asked, ASHA)
    assert shown(doctor) == []


def test_each_day_gets_its_part_of_a_rule(database):
    doctor = a_doctor().id
    whole_week.add(week(doctor, ("MON", "WED"), None, rule="FREQ=MONTHLY;BYDAY=1MO,3WE,1WE"), ASHA)
    opening.open_days(OpenDays("2026-12-31"), ASHA)
    assert days_of(doctor) == ["2026-12-02", "2026-12-07", "2026-12-16"]


def test_one_undo_takes_it_back(database):
    doctor = a_doctor().id
    whole_week.add(week(doctor), ASHA)
    undo.undo(Undo(), ASHA)
    assert shown(doctor) == []
    assert checking.check() == ()


@pytest.mark.parametrize(
    "asked",
    [
        {"minutes": 45},
        {"days": ()},
        {"days": ("MON", "XYZ")},
        {"rule": "FREQ=DAILY"},
        {"rule": "FREQ=MONTHLY;BYDAY=1MO"},
    ],
)
def test_what_is_not_understood_adds_nothing(database, asked):
    doctor = a_doctor().id
    with pytest.raises(errors.BadRequest):
        whole_week.add(week(doctor, **asked), ASHA)
    assert shown(doctor) == []


def test_a_slot_in_the_way_refuses_the_whole_week(database):
    doctor = a_doctor().id
    whole_week.add(week(doctor, ("TUE",)), ASHA)
    with pytest.raises(errors.SlotOverlap):
        whole_week.add(week(doctor), ASHA)
    assert shown(doctor) == ["TUE 09:00", "TUE 10:00"]
