"""`check` finds every way of altering the register by hand, and names the row."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.db.sqlite import index_updates, name_index
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.services.patients import merging, records
from tests.support.damage import by_hand
from tests.support.factories import ASHA, a_slot, a_token

OF_THE_FILE = pytest.mark.sqlite("SQLite's own index; that of a server: db/postgres/test_integrity")


@pytest.fixture
def register(database):
    """Asha (1), to whose record Usha (2) and her token were merged; Ravi (3)."""
    for name, phone in (("Asha Patil", None), ("Usha Patil", "98200 12345"), ("Ravi Kumar", None)):
        records.register(NewPatient(name, phone), ASHA)
    a_token(a_slot().id, patient=2)
    merging.merge(1, 2, ASHA)
    records.correct(3, {"sex": "M"}, ASHA)
    return database


def test_a_lawful_register_is_clean(register):
    assert checking.check() == ()


BREACHES = {
    "a merge without an event": (("patient", 3), "UPDATE patient SET merged_into_id = 1 WHERE id = 3"),
    "a merge taken back without an event": (("patient", 2), "UPDATE patient SET merged_into_id = NULL WHERE id = 2"),
    "a merge into another record": (("patient", 2), "UPDATE patient SET merged_into_id = 3 WHERE id = 2"),
    "a token of another patient": (("token", 1), "UPDATE token SET patient_id = 2 WHERE id = 1"),
    "a name without an event": (("patient", 3), "UPDATE patient SET name = 'Ravi', folded = 'ravi' WHERE id = 3"),
    "a phone without an event": (("patient", 1), "DELETE FROM patient_phone WHERE patient_id = 1"),
    "a year without an event": (("patient", 3), "UPDATE patient SET year_of_birth = 1980 WHERE id = 3"),
    "a name that is not searched": (("patient", 3), "UPDATE patient SET folded = 'nobody' WHERE id = 3"),
    "an E.164 form of another phone": (
        ("patient", 2),
        "UPDATE patient_phone SET e164 = '+919820012346', backwards = '643210028919' WHERE patient_id = 2",
    ),
    "no E.164 form of a phone": (("patient", 2), "UPDATE patient_phone SET e164 = NULL WHERE patient_id = 2"),
    "a phone that is not searched": (("patient", 2), "UPDATE patient_phone SET backwards = NULL WHERE patient_id = 2"),
    "a phone searched by others' digits": (
        ("patient", 2),
        "UPDATE patient_phone SET backwards = '1' WHERE patient_id = 2",
    ),
    "a phone of somebody without one": (
        ("patient", 3),
        "INSERT INTO patient_phone (patient_id, place, shown, backwards) VALUES (3, 0, '12345', '54321')",
    ),
    "a second phone without an event": (
        ("patient", 2),
        "INSERT INTO patient_phone (patient_id, place, shown, backwards) VALUES (2, 1, '12345', '54321')",
    ),
    "a phone at no place": (("patient", 2), "UPDATE patient_phone SET place = 5 WHERE patient_id = 2"),
    "a name not found by how it sounds": (("patient", 3), "UPDATE patient SET spellings = '' WHERE id = 3"),
    "a number that nobody sees": (
        ("patient", 3),
        "UPDATE patient SET mrn = '\u200b', mrn_key = '\u200b' WHERE id = 3",
    ),
    "a number that is not searched": (("patient", 3), "UPDATE patient SET mrn_key = 'x' WHERE id = 3"),
    "a merge of a merged record": (
        ("event", 99),
        "INSERT INTO event (id, operation, at, actor, desk, action, patient_id, detail) VALUES"
        """ (99, 99, '', 'x', '', 'merge', 3, '{"from":{},"to":{},"merged":2,"tokens":[]}')""",
    ),
    "a merge that moves a stranger's token": (
        ("event", 99),
        "INSERT INTO event (id, operation, at, actor, desk, action, patient_id, detail) VALUES"
        """ (99, 99, '', 'x', '', 'merge', 1, '{"from":{},"to":{},"merged":3,"tokens":[1]}')""",
    ),
}


@pytest.mark.parametrize(("finding", "statement"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_found_and_its_row_is_named(register, finding, statement):
    by_hand(register, statement)
    assert finding in {(f.table, f.row) for f in checking.check() if f.invariant == "I7"}


def by_index(statement, *values):
    connection.current().database.execute_sql(f"INSERT INTO patient_words {statement}", values)
    return [str(f) for f in checking.check()]


LACKING = "I7 patient {}: is not found by {}, a word or spelling of its name"
STRANGE = "I7 patient {}: is found by 'asha', no word or spelling of its name"
NAMES = {
    "a word taken out": (
        "(patient_words, rowid, folded) VALUES ('delete', 3, 'kumar')",
        "I7 patient 3: is not found by 'kumar', a word or spelling of its name",
    ),
    "a word put in": (
        "(rowid, folded) VALUES (3, 'asha')",
        "I7 patient 3: is found by 'asha', no word or spelling of its name",
    ),
    "a word of nobody": (
        "(rowid, folded) VALUES (9, 'asha')",
        "I7 patient 9: is found by 'asha', no word or spelling of its name",
    ),
}


@OF_THE_FILE
@pytest.mark.parametrize(("statement", "told"), NAMES.values(), ids=NAMES)
def test_an_index_that_differs_from_a_name_is_found(register, statement, told):
    assert by_index(statement) == [told]


@OF_THE_FILE
def test_an_emptied_index_is_found_and_some_of_the_patients_are_named(register, monkeypatch):
    monkeypatch.setattr(index_updates, "MAX_LISTED", 2)
    assert by_index("(patient_words) VALUES ('delete-all')") == [
        LACKING.format(1, "'asha', 'ashapatil', 'patil', '~asptl~', '~as~', '~ptl~'"),
        LACKING.format(2, "'patil', 'usha', 'ushapatil', '~ptl~', '~usptl~', '~us~'"),
        "I7 patient_words 0: does not have the names of 1 more patients as they are",
    ]


@OF_THE_FILE
def test_patients_that_share_a_cell_are_told_apart(register, monkeypatch):
    monkeypatch.setattr(index_updates, "CELLS", 1)
    assert by_index(*NAMES["a word put in"][:1]) == [NAMES["a word put in"][1]]


@OF_THE_FILE
def test_an_index_that_is_gone_or_damaged_is_found(register):
    connection.current().database.execute_sql("UPDATE patient_words_data SET block = x'ffff' WHERE id > 10")
    assert [str(f)[:35] for f in checking.check()] == ["I7 patient_words 0: cannot be read:"]
    connection.current().database.execute_sql("DROP TABLE patient_vocabulary")
    assert [str(f)[:35] for f in checking.check()] == ["I7 patient_words 0: cannot be read:"]


@OF_THE_FILE
def test_the_index_is_looked_at_on_a_connection_that_only_reads(register):
    by_index("(patient_words) VALUES ('delete-all')")
    connection.connect(str(register), reading=True)
    assert checking.check()


@OF_THE_FILE
def test_an_sqlite_without_fts5_has_no_index_to_look_at(register, monkeypatch):
    by_index("(patient_words) VALUES ('delete-all')")
    monkeypatch.setattr(name_index, "has_fts5", lambda: False)
    assert not [f for f in checking.check() if f.table == "patient"]
