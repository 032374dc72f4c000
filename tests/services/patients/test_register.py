"""The register: phones, hospital numbers, every field and its correction."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.domain.requests.tokens import Undo
from opd_tui.runtime import policy
from opd_tui.services.patients import records
from opd_tui.services.undo import undo
from opd_tui.store import patients
from tests.support.factories import ASHA


def register(name="Asha Patil", **fields):
    return records.register(NewPatient(name, **fields), ASHA)


PHONES = {
    "98200 12345": ("98200 12345", "+919820012345"),
    "9820012345": ("98200 12345", "+919820012345"),
    "098200-12345": ("098200 12345", "+919820012345"),
    "+91 (98200) 12345": ("98200 12345", "+919820012345"),
    "022 2345 6789": ("022 2345 6789", "+912223456789"),
    "+44 20 7946 0958": ("+44 20 7946 0958", "+442079460958"),
    "12345": ("12345", None),
}


@pytest.mark.parametrize(("typed", "kept"), PHONES.items(), ids=PHONES)
def test_a_phone_is_kept_normalised_and_shown_as_people_write_it(database, typed, kept):
    made = register(phone=typed)
    assert (made.phone, tables.PatientPhone.get().e164) == kept


@pytest.mark.parametrize("typed", ["9820012345 / 9765432109", "98200 12345, 97654 32109", "9820012345 9765432109"])
def test_two_phones_of_one_patient_are_two_and_both_find_the_patient(database, typed):
    made = register(phone=typed)
    assert made.phones == ("98200 12345", "97654 32109")
    assert [records.search(FindPatient(digits)) for digits in ("9820012345", "32109")] == [(made,)] * 2
    assert checking.check() == ()


@pytest.mark.parametrize("typed", ["mother 98200 12345", "ask at the gate", "98200 12345 / home", "12"])
def test_what_cannot_be_read_as_phones_is_refused_whole(database, typed):
    with pytest.raises(errors.BadRequest, match="cannot be read"):
        register(phone=typed)
    assert (tables.Patient.select().count(), tables.Event.select().count()) == (0, 0)


def test_a_phone_is_corrected_beside_one_that_cannot_be_read(database):
    made = register()
    patients.write(made.id, {"phone": "mother 98200 12345"})  # as older versions took it
    records.correct(made.id, {"phone": "mother 98200 12345 / 97654 32109"}, ASHA)
    assert records.patient(made.id).phones == ("mother 98200 12345", "97654 32109")


def test_a_correction_of_two_phones_is_undone(database):
    made = register(phone="98200 12345 / 97654 32109")
    records.correct(made.id, {"phone": "97654 32109"}, ASHA)
    undo.undo(Undo(), ASHA)
    assert records.patient(made.id) == made
    assert checking.check() == ()


def test_the_region_of_the_settings_reads_a_number_without_a_country(database):
    policy.use(Policy(phone_region="GB"))
    register(phone="020 7946 0958")
    assert tables.PatientPhone.get().e164 == "+442079460958"


def test_the_libraries_for_phones_and_spellings_are_loaded_only_when_needed():
    rare = "{'phonenumbers', 'anyascii', 'jellyfish'}"
    code = f"import sys, opd_tui.tui.app, opd_tui.cli.batch; sys.exit(bool({rare} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


# Hospital numbers


def test_a_drawn_number_is_the_next_of_the_counter(database):
    policy.use(Policy(mrn_prefix="H-"))
    assert records.next_mrn() == "H-1"
    assert [register(draw_mrn=True).mrn, register(draw_mrn=True).mrn, records.next_mrn()] == ["H-1", "H-2", "H-3"]


def test_looking_at_the_next_number_draws_none(database):
    assert records.next_mrn() == records.next_mrn() == register(draw_mrn=True).mrn == "1"


def test_a_drawn_number_is_never_one_given_by_hand(database):
    register(mrn="1")
    register(mrn="2")
    assert records.next_mrn() == register(draw_mrn=True).mrn == "3"


def test_a_drawn_number_never_comes_again(database):
    made = register(draw_mrn=True)
    records.correct(made.id, {"mrn": None}, ASHA)
    assert register(draw_mrn=True).mrn == "2"


def test_a_refused_registration_draws_no_number(database):
    with pytest.raises(errors.BadName):
        register("", draw_mrn=True)
    assert records.next_mrn() == "1"


def test_digits_of_every_script_are_digits_of_a_hospital_number(database):
    register(mrn="123")
    with pytest.raises(errors.DuplicateMrn):
        register(mrn="१२३")


@pytest.mark.parametrize("text", ["123", "000123", "०१२३", "0123"])
def test_a_hospital_number_is_found_with_or_without_its_leading_zeros(database, text):
    made = register(mrn="000123")
    assert records.search(FindPatient(text)) == (made,)


def test_the_very_number_stands_before_one_with_other_zeros(database):
    first, second = register(mrn="000123"), register(mrn="123")
    assert records.search(FindPatient("123")) == (second, first)
    assert records.search(FindPatient("000123")) == (first, second)


def test_who_asks_for_no_number_gets_none(database):
    assert register().mrn is None


# Every field, and its correction

CHANGES = {
    "name": "Usha Patil",
    "phone": "98200 54321",
    "mrn": "A-18",
    "year_of_birth": 1981,
    "sex": "F",
    "notes": "diabetes",
}


@pytest.mark.parametrize(("field", "value"), CHANGES.items(), ids=CHANGES)
def test_a_field_is_corrected_and_logged_with_both_ends(database, field, value):
    made = register(phone="98200 12345", mrn="A-17", year_of_birth=1980, sex="X", notes="none")
    corrected = records.correct(made.id, {field: value}, ASHA)
    assert corrected == records.patient(made.id)
    assert getattr(corrected, field) == value
    event = tables.Event.select().order_by(tables.Event.id.desc()).get()
    told = json.loads(event.detail)
    assert (event.action, told) == ("correct-patient", {"from": {field: getattr(made, field)}, "to": {field: value}})
    assert checking.check() == ()


def test_what_is_as_it_was_is_not_written(database):
    made = register(phone="98200 12345", year_of_birth=1980, notes="diabetes")
    before = tables.Event.select().count()
    same = {"name": " Asha Patil", "phone": "9820012345", "mrn": "", "year_of_birth": 1980, "notes": "diabetes "}
    assert records.correct(made.id, same, ASHA) == made
    assert tables.Event.select().count() == before


def test_a_corrected_phone_is_found_and_the_old_one_is_not(database):
    made = register(phone="98200 12345")
    records.correct(made.id, {"phone": "98200 54321"}, ASHA)
    assert [len(records.search(FindPatient(digits))) for digits in ("54321", "12345")] == [1, 0]


@pytest.mark.parametrize(
    "changes",
    [
        {"year_of_birth": 1890},
        {"year_of_birth": 2027},
        {"year_of_birth": True},
        {"sex": "female"},
        {"notes": "a\tb"},
        {"notes": "n" * 1001},
        {"phone": "\x1b[31m"},
    ],
)
def test_what_cannot_be_kept_is_refused(database, changes):
    made = register()
    with pytest.raises(errors.BadRequest):
        records.correct(made.id, changes, ASHA)
    assert records.patient(made.id) == made


def test_a_hospital_number_of_somebody_else_is_refused(database):
    register("Ravi Kumar", mrn="A-17")
    with pytest.raises(errors.DuplicateMrn, match="Ravi Kumar"):
        records.correct(register().id, {"mrn": "A-17"}, ASHA)
