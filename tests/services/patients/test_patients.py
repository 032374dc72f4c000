"""The registers: patients and doctors."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.slots import doctors
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token


def register(name="Asha Patil", **fields):
    return records.register(NewPatient(name, **fields), ASHA)


def test_a_patient_is_kept_as_given_but_for_trimming(database):
    made = register("  Asha  Patil ", phone=" 98200 12345 ", mrn=" A-17 ")
    assert (made.name, made.phone, made.mrn) == ("Asha  Patil", "98200 12345", "A-17")
    assert records.patient(made.id) == made


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_a_patient_needs_neither_phone_nor_number(database, empty):
    made = register(phone=empty, mrn=empty)
    assert (made.phone, made.mrn) == (None, None)


def test_two_patients_may_have_one_name(database):
    assert register().id != register().id


@pytest.mark.parametrize("mrn", [" A-17 ", "a-17"])
def test_a_hospital_number_belongs_to_one_patient(database, mrn):
    register("Asha Patil", mrn="A-17")
    with pytest.raises(errors.DuplicateMrn, match="-17 already belongs to Asha Patil"):
        register("Ravi", mrn=mrn)
    assert tables.Patient.select().count() == 1


def test_the_digits_of_any_script_are_digits_of_a_phone(database):
    assert register(phone="९८२०० १२३४५").phone == "98200 12345"


@pytest.mark.parametrize("field", ["phone", "mrn"])
@pytest.mark.parametrize("text", ["a\tb", "\x1b[31m", "\ud800", "1" * 201])
def test_a_phone_or_number_that_cannot_be_kept_is_refused(database, field, text):
    with pytest.raises(errors.BadRequest):
        register(**{field: text})
    assert tables.Patient.select().count() == 0


@pytest.mark.parametrize("make", [register, lambda name: doctors.add(AddDoctor(name), ASHA)])
def test_a_name_nobody_can_see_is_refused(database, make):
    with pytest.raises(errors.BadName):
        make("\u200b")
    assert tables.Event.select().count() == 0


@pytest.mark.parametrize(
    "make", [lambda: doctors.add(AddDoctor("Dr Rao"), Actor("")), lambda: a_patient_by(Actor(" "))]
)
def test_nobody_is_added_in_nobodys_name(database, make):
    with pytest.raises(errors.NotAllowed):
        make()
    assert (doctors.all_doctors(), tables.Patient.select().count()) == ((), 0)


def a_patient_by(actor):
    return records.register(NewPatient("Asha"), actor)


def test_an_unknown_patient(database):
    with pytest.raises(errors.UnknownPatient):
        records.correct_name(99, "Asha", ASHA)


def test_a_corrected_name_is_on_the_patients_tokens(database):
    patient = a_patient("Asha Patl")
    token = a_token(a_slot().id, patient=patient.id)
    records.correct_name(patient.id, " Asha Patil ", ASHA)
    assert queues.token(token.id).patient_name == "Asha Patil"


def test_a_correction_to_the_same_name_writes_nothing(database):
    made = a_patient("Asha Patil")
    before = tables.Event.select().count()
    records.correct_name(made.id, " Asha Patil ", ASHA)
    assert tables.Event.select().count() == before


def test_a_correction_to_a_bad_name_changes_nothing(database):
    made = a_patient("Asha Patil")
    before = tables.Event.select().count()
    with pytest.raises(errors.BadName):
        records.correct_name(made.id, "a\u2028b", ASHA)
    assert tables.Event.select().count() == before


@pytest.mark.parametrize("name", ["?", "...", "42", "🙂"])
@pytest.mark.parametrize("make", [register, a_doctor])
def test_a_name_without_a_letter_is_refused(database, make, name):
    with pytest.raises(errors.BadName, match="has no letter"):
        make(name)
