"""The one search for patients: numbers, phones, words in any script, and a slip of the finger."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from opd_tui.db import connection, tables
from opd_tui.db.sqlite import name_index
from opd_tui.domain.patients import Match
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.services.patients import merging, records
from opd_tui.store import patient_search
from tests.support.factories import ASHA


def register(name, **fields):
    return records.register(NewPatient(name, **fields), ASHA)


def found(text, limit=10):
    return [patient.name for patient in records.search(FindPatient(text, limit))]


@pytest.fixture(params=["FTS5", "plain"])
def hospital(request, tmp_path, monkeypatch, path):
    """Both kinds of index: the answers are the same."""
    monkeypatch.setattr(name_index, "has_fts5", lambda: request.param == "FTS5")
    connection.connect(str(path), create=True, time_zone="Asia/Kolkata")
    yield path
    connection.close()


@pytest.fixture
def register_of(hospital):
    for name, phone, mrn in (
        ("Asha Patil", "+91 98200 12345", "A-17"),
        ("Ravi Kumar", "98200 54321", "A-18"),
        ("Asha Kumari Joshi", None, None),
        ("Patil Dinesh", "022 2345 6789", None),
        ("राम शर्मा", None, None),
        ("लक्ष्मी नायर", None, None),
        ("முருகன் செல்வம்", None, None),
        ("O'Brien, José", None, None),
    ):
        register(name, phone=phone, mrn=mrn)


ANSWERS = {
    "asha": ["Asha Kumari Joshi", "Asha Patil"],
    "ASHA P": ["Asha Patil"],
    "patil": ["Patil Dinesh", "Asha Patil"],
    "pat ash": ["Asha Patil"],
    "joshi asha": ["Asha Kumari Joshi"],
    "A-17": ["Asha Patil"],
    "a-17": ["Asha Patil"],
    "12345": ["Asha Patil"],
    "98200 12345": ["Asha Patil"],
    "098200-12345": ["Asha Patil"],
    "+91 9820012345": ["Asha Patil"],
    "0091 98200 12345": ["Asha Patil"],
    "९८२०० १२३४५": ["Asha Patil"],
    "6789": ["Patil Dinesh"],
    "रा": ["राम शर्मा"],
    "शर्मा": ["राम शर्मा"],
    "नाय लक्ष्": ["लक्ष्मी नायर"],
    "செல்": ["முருகன் செல்வம்"],
    "முருகன்": ["முருகன் செல்வம்"],
    "jose": ["O'Brien, José"],
    "brien": ["O'Brien, José"],
    "o'brien": ["O'Brien, José"],
}


@pytest.mark.parametrize(("text", "names"), ANSWERS.items(), ids=ANSWERS)
def test_what_is_typed_finds_who_is_meant(register_of, text, names):
    assert found(text) == names


SLIPS = {
    "a letter wrong": ("ravu", "Ravi Kumar"),
    "the first letter wrong": ("qoshi", "Asha Kumari Joshi"),
    "two letters swapped": ("dinehs", "Patil Dinesh"),
    "a letter too many": ("pattil asha", "Asha Patil"),
    "a letter missing": ("kumri", "Asha Kumari Joshi"),
    "in the beginning of a word": ("dimes", "Patil Dinesh"),
    "in one of two words": ("asha ptail", "Asha Patil"),
    "in Devanagari": ("शर्ना", "राम शर्मा"),
    "a sign missing in Devanagari": ("लक्षमी", "लक्ष्मी नायर"),
    "in Tamil": ("முருகண்", "முருகன் செல்வம்"),
    "words that are known, of other patients": ("ravi kumari", "Ravi Kumar"),
}


@pytest.mark.parametrize(("text", "name"), SLIPS.values(), ids=SLIPS)
def test_a_slip_of_the_finger_is_forgiven(register_of, text, name):
    assert found(text)[:1] == [name]


def test_a_slip_is_forgiven_only_where_nothing_matches_exactly(register_of):
    register("Ashi Rao")
    assert found("ashi") == ["Ashi Rao"]


@pytest.mark.parametrize("text", ["", "  ", "45", "%", "_", "*", '"', "xyzzy", "ab", "asha rao", "-", "AND", "(("])
def test_nobody_is_found_by_what_names_nobody(register_of, text):
    assert found(text) == []


def test_the_best_stand_first(hospital):
    for name, phone, mrn in (
        ("Rao 4711", None, None),
        ("4711 Asha", None, None),
        ("47119 Meena", None, None),
        ("Lata 47112", None, None),
        ("Phone", "98200 04711", None),
        ("Number", None, "4711"),
    ):
        register(name, phone=phone, mrn=mrn)
    assert found("4711") == ["Number", "Phone", "4711 Asha", "47119 Meena", "Rao 4711", "Lata 47112"]


def test_the_very_name_stands_before_longer_ones(hospital):
    for name in ("Asha Ashan", "Ashan", "Asha"):
        register(name)
    assert found("asha") == ["Asha", "Asha Ashan", "Ashan"]


def test_no_more_are_found_than_were_asked_for(hospital):
    for n in range(9):
        register(f"Asha {n}")
    assert len(found("asha", 4)) == 4


def test_a_corrected_name_is_found_and_the_old_one_is_not(hospital):
    patient = register("Asha Patl")
    records.correct(patient.id, {"name": "Lata Rao"}, ASHA)
    assert (found("lata"), found("asha")) == (["Lata Rao"], [])


@pytest.mark.parametrize("text", ["asha patil", "12345", "A-17", "asha patli"])
def test_what_is_known_of_a_merged_record_finds_the_one_that_was_kept(register_of, text):
    merging.merge(register("Asha Deshpande", phone="98200 99999", mrn="B-1").id, 1, ASHA)
    assert found(text) == ["Asha Deshpande"]


@pytest.mark.parametrize("text", ["Ab-18", "AB-18", "ab-18"])
def test_a_hospital_number_is_found_in_upper_and_lower_case(hospital, text):
    register("Asha Patil", mrn="Ab-18")
    assert found(text) == ["Asha Patil"]


def test_a_joiner_makes_no_difference(hospital):
    register("क\u094d\u200dष")
    assert found("क\u094dष") == ["क\u094d\u200dष"]


ONE_NAME = [
    ("K.S. Venkatesan", "ks venkatesan"),
    ("M S Dhoni", "ms dhoni"),
    ("Ram Prasad Sharma", "ramprasad sharma"),
    ("मोहन लाल", "मोहनलाल"),
    ("P. V. Narasimha Rao", "pv narasimharao"),
    ("Anne-Marie Rao", "annemarie rao"),
    ("Liam O'Brien", "liam obrien"),
    ("D\u2019Souza", "dsouza"),
    ("வெங்கட ராமன்", "வெங்கடராமன்"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_initials_and_joined_or_split_words_are_one_name_either_way(hospital, one, other):
    register(one)
    assert found(other) == [one]
    register(other)
    assert set(found(one)) == set(found(other)) == {one, other}


def test_a_name_with_an_apostrophe_and_without_are_both_found(hospital):
    for name in ("Liam O'Brien", "Sean Obrien"):
        register(name)
    assert sorted(found("obrien")) == ["Liam O'Brien", "Sean Obrien"]


WRITTEN_OTHERWISE = {
    "Đorđe Đorđević": ["dordevic", "dorde"],
    "مُحَمَّد عَلِيّ": ["محمد", "محمد علي"],
    "محمد": ["مُحَمَّد"],
    "Łukasz Ørsted": ["lukasz", "orsted"],
    "Nguyễn Thị": ["nguyen thi"],
    "फ़ातिमा": ["फातिमा"],
    "Işıl": ["isil"],
}


@pytest.mark.parametrize("name", WRITTEN_OTHERWISE)
def test_marks_and_letters_that_people_leave_out_make_no_difference(hospital, name):
    register(name)
    for text in WRITTEN_OTHERWISE[name]:
        assert records.matches(FindPatient(text)) == (Match(records.patient(1)),)


LIKELY = [
    ("Lakshmi Nair", "laxmi"),
    ("Laxmi Nayar", "lakshmi nair"),
    ("Muhammad Iqbal", "mohammed ikbal"),
    ("राम प्रसाद", "ram prasad"),
    ("Ram Prasad", "राम प्रसाद"),
    ("लक्ष्मी नायर", "laxmi"),
    ("ലക്ഷ്മി", "lakshmi"),
    ("முருகன்", "murugan"),
    ("మోహన్ రావు", "mohan rao"),
    ("محمد", "Mohammad"),
    ("Srinivas Rao", "shrinivas"),
    ("Ram Prasad Sharma", "ramprasad sarma"),
]


@pytest.mark.parametrize(("name", "text"), LIKELY)
def test_a_likely_spelling_is_found_and_marked(hospital, name, text):
    register(name)
    assert records.matches(FindPatient(text)) == (Match(records.patient(1), likely=True),)


def test_likely_spellings_stand_behind_the_exact_ones(hospital):
    for name in ("Lakshmi Nair", "Laxmi Rao", "Laxmikant Joshi"):
        register(name)
    assert [(m.patient.name, m.likely) for m in records.matches(FindPatient("laxmi"))] == [
        ("Laxmi Rao", False),
        ("Laxmikant Joshi", False),
        ("Lakshmi Nair", True),
    ]


OTHERS = [("Kumari", "kumar rao"), ("Usha", "asha"), ("Sonali", "sunil"), ("Mani", "mohan")]


@pytest.mark.parametrize(("name", "text"), OTHERS)
def test_another_name_is_no_likely_spelling(hospital, name, text):
    register(name)
    assert not any(match.likely for match in records.matches(FindPatient(text)))


# The index


def test_a_hand_in_the_table_keeps_the_index_in_step(database):
    register("Asha Patil")
    connection.current().database.execute_sql("UPDATE patient SET folded = 'usha patil'")
    assert (found("usha"), found("asha patil")[1:]) == (["Asha Patil"], [])


@pytest.mark.sqlite("the index of a file")
def test_an_index_that_was_left_out_of_step_is_made_anew_on_opening(database):
    connection.close()
    with closing(sqlite3.connect(database)) as other:
        other.execute("DROP TRIGGER patient_words_insert")
        other.execute("INSERT INTO patient (name, folded, notes) VALUES ('Asha Patil', 'asha patil', '')")
        other.commit()
    connection.connect(str(database))
    assert found("patil") == ["Asha Patil"]


def test_a_file_goes_to_an_sqlite_without_fts5_and_back(path, monkeypatch):
    for number, fts5 in enumerate((True, False, True)):
        monkeypatch.setattr(name_index, "has_fts5", lambda fts5=fts5: fts5)
        connection.connect(str(path), create=True)
        register(f"Asha {number}")
        assert len(found("as")) == number + 1
    connection.close()


def test_a_million_letters_are_no_name(database):
    assert found("a" * 100_000) == []
    assert tables.Patient.select().count() == 0


def test_more_words_than_any_name_has_are_not_searched(register_of, monkeypatch):
    monkeypatch.setattr(patient_search, "fold", None)
    assert found("asha " * 5_000) == []
