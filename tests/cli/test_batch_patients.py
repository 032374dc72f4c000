"""The batch lines about patients."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.services.patients import merging
from tests.cli.test_batch import ask
from tests.support.factories import ASHA, a_slot


@pytest.fixture
def register(database):
    return [
        ask("add-patient", name="Asha Patil", phone="98200 12345", mrn="A-17"),
        ask("add-patient", name="राम शर्मा", phone="+919820054321"),
        ask("add-patient", name="Ravi Kumar"),
    ]


@pytest.mark.parametrize(
    ("text", "place"), [("12345", 0), ("A-17", 0), ("pat", 0), ("शर्मा", 1), ("54321", 1), ("kumar", 2)]
)
def test_find_patient(register, text, place):
    assert ask("find-patient", text=text) == {"patients": [register[place]]}


def test_find_patient_marks_a_likely_spelling(register):
    assert ask("find-patient", text="ravee kumaar") == {"patients": [{**register[2], "likely": True}]}


def test_a_patient_has_all_phones_and_the_first_one_alone(database):
    made = ask("add-patient", name="Asha", phone="9820012345 / 9765432109")
    assert (made["phone"], made["phones"]) == ("98200 12345", ["98200 12345", "97654 32109"])


def test_several_phones_are_a_list_as_in_the_answer(database):
    listed = ["022/2345 6789", "98200 12345", "+91 98200 12345"]
    made = ask("add-patient", name="Asha", phones=listed)
    assert (made["phone"], made["phones"]) == ("022 2345 6789", ["022 2345 6789", "98200 12345"])
    assert ask("find-patient", text="12345")["patients"] == [made]
    assert ask("duplicates", patient={"name": "A.", "phones": ["98200 12345"]})["patients"][0]["id"] == made["id"]


@pytest.mark.parametrize("phone", ["9820012345", "+91 98200 12345", ""])
def test_a_phone_that_is_the_only_one_of_the_phones_may_be_given_too(database, phone):
    assert ask("add-patient", name="Asha", phone=phone, phones=["98200 12345"])["phones"] == ["98200 12345"]


@pytest.mark.parametrize(
    "given",
    [
        {"phone": "97654 32109", "phones": ["98200 12345"]},
        {"phone": "98200 12345", "phones": ["98200 12345", "97654 32109"]},
        {"phones": ["98200 12345", "home"]},
        {"phones": [f"98200 123{n:02}" for n in range(11)]},
        {"phones": [98200]},
    ],
)
def test_phones_that_differ_or_cannot_be_read_are_refused(database, given):
    assert ask("add-patient", name="Asha", **given) == "bad-request"
    assert ask("find-patient", text="asha") == {"patients": []}


def test_phones_are_corrected_as_a_list(register):
    assert ask("correct-patient", patient=1, phones=["97654 32109", "98200 12345"])["phones"] == [
        "97654 32109",
        "98200 12345",
    ]
    assert ask("correct-patient", patient=1, phone="97654 32109", phones=["98200 12345"]) == "bad-request"
    assert ask("correct-patient", patient=1, phones=["home"]) == "bad-request"
    assert ask("correct-patient", patient=1, phones=[])["phone"] is None


@pytest.mark.parametrize("phone", ["mother 98200 12345", "98200 12345 / home", "12"])
def test_what_cannot_be_read_as_phones_is_refused(database, phone):
    assert ask("add-patient", name="Asha", phone=phone) == "bad-request"


@pytest.mark.parametrize("name", ["?", "...", "42", "🙂", "- -"])
def test_a_name_has_a_letter(database, name):
    assert ask("add-patient", name=name) == "bad-name"
    assert ask("add-doctor", name=name) == "bad-name"


def test_find_patient_finds_nobody(register):
    assert ask("find-patient", text="xyzzy") == {"patients": []}


def test_find_patient_gives_ten_or_as_many_as_asked_for(database):
    for number in range(12):
        ask("add-patient", name=f"Asha {number}")
    assert len(ask("find-patient", text="asha")["patients"]) == 10
    assert len(ask("find-patient", text="asha", limit=11)["patients"]) == 11
    assert len(ask("find-patient", text="asha", limit=100)["patients"]) == 12


@pytest.mark.parametrize(
    "fields",
    [
        {"limit": 0},
        {"limit": 101},
        {"limit": -1},
        {"limit": "5"},
        {"limit": True},
        {"text": 5},
        {"text": "\ud800"},
        {"text": "as\x00ha"},
        {"mrn": ""},
    ],
)
def test_a_wrong_find_patient_is_refused(register, fields):
    assert ask("find-patient", **{"text": "asha", **fields}) == "bad-request"


def test_add_patient_shows_a_phone_as_people_write_it(register):
    assert register[1] == {"id": 2, "name": "राम शर्मा", "phone": "98200 54321", "mrn": None, "phones": ["98200 54321"]}


def test_undo_takes_a_merge_back(register):
    merging.merge(1, 3, ASHA)
    assert ask("undo") == {
        "undone": "merge",
        "token": None,
        "promoted": [],
        "preempted": [],
        "others": [],
        "not_undone": [],
    }
    assert ask("find-patient", text="kumar") == {"patients": [register[2]]}


def test_a_booking_sent_before_the_register_grew_is_still_known(database):
    ask("add-doctor", name="Dr Rao")
    ask("add-slot", doctor=1, start="2026-11-23T10:00", end="2026-11-23T11:00", capacity=2)
    asked = {"slot": 1, "patient": {"name": "Asha"}, "source": "WALKIN", "request": "k"}
    ask("book", **asked)
    first = '{"open_seat": false, "patient": {"mrn": null, "name": "Asha", "phone": null}, "patient_id": null, '
    assert tables.Request.get().asked == first + '"slot": 1, "source": "WALKIN"}'


def test_an_age_is_a_year_of_birth(database):
    made = ask("add-patient", name="Lata Rao", age=61, sex="F", precedence="disability")
    assert made["year_of_birth"] == 1965
    assert {key: made[key] for key in ("age", "sex", "precedence")} == {
        "age": 61, "sex": "F", "precedence": "disability",
    }  # fmt: skip
    assert ask("add-patient", name="Lata Rao", year_of_birth=1965)["age"] == 61
    assert ask("find-patient", text="lata")["patients"][0] == made


@pytest.mark.parametrize(
    "fields",
    [
        {"age": -1},
        {"age": 131},
        {"age": "34"},
        {"age": 30, "year_of_birth": 1996},
        {"year_of_birth": 1890},
        {"sex": "female"},
        {"precedence": "old"},
    ],
)
def test_a_field_of_a_record_that_is_wrong_is_refused(database, fields):
    assert ask("add-patient", name="Asha", **fields) == "bad-request"
    assert tables.Patient.select().count() == tables.Event.select().count() == 0


def test_an_emergency_without_a_name_is_unknown(database):
    slot = a_slot(9).id
    names = [
        ask("book", slot=slot, source="EMERGENCY", patient={"name": name, "sex": "M"})["token"]["patient"]["name"]
        for name in ("", " ", "Ravi", "")
    ]
    assert names == ["Unknown 1", "Unknown 2", "Ravi", "Unknown 3"]
    assert ask("book", slot=slot, source="PAID", patient={"name": ""}) == "bad-name"
    assert ask("add-patient", name="") == "bad-name"
    assert checking.check() == ()


def test_a_mark_of_pregnancy_ends_by_itself(database):
    ask("add-patient", name="Lakshmi Nair", precedence="pregnant")
    for day, shown in (("2027-08-30", "pregnant"), ("2027-08-31", None)):
        ask("clock", at=f"{day}T09:00")
        assert ask("find-patient", text="lakshmi")["patients"][0].get("precedence") == shown


def test_correct_patient_changes_only_what_is_given_and_undo_puts_it_back(register):
    typed = {"phone": "98200 12345 / 97654 32109", "age": 46, "sex": "F", "precedence": "disability", "notes": "deaf"}
    changed = ask("correct-patient", patient=1, **typed)
    assert changed == {
        **register[0],
        "phones": ["98200 12345", "97654 32109"],
        "age": 46,
        "year_of_birth": 1980,
        "sex": "F",
        "precedence": "disability",
        "notes": "deaf",
    }
    emptied = {"mrn": "", "year_of_birth": 0, "sex": "", "precedence": "", "notes": ""}
    bare = ask("correct-patient", patient=1, **emptied)
    assert bare == {"id": 1, "name": "Asha Patil", "phone": "98200 12345", "mrn": None, "phones": changed["phones"]}
    assert ask("undo", patient=1)["patient"] == changed
    assert ask("undo")["undone"] == "correct-patient"
    assert ask("find-patient", text="asha")["patients"] == [register[0]]
    assert checking.check() == ()


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("unknown-patient", {"patient": 9, "name": "Asha"}),
        ("bad-name", {"patient": 1, "name": ""}),
        ("bad-request", {"patient": 1, "age": 40, "year_of_birth": 1980}),
        ("bad-request", {"patient": 1, "age": 200}),
        ("bad-request", {"patient": 1, "phone": "mother"}),
        ("duplicate-mrn", {"patient": 3, "mrn": "a-17"}),
        ("merge-conflict", {"patient": 2, "name": "Ram"}),
    ],
    ids=str,
)
def test_a_correction_that_is_refused_changes_nothing(register, code, fields):
    ask("merge", patient=1, duplicate=2)
    before = list(tables.Event.select().tuples()), list(tables.Patient.select().tuples())
    assert ask("correct-patient", **fields) == code
    assert (list(tables.Event.select().tuples()), list(tables.Patient.select().tuples())) == before


def test_merge_makes_two_records_one(register):
    token = ask("book", slot=a_slot().id, source="WALKIN", patient_id=3)["token"]["id"]
    done = ask("merge", patient=1, duplicate=3)
    assert done["tokens"] == [token]
    assert done["duplicate"]["merged_into"] == done["patient"]["id"] == 1
    assert ask("merge", patient=1, duplicate=3) == "merge-conflict"
    assert ask("merge", patient=1, duplicate=9) == "unknown-patient"


def test_the_precedence_of_a_booking_is_of_the_patient_and_goes_back_with_it(register):
    slot = a_slot().id
    ask("book", slot=slot, source="WALKIN", patient_id=3, precedence="pregnant")
    ask("book", slot=slot, source="WALKIN", patient={"name": "Lata"}, precedence="disability")
    found = [ask("find-patient", text=name)["patients"][0].get("precedence") for name in ("ravi", "lata")]
    assert found == ["pregnant", "disability"]
    ask("undo")
    assert ask("undo")["undone"] == "book"
    assert ask("find-patient", text="ravi")["patients"] == [register[2]]
    assert ask("book", slot=slot, source="WALKIN", patient_id=3, precedence="old") == "bad-request"
    assert checking.check() == ()


def test_find_patient_says_when_a_patient_was_last_seen(register):
    token = ask("book", slot=a_slot().id, source="WALKIN", patient_id=3)["token"]["id"]
    assert "last_visit" not in ask("find-patient", text="ravi")["patients"][0]
    ask("complete", token=token)
    assert ask("find-patient", text="ravi")["patients"] == [{**register[2], "last_visit": "2026-11-23"}]


def test_duplicates_lists_who_is_probably_the_same_person(register):
    namesake = ask("add-patient", name="ASHA PATIL")
    assert ask("duplicates", patient_id=1) == {"patients": [namesake]}
    assert ask("duplicates", patient_id=4) == {"patients": [register[0]]}
    assert ask("duplicates", patient={"name": "Lata", "phone": "9820012345"}) == {"patients": [register[0]]}
    ask("merge", patient=1, duplicate=4)
    assert ask("duplicates", patient_id=4) == {"patients": []}


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        ("unknown-patient", {"patient_id": 9}),
        ("bad-request", {}),
        ("bad-request", {"patient_id": 1, "patient": {"name": "Asha"}}),
        ("bad-request", {"patient": {"name": "\ud800"}}),
        ("bad-request", {"patient": {"name": "as\x00ha"}}),
    ],
    ids=str,
)
def test_wrong_duplicates_are_refused(register, code, fields):
    assert ask("duplicates", **fields) == code


def test_namesakes_of_other_years_are_no_duplicates(database):
    for year in (1980, 1990):
        ask("add-patient", name="Asha Patil", year_of_birth=year)
    assert ask("duplicates", patient_id=1) == {"patients": []}
