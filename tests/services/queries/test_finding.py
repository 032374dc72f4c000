"""`/`: whose token is it? The same words, numbers and slips as in the register, among the tokens of the coming days."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import NoShow
from opd_tui.services.patients import records
from opd_tui.services.queries import finding
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, TODAY, a_slot, a_token


@pytest.fixture
def tokens(database):
    slot = a_slot(seats=9)
    for name, phone, mrn in (
        ("Asha Patil", "+91 98200 12345", "A-17"),
        ("राम शर्मा", None, None),
        ("முருகன் செல்வம்", None, None),
    ):
        patient = records.register(NewPatient(name, phone, mrn), ASHA)
        a_token(slot.id, patient=patient.id)
    records.register(NewPatient("Asha Without a Token"), ASHA)


FINDS = {
    "asha": 1,
    "pat as": 1,
    "A-17": 1,
    "12345": 1,
    "१२३४५": 1,
    "№௨": 2,
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


@pytest.mark.parametrize("few", [finding.MAX_PATIENTS, 0])
def test_live_tokens_stand_before_ended_ones_then_by_time(database, monkeypatch, few):
    monkeypatch.setattr(finding, "MAX_PATIENTS", few)  # 0: as where a beginning is that of thousands of names
    late, early = a_slot(2, start="12:00", end="13:00").id, a_slot(3, start="11:00", end="12:00").id
    for slot in (late, early, early, late):
        a_token(slot, patient=records.register(NewPatient("Asha Rao"), ASHA).id)
    visits.no_show(NoShow(2), ASHA)
    assert [found.token.id for found in finding.find("asha", TODAY)] == [3, 1, 4, 2]
    assert [found.token.id for found in finding.find("asha", TODAY, 2)] == [3, 1]


def test_who_is_registered_without_a_token_hides_nobody_behind_a_slip(tokens):
    records.register(NewPatient("Ashs Kulkarni"), ASHA)
    assert [found.token.number for found in finding.find("ashs", TODAY)] == [1]


@pytest.mark.parametrize("text", ["", "xyzzy", "without", "99", "asha " * 50])
def test_no_token_is_found_by_what_names_none(tokens, text):
    assert finding.find(text, TODAY) == ()
