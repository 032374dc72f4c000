"""How late a doctor is."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Undo
from opd_tui.services.slots import closing
from opd_tui.services.undo import undo
from opd_tui.store import slots
from tests.support.factories import ASHA, a_slot, late


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


@pytest.fixture
def slot(database):
    return a_slot(1).id


def minutes_of(*ids):
    return [slots.summary(slot).late_minutes for slot in ids]


@pytest.mark.parametrize("minutes", [20, 600])
def test_a_late_doctor_is_noted_on_the_slot(slot, minutes):
    assert [each.late_minutes for each in late(slot, minutes)] == [minutes]


@pytest.mark.parametrize("minutes", [-1, 601])
def test_a_doctor_is_late_by_up_to_ten_hours(slot, minutes):
    with pytest.raises(errors.BadRequest):
        late(slot, minutes)


def test_the_same_lateness_again_writes_nothing(slot):
    late(slot, 20)
    before = rows()
    late(slot, 20)
    assert rows() == before


def test_the_slots_after_it_on_that_day_are_late_too_and_all_go_back_by_one_undo(slot):
    doctor = slots.summary(slot).doctor
    before, after, closed, tomorrow, other = (
        a_slot(1, doctor, "08:00", "09:00").id,
        a_slot(1, doctor, "15:00", "16:00").id,
        a_slot(1, doctor, "17:00", "18:00").id,
        a_slot(1, doctor, day="2026-11-24").id,
        a_slot(1, start="15:00", end="16:00").id,
    )
    closing.close(CloseSlot(closed), ASHA)
    late(after, 5)
    assert [each.id for each in late(slot, 25, following=True)] == [slot, after]
    assert minutes_of(slot, after, before, closed, tomorrow, other) == [25, 25, 0, 0, 0, 0]
    undo.undo(Undo(), ASHA)
    assert minutes_of(slot, after) == [0, 5]
    assert checking.check() == ()


def test_lateness_is_undone_step_by_step(slot):
    for minutes in (20, 45):
        late(slot, minutes)
    assert [undo.undo(Undo(), ASHA).slot.late_minutes for _ in range(2)] == [20, 0]


def test_the_log_of_a_slot_closed_late_and_put_back_replays(slot):
    late(slot, 20)
    closing.close(CloseSlot(slot), ASHA)
    assert checking.check() == ()
    undo.undo(Undo(), ASHA)
    undo.undo(Undo(), ASHA)
    assert checking.check() == ()
