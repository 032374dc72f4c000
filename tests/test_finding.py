"""`/`: whose token is it? The same words, numbers and slips as in the register, among the tokens of the coming days."""

from __future__ import annotations

import pytest

from opd_tui.services import finding, patients
from opd_tui.views import NewPatient
from tests.factories import ASHA, TODAY, a_slot, a_token


@pytest.fixture
def tokens(database):
    slot = a_slot(seats=9)
    for name, phone, mrn in (
        ("Asha Patil", "+91 98200 12345", "A-17"),
        ("राम शर्मा", None, None),
        ("முருகன் செல்வம்", None, None),
    ):
        patient = patients.register(NewPatient(name, phone, mrn), ASHA)
        a_token(slot.id, patient=patient.id)
    patients.register(NewPatient("Asha Without a Token"), ASHA)


FINDS = {
    "asha": 1,
    "pat as": 1,
    "A-17": 1,
    "12345": 1,
    "№2": 2,
    "3": 3,
    "शर्": 2,
    "செல்": 3,
    "ashs": 1,
    "patli asha": 1,
    "शर्ना": 2,
    "முருகண்": 3,
}


@pytest.mark.parametrize(("text", "number"), FINDS.items(), ids=FINDS)
def test_a_token_is_found_by_its_patient_or_number(tokens, text, number):
    assert [found.token.number for found in finding.find(text, TODAY)] == [number]


@pytest.mark.parametrize("text", ["", "xyzzy", "without", "99"])
def test_no_token_is_found_by_what_names_none(tokens, text):
    assert finding.find(text, TODAY) == ()
