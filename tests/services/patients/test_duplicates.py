"""A likely duplicate is pointed out before a second record is made."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.services.patients import duplicates, merging, records
from opd_tui.store import patients
from tests.support.factories import ASHA


def register(name, **fields):
    return records.register(NewPatient(name, **fields), ASHA)


@pytest.fixture
def asha(database):
    return register("Asha Patil", phone="98200 12345", year_of_birth=1980)


LIKELY = {
    "the same phone": NewPatient("A. Patil", "98200 12345"),
    "the same phone, written otherwise": NewPatient("A. Patil", "+91-9820012345"),
    "the same name and year": NewPatient("ASHA  PATIL", None, year_of_birth=1980),
    "all of it": NewPatient("Asha Patil", "98200 12345", year_of_birth=1980),
}


@pytest.mark.parametrize("asked", LIKELY.values(), ids=LIKELY)
def test_a_likely_duplicate_is_pointed_out(asha, asked):
    assert duplicates.likely(asked) == (asha,)


UNLIKELY = {
    "the same name": NewPatient("Asha Patil"),
    "the same name in another year": NewPatient("Asha Patil", year_of_birth=1981),
    "the same year": NewPatient("Usha Patil", year_of_birth=1980),
    "the end of the phone": NewPatient("Asha Patil", "12345"),
    "nothing": NewPatient(""),
}


@pytest.mark.parametrize("asked", UNLIKELY.values(), ids=UNLIKELY)
def test_who_only_resembles_is_not(asha, asked):
    assert duplicates.likely(asked) == ()


def test_a_phone_from_before_that_cannot_be_read_is_compared_by_its_digits(database):
    gate = register("Ravi Kumar")
    patients.write(gate.id, {"phone": "gate 7"})
    assert [p.id for p in duplicates.likely(NewPatient("Lata", "Gate-7"))] == [gate.id]


@pytest.mark.parametrize("phone", ["9765432109", "022 2345 6789 / 97654 32109"])
def test_any_phone_of_a_patient_is_compared(database, phone):
    two = register("Ravi Kumar", phone="98200 12345 / 97654 32109")
    assert duplicates.likely(NewPatient("Lata", phone)) == (two,)


@pytest.mark.parametrize("mrn", ["123", "000123", "०००१२३"])
def test_a_hospital_number_that_differs_only_in_leading_zeros_is_pointed_out(database, mrn):
    other = register("Ravi Kumar", mrn="00123")
    assert duplicates.likely(NewPatient("Lata", mrn=mrn)) == (other,)


@pytest.mark.parametrize(
    ("known", "asked"),
    [("K.S. Venkatesan", "KS Venkatesan"), ("Ram Prasad Sharma", "Ramprasad Sharma"), ("मोहन लाल", "मोहनलाल")],
)
def test_a_name_with_its_words_joined_otherwise_is_the_same_name(database, known, asked):
    for one, other in ((known, asked), (asked, known)):
        made = register(one, year_of_birth=1950 + len(one))
        assert duplicates.likely(NewPatient(other, year_of_birth=1950 + len(one))) == (made,)


def test_the_namesake_stands_before_the_family(asha):
    usha = register("Usha Patil", phone="98200 12345")
    assert duplicates.likely(NewPatient("Usha Patil", "98200 12345")) == (usha, asha)


def test_a_merged_record_points_to_the_one_that_was_kept(asha):
    kept = register("Asha P.", phone="98200 99999")
    merging.merge(kept.id, asha.id, ASHA)
    assert [p.id for p in duplicates.likely(NewPatient("Asha", "98200 12345"))] == [kept.id]
