"""Who is who among namesakes, in words."""

from __future__ import annotations

import pytest

from opd_tui.domain.patients import Patient
from opd_tui.messages.about_patients import identified
from opd_tui.messages.about_tokens import person

TODAY = "2026-11-26"


@pytest.mark.parametrize(
    ("patient", "last_visit", "words"),
    [
        (Patient(1, "Ram Kale"), None, "Ram Kale"),
        (Patient(1, "Ram Kale", ("98200 12345",), "501"), None, "Ram Kale (501, 98200 12345)"),
        (Patient(1, "Ram Kale", year_of_birth=1980, sex="M"), "2026-11-12", "Ram Kale (46M, seen 12 Nov)"),
        (Patient(1, "Ram Kale", sex="M", mrn="902"), "2025-03-02", "Ram Kale (902, M, seen 2 Mar 2025)"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_patient_among_namesakes(patient, last_visit, words):
    assert identified(patient, TODAY, last_visit) == words


@pytest.mark.parametrize("name", ["Baby of Anita Deshmukh Twin {}", "अनिता देशमुख की बच्ची जुड़वाँ {}", "x" * 300 + "{}"])
def test_long_names_that_differ_at_their_end_stay_apart(name):
    one, two = (person(name.format(number)) for number in (1, 2))
    assert one != two
    assert len(one) <= 24
