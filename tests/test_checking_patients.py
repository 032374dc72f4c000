"""`check` finds every way of altering the register by hand, and names the row."""

from __future__ import annotations

import pytest

from opd_tui.services import checking, merging, patients
from opd_tui.views import NewPatient
from tests.factories import ASHA, a_slot, a_token
from tests.test_checking import by_hand


@pytest.fixture
def register(database):
    """Asha (1), to whose record Usha (2) and her token were merged; Ravi (3)."""
    for name, phone in (("Asha Patil", None), ("Usha Patil", "98200 12345"), ("Ravi Kumar", None)):
        patients.register(NewPatient(name, phone), ASHA)
    a_token(a_slot().id, patient=2)
    merging.merge(1, 2, ASHA)
    patients.correct(3, {"sex": "M"}, ASHA)
    return database


def test_a_lawful_register_is_clean(register):
    assert checking.check() == ()


BREACHES = {
    "a merge without an event": (("patient", 3), "UPDATE patient SET merged_into_id = 1 WHERE id = 3"),
    "a merge taken back without an event": (("patient", 2), "UPDATE patient SET merged_into_id = NULL WHERE id = 2"),
    "a merge into another record": (("patient", 2), "UPDATE patient SET merged_into_id = 3 WHERE id = 2"),
    "a token of another patient": (("token", 1), "UPDATE token SET patient_id = 2 WHERE id = 1"),
    "a name without an event": (("patient", 3), "UPDATE patient SET name = 'Ravi', folded = 'ravi' WHERE id = 3"),
    "a phone without an event": (("patient", 1), "UPDATE patient SET phone = NULL WHERE id = 1"),
    "a year without an event": (("patient", 3), "UPDATE patient SET year_of_birth = 1980 WHERE id = 3"),
    "a name that is not searched": (("patient", 3), "UPDATE patient SET folded = 'nobody' WHERE id = 3"),
    "a merge of a merged record": (
        ("event", 99),
        "INSERT INTO event (id, at, actor, desk, action, patient_id, detail) VALUES (99, '', 'x', '', 'merge', 3,"
        """ '{"from":{},"to":{},"merged":2,"tokens":[]}')""",
    ),
    "a merge that moves a stranger's token": (
        ("event", 99),
        "INSERT INTO event (id, at, actor, desk, action, patient_id, detail) VALUES (99, '', 'x', '', 'merge', 1,"
        """ '{"from":{},"to":{},"merged":3,"tokens":[1]}')""",
    ),
}


@pytest.mark.parametrize(("finding", "statement"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_found_and_its_row_is_named(register, finding, statement):
    by_hand(register, statement)
    assert finding in {(f.table, f.row) for f in checking.check() if f.invariant == "I7"}
