"""What is typed at the counter, in one field and in any order."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.phones import ascii_digits
from opd_tui.domain.typed_patient import TypedPatient, read, without_doctor


def only(**fields: object) -> TypedPatient:
    return TypedPatient(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", permutations(("Lakshmi Nair", "9876543210", "34F")))
def test_name_phone_age_and_sex_are_read_in_any_order(words):
    assert read(" ".join(words)) == only(name="Lakshmi Nair", phones=("9876543210",), age=34, sex="F")


@pytest.mark.parametrize(
    ("typed", "phones"),
    [
        ("9820012345", ("9820012345",)),
        ("98200 12345", ("98200 12345",)),
        ("982 001 2345", ("982 001 2345",)),
        ("98200-12345", ("98200-12345",)),
        ("+91 98200 12345", ("+91 98200 12345",)),
        ("+919820012345", ("+919820012345",)),
        ("0091 98200 12345", ("0091 98200 12345",)),
        ("91 98200 12345", ("91 98200 12345",)),
        ("0 98200 12345", ("0 98200 12345",)),
        ("022 2345 6789", ("022 2345 6789",)),
        ("(022) 23456789", ("(022) 23456789",)),
        ("022/23456789", ("022/23456789",)),
        ("2345 6789", ("2345 6789",)),
        ("+65 6123 4567", ("+65 6123 4567",)),
        ("९८२०० १२३४५", ("98200 12345",)),
        ("۹۸۲۰۰۱۲۳۴۵", ("9820012345",)),
        ("9820012345 9765432109", ("9820012345", "9765432109")),
        ("9820012345 / 9765432109", ("9820012345", "9765432109")),
        ("9820012345/9765432109", ("9820012345", "9765432109")),
        ("9820012345, 9765432109", ("9820012345", "9765432109")),
        ("98200 12345 97654 32109", ("98200 12345", "97654 32109")),
        ("98200 12345 or 97654 32109", ("98200 12345", "97654 32109")),
        ("9820012345 9820012345", ("9820012345",)),
        ("022 2345 6789 ext 12", ("022 2345 6789 ext 12",)),
        ("02223456789 x12", ("02223456789 ext 12",)),
    ],
)
def test_a_phone_is_never_part_of_a_name(typed, phones):
    assert read(typed) == only(phones=phones)
    assert read(f"Lakshmi Nair {typed}") == only(name="Lakshmi Nair", phones=phones)
    assert read(f"{typed} Lakshmi Nair") == only(name="Lakshmi Nair", phones=phones)


@pytest.mark.parametrize(
    ("typed", "age", "sex"),
    [
        ("34F", 34, "F"),
        ("34f", 34, "F"),
        ("34 F", 34, "F"),
        ("34 m", 34, "M"),
        ("F34", 34, "F"),
        ("F/34", 34, "F"),
        ("34/M", 34, "M"),
        ("34y", 34, None),
        ("34yrs", 34, None),
        ("34 yrs", 34, None),
        ("34 yrs F", 34, "F"),
        ("34yM", 34, "M"),
        ("(34F)", 34, "F"),
        ("0M", 0, "M"),
        ("३४F", 34, "F"),
        ("101X", 101, "X"),
    ],
)
def test_an_age_with_or_without_a_sex(typed, age, sex):
    assert read(f"{typed} Asha") == only(name="Asha", age=age, sex=sex)
    assert read(f"Asha {typed}") == only(name="Asha", age=age, sex=sex)
    assert read(f"Asha {typed} 9820012345") == only(name="Asha", age=age, sex=sex, phones=("9820012345",))
    assert read(f"9820012345 {typed} Asha") == only(name="Asha", age=age, sex=sex, phones=("9820012345",))


def test_a_year_of_birth_stands_for_an_age():
    assert read("Asha 1980F") == only(name="Asha", year_of_birth=1980, sex="F")
    assert read("Asha F1980") == only(name="Asha", year_of_birth=1980, sex="F")


@pytest.mark.parametrize("name", ["M S Dhoni", "K.S. Venkatesan", "F M Khan", "Liam O'Brien", "मोहन लाल", "X"])
def test_initials_are_of_the_name(name):
    assert read(name) == only(name=name)


@pytest.mark.parametrize("name", ["Baby of Anita Deshmukh Twin 1", "Baby2 of Anita", "Ravi 12", "Unknown 1", "Twin-1"])
def test_a_number_that_belongs_to_a_name_stays_in_it(name):
    assert read(name) == only(name=name)
    assert read(f"{name} 34F").name == name
    assert read(f"9820012345 {name}") == only(name=name, phones=("9820012345",))


@pytest.mark.parametrize("typed", ["501", "12345", "1", "000123", "१२३४"])
def test_few_digits_are_the_end_of_a_phone_or_a_hospital_number(typed):
    assert read(typed) == only(digits=ascii_digits(typed))
    assert read(f"{typed} Asha") == only(name="Asha", digits=ascii_digits(typed))


@pytest.mark.parametrize("typed", ["OPD-1234", "A-17", "MRN000123", "opd/1234/26", "2026/1234", "2026-123"])
def test_a_hospital_number_may_have_letters_and_signs(typed):
    assert read(typed) == only(mrn=typed)
    assert read(f"Asha Patil {typed} 9820012345") == only(name="Asha Patil", mrn=typed, phones=("9820012345",))


def test_a_number_sign_makes_a_number_the_hospitals():
    assert read("Asha #501") == only(name="Asha", mrn="501")
    assert read("#9820012345") == only(mrn="9820012345")


def test_a_hospital_number_before_a_phone_is_not_joined_to_it():
    assert read("501 98200 12345") == only(digits="501", phones=("98200 12345",))
    assert read("501 9820012345") == only(digits="501", phones=("9820012345",))
    assert read("98200 12345 501") == only(digits="501", phones=("98200 12345",))


def test_what_says_two_things_is_unclear_and_not_left_out():
    assert read("Asha 501 34F 902").unclear == ("902",)
    assert read("Asha 34F 35F").unclear == ("35F",)
    assert read("Asha OPD-12 OPD-13").unclear == ("OPD-13",)
    assert read("Asha 34F 34 F").unclear == ()


def test_commas_divide():
    assert read("Lakshmi Nair, 34F, 9876543210") == only(name="Lakshmi Nair", age=34, sex="F", phones=("9876543210",))


@pytest.mark.parametrize(("typed", "doctor"), [("@ku", "ku"), ("Asha @ku 34F", "ku"), ("@", ""), ("Asha", None)])
def test_an_at_sign_names_a_doctor(typed, doctor):
    assert read(typed).doctor == doctor


def test_a_text_without_its_doctor():
    assert without_doctor("Asha  @ku 34F") == "Asha 34F"


@given(st.lists(st.sampled_from(("Asha", "501", "98200", "12345", "34F", "F", "34", "OPD-12", "+91", "/", "@ku", "1"))))
def test_nothing_that_was_typed_is_left_out(words):
    found = read(" ".join(words))
    parts = (found.name, *found.numbers, found.age, found.sex, found.doctor, *found.unclear)
    understood = "".join(str(part) for part in parts if part is not None)
    assert {c for word in words for c in word if c.isalnum()} <= set(understood)


@given(st.text())
def test_any_text_can_be_read(text):
    found = read(text)
    assert found.name == found.name.strip()


def test_nothing_says_nothing():
    assert read("  ") == only()
    assert not read("@ku").says_who
    assert read("34F").age == 34
    assert not read("34F").says_who
