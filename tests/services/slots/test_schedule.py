"""Slots: half-open windows of one doctor that never overlap."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import AddSlot, SetCapacity
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, schedule, times
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def at(time, day=TODAY):
    return f"{day}T{time}"


@pytest.mark.parametrize(("start", "end"), [("09:00", "10:00"), ("11:00", "12:00")])
def test_adjacent_slots_are_fine(database, start, end):
    doctor = a_slot().doctor
    assert a_slot(2, doctor, start, end).start == at(start)


OVERLAPS = [
    ("10:00", "11:00"),
    ("09:00", "10:01"),
    ("10:59", "12:00"),
    ("10:15", "10:45"),
    ("09:00", "12:00"),
    ("10:00", "12:00"),
    ("09:00", "11:00"),
]


@pytest.mark.parametrize(("start", "end"), OVERLAPS)
def test_overlapping_slots_of_one_doctor_are_refused(database, start, end):
    doctor = a_slot().doctor
    a_slot(2, doctor, "08:00", "08:30")
    before = rows()
    with pytest.raises(errors.SlotOverlap):
        a_slot(2, doctor, start, end)
    assert rows() == before


def test_two_doctors_may_sit_at_the_same_time(database):
    assert [a_slot().doctor for _ in range(2)] == [1, 2]


def test_a_slot_past_midnight_overlaps_the_next_morning(database):
    doctor = a_doctor().id
    schedule.add(AddSlot(doctor, at("23:00"), at("01:00", "2026-11-24"), 2), ASHA)
    with pytest.raises(errors.SlotOverlap):
        a_slot(2, doctor, "00:59", "02:00", "2026-11-24")


def test_a_slot_past_midnight_belongs_to_its_starts_day(database):
    slot = schedule.add(AddSlot(a_doctor().id, at("23:00"), at("01:00", "2026-11-24"), 2), ASHA)
    assert [s.id for s in queues.summaries(day=TODAY)] == [slot.id]
    assert queues.summaries(day="2026-11-24") == ()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("10:00", "10:00"),
        ("11:00", "10:00"),
        ("10:00", "24:01"),
        ("24:00", "24:00"),
        ("10:00:00", "11:00"),
        ("9:00", "10:00"),
        ("१०:००", "11:00"),
        ("10:00 ", "11:00"),
        ("10:00\n", "11:00"),
        ("10:00Z", "11:00"),
        ("10:60", "11:00"),
    ],
)
def test_bad_windows_are_refused(database, start, end):
    with pytest.raises(errors.BadWindow):
        a_slot(2, None, start, end)


@pytest.mark.parametrize("seats", [0, -1, 501])
def test_a_slot_seats_1_to_500(database, seats):
    with pytest.raises(errors.BadCapacity):
        a_slot(seats)


def test_a_slot_of_an_unknown_doctor(database):
    with pytest.raises(errors.UnknownDoctor):
        a_slot(2, 99)


def test_a_slot_is_opened_in_somebodys_name(database):
    doctor = a_doctor().id
    before = rows()
    with pytest.raises(errors.NotAllowed):
        schedule.add(AddSlot(doctor, at("10:00"), at("11:00"), 2), Actor(""))
    assert rows() == before


def test_slots_are_listed_by_time(database):
    doctor = a_doctor().id
    late, early = a_slot(2, doctor, "12:00", "13:00"), a_slot(2, doctor, "09:00", "10:00")
    assert [s.id for s in queues.summaries(doctor)] == [early.id, late.id]


def test_slots_of_an_unknown_doctor_are_not_an_empty_list(database):
    with pytest.raises(errors.UnknownDoctor):
        queues.summaries(99)


# -- moving to another day and removing, only while no token was given for it


def test_a_slot_without_a_token_moves(database):
    slot = a_slot()
    moved = times.change_window(slot.id, at("23:30"), at("00:30", "2026-11-24"), ASHA).slot
    assert (moved.id, moved.start, moved.end) == (slot.id, at("23:30"), at("00:30", "2026-11-24"))


def test_a_slot_may_move_onto_part_of_its_own_old_window(database):
    assert times.change_window(a_slot().id, at("10:30"), at("11:30"), ASHA).slot.start == at("10:30")


@pytest.mark.parametrize(("start", "end"), OVERLAPS)
def test_a_slot_does_not_move_onto_another(database, start, end):
    slot = a_slot()
    other = a_slot(2, slot.doctor, "13:00", "14:00")
    with pytest.raises(errors.SlotOverlap):
        times.change_window(other.id, at(start), at(end), ASHA)


def test_a_slot_without_a_token_is_removed(database):
    slot = a_slot()
    schedule.remove(slot.id, ASHA)
    assert queues.summaries() == ()


def test_a_removed_slots_id_never_names_another(database):
    slot = a_slot()
    schedule.remove(slot.id, ASHA)
    assert a_slot(2, slot.doctor).id != slot.id


TOMORROW = "2026-11-24"
CHANGES = {
    "move to another day": lambda slot: times.change_window(
        slot, at("12:00", "2026-11-24"), at("13:00", "2026-11-24"), ASHA
    ),
    "remove": lambda slot: schedule.remove(slot, ASHA),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("ended", [False, True])
def test_a_slot_with_a_token_even_an_ended_one_stays(database, change, ended):
    slot = a_slot()
    token = a_token(slot.id)
    if ended:
        visits.cancel(Cancel(token.id), ASHA)
    before = rows()
    with pytest.raises(errors.SlotInUse):
        change(slot.id)
    assert rows() == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_unknown_slot_is_neither_moved_nor_removed(database, change):
    with pytest.raises(errors.UnknownSlot):
        change(99)


def test_the_capacity_of_a_removed_slot_cannot_be_undone(database):
    slot = a_slot()
    capacity.set_capacity(SetCapacity(slot.id, 3), ASHA)
    schedule.remove(slot.id, ASHA)
    with pytest.raises(errors.CannotUndo, match="removed"):
        undo.undo(Undo(), ASHA)
