"""Which slots take a doctor's time: a closed one without live tokens does not."""

from __future__ import annotations

import sqlite3
from contextlib import closing as closed_at_last

import pytest

from opd_tui.check import checking
from opd_tui.domain.errors import SlotOverlap
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.services.slots import closing, times
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token


@pytest.fixture
def shut(database):
    """A closed slot 10:00–12:00 whose one token was cancelled."""
    slot = a_slot(start="10:00", end="12:00")
    visits.cancel(Cancel(a_token(slot.id).id), ASHA)
    closing.close(CloseSlot(slot.id), ASHA)
    return slot


@pytest.mark.parametrize(("start", "end"), [("10:30", "12:30"), ("10:00", "12:00"), ("09:30", "10:30")])
def test_a_closed_empty_slot_overlaps_nothing(shut, start, end):
    assert a_slot(2, shut.doctor, start, end).start[11:] == start
    assert checking.check() == ()


def test_a_closed_slot_with_patients_left_in_it_overlaps(database):
    slot = a_slot()
    a_token(slot.id)
    closing.leave(slot.id, ASHA)
    with pytest.raises(SlotOverlap):
        a_slot(2, slot.doctor, "10:30", "11:30")


def test_a_slot_is_not_moved_over_another(shut):
    later = a_slot(2, shut.doctor, "13:00", "14:00")
    a_slot(2, shut.doctor, "10:30", "12:30")
    with pytest.raises(SlotOverlap):
        times.change_window(later.id, f"{TODAY}T12:00", f"{TODAY}T13:00", ASHA)


def test_reopening_one_that_overlaps_by_now_is_refused(shut):
    a_slot(2, shut.doctor, "10:30", "12:30")
    with pytest.raises(SlotOverlap) as refused:
        closing.reopen(shut.id, ASHA)
    assert refused.value.code == "slot-overlap"
    assert checking.check() == ()


def test_undo_of_its_closing_is_refused_too(shut):
    a_slot(2, shut.doctor, "10:30", "12:30", TODAY)
    for look in (undo.preview, undo.undo):
        with pytest.raises(SlotOverlap):
            look(Undo(), ASHA)


def test_a_patient_does_not_come_back_into_a_closed_slot_that_overlaps_by_now(database):
    slot = a_slot()
    token = a_token(slot.id)
    closing.leave(slot.id, ASHA)
    visits.cancel(Cancel(token.id), RAVI)
    a_slot(2, slot.doctor, "10:30", "11:30")
    with pytest.raises(SlotOverlap):
        undo.undo(Undo(token=token.id), RAVI)


def test_a_holiday_that_is_none_any_more_leaves_a_slot_closed_that_overlaps_by_now(database):
    slot = a_slot()
    off = holidays.add(TODAY, None, "Conference", ASHA).holiday
    a_slot(2, slot.doctor, "10:30", "11:30")
    assert holidays.remove(off.id, ASHA).reopened == ()
    assert checking.check() == ()


@pytest.mark.sqlite("statements in SQLite's words; db/postgres/ has the same")
def test_the_database_keeps_a_reopened_slot_and_a_returning_token_from_overlapping(shut):
    a_slot(2, shut.doctor, "10:30", "12:30")
    with closed_at_last(sqlite3.connect(shut_path(), isolation_level=None)) as raw:
        for statement in (
            f"UPDATE slot SET closed = 0 WHERE id = {shut.id}",
            f"UPDATE token SET status = 'WAITING' WHERE slot_id = {shut.id}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="slot_overlap"):
                raw.execute(statement)


def shut_path():
    from opd_tui.db import connection

    return connection.current().path


def test_a_doctor_may_have_two_closed_slots_of_the_same_times(shut):
    again = a_slot(2, shut.doctor, "10:00", "12:00")
    closing.close(CloseSlot(again.id), ASHA)
    assert a_slot(2, shut.doctor, "10:00", "12:00").start == shut.start


def test_another_doctor_is_not_in_the_way(shut):
    assert a_slot(2, a_doctor("Dr Sen").id, "10:00", "12:00")
