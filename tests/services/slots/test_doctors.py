"""Doctors: added, changed, told apart by their departments."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.doctors import CorrectDoctor
from opd_tui.domain.requests.slots import AddDoctor, ShowSlot
from opd_tui.domain.requests.tokens import Undo
from opd_tui.services.queries import queues
from opd_tui.services.slots import doctors
from opd_tui.services.undo.undo import preview, undo
from tests.support.factories import ASHA, RAVI, a_doctor, a_slot


def correct(doctor: int, *fields: str | None, actor=ASHA):
    return doctors.correct(CorrectDoctor(doctor, *fields), actor)


def test_a_doctor_needs_neither_department_nor_room(database):
    made = doctors.add(AddDoctor("Dr Rao", room=""), ASHA)
    assert (made.department, made.room, made.retired) == ("", "", False)


def test_a_doctors_department_and_room_are_names_too(database):
    with pytest.raises(errors.BadName, match="room"):
        doctors.add(AddDoctor("Dr Rao", "Cardiology", "3\x07"), ASHA)


def test_an_unknown_doctor_is_not_changed(database):
    with pytest.raises(errors.UnknownDoctor):
        correct(99, "Dr Rao")


def test_what_is_left_out_of_a_change_stays_and_what_is_empty_goes(database):
    doctor = a_doctor().id
    changed = correct(doctor, None, "Medicine", "")
    assert (changed.name, changed.department, changed.room) == ("Dr Rao", "Medicine", "")


def test_a_corrected_name_is_on_the_doctors_slots(database):
    slot = a_slot()
    correct(slot.doctor, "Dr Rau")
    assert queues.slot(ShowSlot(slot.id)).head.doctor_name == "Dr Rau"


@pytest.mark.parametrize("fields", [(), (" Dr Rao ",), ("Dr Rao", "Cardiology", "3")])
def test_a_change_to_what_it_is_writes_nothing(database, fields):
    doctor, before = a_doctor().id, tables.Event.select().count()
    correct(doctor, *fields)
    assert tables.Event.select().count() == before


def test_a_bad_name_changes_nothing(database):
    doctor = a_doctor()
    with pytest.raises(errors.BadName):
        correct(doctor.id, "a\u2028b")
    assert doctors.all_doctors() == (doctor,)


def test_a_change_is_undone_unless_it_was_changed_again(database):
    doctor = a_doctor()
    correct(doctor.id, "Dr Rau", None, "7")
    assert preview(Undo(), ASHA).doctor.name == "Dr Rau"
    correct(doctor.id, None, None, "8", actor=RAVI)
    with pytest.raises(errors.CannotUndo, match="ravi has changed it since"):
        undo(Undo(), ASHA)
    undo(Undo(), RAVI)
    assert undo(Undo(), ASHA).doctor == doctor
    assert checking.check() == ()


@pytest.mark.parametrize("name", ["Dr Rao", "dr. rao", "Rao", "Doctor  RAO", "Dr Ráo"])
def test_a_doctor_of_the_same_name_is_pointed_out(database, name):
    rao, _ = a_doctor("Dr Rao"), a_doctor("Dr Raote")
    assert doctors.namesakes(name) == (rao,)
    assert doctors.namesakes(name, but=rao.id) == ()


def test_doctors_of_one_name_are_told_apart_wherever_one_is_named(database):
    slot = a_slot(doctor=doctors.add(AddDoctor("Dr Rao", "Cardiology"), ASHA).id)
    other = doctors.add(AddDoctor("Dr. Rao", "Medicine"), ASHA)
    assert other.shown == "Dr. Rao (Medicine)"
    assert queues.slot(ShowSlot(slot.id)).head.label == "Dr Rao (Cardiology) 10:00–11:00"
    assert checking.check() == ()
    correct(other.id, "Dr Sen")
    assert [each.shown for each in doctors.all_doctors()] == ["Dr Rao", "Dr Sen"]
    assert checking.check() == ()
