"""A doctor's whole week is added at once."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.requests.weeks import AddWeek
from opd_tui.services.undo import undo
from opd_tui.services.weeks import templates, whole_week
from tests.support.factories import ASHA, TODAY, a_doctor


def week(doctor, days=("MON", "TUE"), minutes=60, **other):
    return AddWeek(doctor, days, "09:00", "11:00", 5, TODAY, minutes=minutes, **other)


def shown(doctor):
    return [f"{each.weekly.weekday} {each.weekly.start}" for each in templates.templates(doctor)]


def test_every_day_gets_every_slot(database):
    doctor = a_doctor().id
    assert len(whole_week.add(week(doctor), ASHA)) == 4
    assert shown(doctor) == ["MON 09:00", "MON 10:00", "TUE 09:00", "TUE 10:00"]


def test_one_undo_takes_it_back(database):
    doctor = a_doctor().id
    whole_week.add(week(doctor), ASHA)
    undo.undo(Undo(), ASHA)
    assert shown(doctor) == []
    assert checking.check() == ()


@pytest.mark.parametrize("asked", [{"minutes": 45}, {"days": ()}, {"days": ("MON", "XYZ")}])
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
