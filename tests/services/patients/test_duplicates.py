"""A likely duplicate is pointed out before a second record is made."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.services.patients import duplicates, merging, records
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


def test_a_number_that_is_none_is_compared_by_its_digits(database):
    gate = register("Ravi Kumar", phone="gate 7")
    assert duplicates.likely(NewPatient("Lata", "Gate-7")) == (gate,)


def test_the_namesake_stands_before_the_family(asha):
    usha = register("Usha Patil", phone="98200 12345")
    assert duplicates.likely(NewPatient("Usha Patil", "98200 12345")) == (usha, asha)


def test_a_merged_record_points_to_the_one_that_was_kept(asha):
    kept = register("Asha P.", phone="98200 99999")
    merging.merge(kept.id, asha.id, ASHA)
    assert [p.id for p in duplicates.likely(NewPatient("Asha", "98200 12345"))] == [kept.id]
