"""A booking goes to the next slot that takes one, or to another doctor's."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.slots import AddDoctor, CloseSlot
from opd_tui.runtime import clock
from opd_tui.services.queries import bookable
from opd_tui.services.slots import closing, doctors
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token


def the(slot: int | None) -> int | None:
    found = bookable.instead_of(slot).slot
    return found.id if found else None


def test_the_chosen_slot_where_it_takes_bookings(database):
    assert the(a_slot().id) is not None
    assert bookable.instead_of(1).instead_of is None


def test_after_its_end_the_doctors_next_of_that_day_and_then_of_a_later_one(database):
    early, doctor = a_slot(start="08:00", end="08:30"), 1
    tomorrow = a_slot(doctor=doctor, day="2026-11-24")
    assert the(early.id) == tomorrow.id
    later = a_slot(doctor=doctor)
    found = bookable.instead_of(early.id)
    assert (found.slot, found.ended) == (later, True)
    assert found.instead_of == early


def test_a_full_slot_takes_bookings_but_a_free_seat_of_that_day_is_better(database):
    early, full = a_slot(start="08:00", end="08:30"), a_slot(1, 1, "10:00", "11:00")
    a_token(full.id)
    assert the(early.id) == full.id
    free = a_slot(1, 1, "12:00", "13:00")
    assert the(early.id) == free.id


def test_the_department_comes_before_other_doctors(database):
    chosen = a_slot(start="08:00", end="08:30")
    skin = doctors.add(AddDoctor("Dr Skin", "Skin", ""), ASHA)
    soon = a_slot(doctor=skin.id)
    assert the(chosen.id) == soon.id
    colleague = a_slot(doctor=a_doctor("Dr Sen").id, start="12:00", end="13:00")
    assert the(chosen.id) == colleague.id


def test_a_closed_slot_says_why(database):
    slot, next_one = a_slot(), a_slot(doctor=1, start="12:00", end="13:00")
    closing.close(CloseSlot(slot.id), ASHA)
    found = bookable.instead_of(slot.id)
    assert (found.slot, found.ended) == (next_one, False)


def test_without_a_slot_anybodys_next(database):
    assert the(None) is None
    slot = a_slot()
    assert the(None) == slot.id


@pytest.mark.parametrize(
    ("text", "names"), [("ku", ["Dr Kurian", "Dr Kumar"]), ("card", ["Dr Sen"]), ("dr s", ["Dr Sen"])]
)
def test_doctors_are_found_by_name_or_department(database, text, names):
    for name, department in (("Dr Sen", "Cardiology"), ("Dr Kurian", "ENT"), ("Dr Kumar", "Kuratorium")):
        doctors.add(AddDoctor(name, department, ""), ASHA)
    assert [each.doctor.name for each in bookable.with_doctors(text)] == names


def test_a_doctor_comes_with_the_next_slot(database):
    slot = a_slot(day="2026-11-24")
    a_slot(doctor=slot.doctor, day=TODAY, start="07:00", end="08:00")
    clock.set_local(f"{TODAY}T09:00")
    assert [each.slot for each in bookable.with_doctors("rao")] == [slot]
    assert len(bookable.with_doctors("")) == 1
