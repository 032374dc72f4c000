"""A damaged record of a patient ends no list: the register, the search, the cards and what is to be settled."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import FindPatient
from opd_tui.runtime import clock, damaged_rows
from opd_tui.services.day import unresolved
from opd_tui.services.patients import duplicates, records
from opd_tui.services.queries import finding
from tests.support.desk import a_desk
from tests.support.factories import a_patient
from tests.tui.test_damaged_rows import damage

DAMAGES = {
    "year of birth": "UPDATE patient SET year_of_birth = 'abc' WHERE id = 1",
    "precedence": "UPDATE patient SET precedence = 'pregnant', precedence_until = 'X' WHERE id = 1",
    "hospital number": "UPDATE patient SET mrn = x'ff00' WHERE id = 1",
    "notes": "UPDATE patient SET notes = x'ff00' WHERE id = 1",
}


@pytest.fixture(params=DAMAGES.values(), ids=DAMAGES)
def damaged(request, morning):
    """The morning, with damage in the record of №1 Asha Patil."""
    damage(request.param)
    yield morning
    damaged_rows.take()


def test_the_lists_have_the_others(damaged):
    other = a_patient("Asha Patil")
    assert [match.patient.id for match in records.matches(FindPatient("asha patil"))] == [other.id]
    assert duplicates.of_record(other.id) == ()
    assert [found.token.id for found in finding.find("patil", "2026-11-23")] == []
    clock.set_local("2026-11-24T09:00")
    assert [each.token.id for each in unresolved.past()] == [2, 3, 4]


async def test_the_card_says_so(damaged):
    async with a_desk() as desk:
        assert desk.sees("Asha Patil")
        await desk.press("enter")
        await desk.until_seen("The patient 1 is damaged")
