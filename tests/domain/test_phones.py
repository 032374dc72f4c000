"""Phone numbers: what is read from what was typed, how it is shown, and what `parse` made is known again as its own."""

from __future__ import annotations

import pytest

from opd_tui.domain import phones
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.phones import Phone

ONE, OTHER = "98200 12345", "97654 32109"


def shown(text, region="IN"):
    return [phone.shown for phone in phones.read(text, region)]


# One number

PARSED = {
    "of the region": (ONE, "IN", Phone(ONE, "+919820012345", "543210028919")),
    "with the 0 of the trunk": ("098200-12345", "IN", Phone("098200 12345", "+919820012345", "543210028919")),
    "of the region, with its code": ("+91 98200 12345", "IN", Phone(ONE, "+919820012345", "543210028919")),
    "with an area code": ("(022) 2345 6789", "IN", Phone("022 2345 6789", "+912223456789", "987654322219")),
    "of another country": ("+442079460958", "IN", Phone("+44 20 7946 0958", "+442079460958", "859064970244")),
    "of another region": ("02079460958", "GB", Phone("020 7946 0958", "+442079460958", "859064970244")),
    "in Devanagari": ("९८२०० १२३४५", "IN", Phone(ONE, "+919820012345", "543210028919")),
    "with letters": ("1-800-FLOWERS", "US", Phone("1-800-FLOWERS", "+18003569377", "77396530081")),
    "with an extension": (f"{ONE} ext 7", "IN", Phone(f"{ONE} ext 7", "+919820012345", "543210028919")),
    "possible, and nobody's": ("00000-00000", "IN", Phone("00000-00000", "+91000000000", "00000000019")),
    "as older versions kept it": ("98200\u00a012345", "IN", Phone("98200\u00a012345", "+919820012345", "543210028919")),
    "of one digit": ("7", "IN", Phone("7", None, "7")),
    "inside the house": ("12-34", "IN", Phone("12-34", None, "4321")),
    "too long for any": ("98200 12345 678901", "IN", Phone("98200 12345 678901", None, "1098765432100289")),
    "words": ("at the gate", "IN", Phone("at the gate", None, None)),
}


@pytest.mark.parametrize(("typed", "region", "phone"), PARSED.values(), ids=PARSED)
def test_a_number_is_normalised_where_it_can_be_and_shown_as_people_write_it(typed, region, phone):
    assert phones.parse(typed, region) == phone


IS_NUMBER = {
    "three digits": ("123", True),
    "two digits": ("12", False),
    "fifteen digits": ("1" * 15, True),
    "sixteen digits": ("1" * 16, False),
    "fifteen digits behind a dialled 00": ("00" + "1" * 15, True),
    "sixteen digits behind a dialled 00": ("00" + "1" * 16, False),
    "an area code with its own slash": ("022/2345 6789", True),
    "all that stands between digits": ("+91 (98200)-12.345", True),
    "a country's code in brackets": ("(+91) 98200 12345", True),
    "an extension": (f"{ONE} ext 7", True),
    "an extension in capitals": (f"{ONE} EXT. 7", True),
    "an extension whose digits are not of the number": (f"{'1' * 15} x99", True),
    "an extension of nothing": ("ext 777", False),
    "two digits and an extension": ("12 ext 345", False),
    "a word": ("98200 12345 home", False),
    "no digit": ("(-)", False),
}


@pytest.mark.parametrize(("text", "number"), IS_NUMBER.values(), ids=IS_NUMBER)
def test_a_number_is_told_by_its_characters_and_by_how_many_digits_it_has(text, number):
    assert phones.is_number(text) is number


# Several


@pytest.mark.parametrize("text", [None, "", "  "])
def test_who_has_no_phone_has_none(text):
    assert phones.read(text, "IN") == ()


@pytest.mark.parametrize("between", [" / ", "/", ", ", ";", "|", " & ", "\n", " or ", " AND ", " ", " / / "])
def test_two_phones_stand_apart_by_a_sign_a_word_or_a_blank(between):
    assert shown(f"{ONE}{between}{OTHER}") == [ONE, OTHER]


def test_one_phone_is_one():
    assert shown("9820012345") == [ONE]


COPIED = {
    "no-break spaces": "98200\u00a012345",
    "marks of direction": "\u202a+91 98200 12345\u202c",
    "a no-break hyphen": "98200\u201112345",
    "an en dash": "98200\u201312345",
    "wide digits and signs": "（＋９１） 98200 12345",
    "digits of another script, and a no-break space": "९८२००\u00a0१२३४५",
}


@pytest.mark.parametrize("text", COPIED.values(), ids=COPIED)
def test_a_number_is_read_with_what_is_copied_along_from_elsewhere(text):
    assert shown(text) == [ONE]


def test_three_phones_may_have_only_blanks_between_them():
    assert shown(f"{ONE} {OTHER} 022 2345 6789") == [ONE, OTHER, "022 2345 6789"]


def test_one_phone_typed_twice_is_one():
    assert shown(f"9820012345 / {OTHER} / +91 98200 12345") == [ONE, OTHER]


def test_a_number_with_blanks_stays_one_where_its_parts_are_too_short_to_be_several():
    assert shown("123456 12345") == ["123456 12345"]
    assert shown("12345 123456") == ["12345 123456"]


def test_sixteen_digits_are_two_numbers_of_at_least_six_digits_or_none():
    assert shown("123456 9820012345") == ["123456", ONE]
    assert shown("9820012345 123456") == [ONE, "123456"]
    with pytest.raises(BadRequest):
        phones.read("12345 67890123456", "IN")
    with pytest.raises(BadRequest):
        phones.read("67890123456 12345", "IN")


def test_so_many_groups_of_digits_are_looked_at_and_no_more():
    """How many ways there are to part a text grows with its groups."""
    assert shown(f"{ONE} " * 5 + OTHER) == [ONE, OTHER]
    with pytest.raises(BadRequest):
        phones.read(f"{ONE} " * 6 + "9765432109", "IN")


def test_a_patient_has_at_most_ten_phones():
    ten = [f"98200 1234{n}" for n in range(10)]
    assert shown(" / ".join(ten)) == ten
    with pytest.raises(BadRequest):
        phones.read(" / ".join([*ten, OTHER]), "IN")


@pytest.mark.parametrize("text", ["mother", "/", f"{ONE} / home", f"home / {ONE}", f"mother {ONE}", "12"])
def test_what_is_no_number_is_refused_whole_and_named(text):
    with pytest.raises(BadRequest, match=f"phone number '{text}' cannot be read"):
        phones.read(text, "IN")


# What a record or the log has from before


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (None, []),
        ("", []),
        ([], []),
        ("९८२००१२३४५", [("९८२००१२३४५", "+919820012345")]),
        (f"{ONE} / 9765432109", [(ONE, "+919820012345"), (OTHER, "+919765432109")]),
        ("९८२००१२३४५ / ९७६५४३२१०९ ", [(ONE, "+919820012345"), (OTHER, "+919765432109")]),
        (f"{ONE} / home", [(f"{ONE} / home", None)]),
        (["at the gate", "9820012345"], [("at the gate", None), ("9820012345", "+919820012345")]),
    ],
)
def test_what_was_kept_before_is_never_refused_and_stays_as_it_was_shown(before, now):
    assert [phone[:2] for phone in phones.kept(before, "IN")] == now


def test_phones_of_two_records_are_each_there_once():
    assert phones.together([ONE, "gate"], ["+919820012345", OTHER, "gate"], "IN") == [ONE, "gate", OTHER]


def test_phones_of_two_records_are_read_as_of_the_region():
    assert phones.together(["020 7946 0958"], ["+442079460958"], "GB") == ["020 7946 0958"]
    assert phones.together(["+442079460958"], ["020 7946 0958"], "GB") == ["+442079460958"]


@pytest.mark.parametrize(("several", "logged"), [((), None), ((ONE,), ONE), ((ONE, OTHER), [ONE, OTHER])])
def test_the_log_has_one_phone_as_a_text_and_several_as_a_list(several, logged):
    assert phones.in_log(several) == logged


# What comes of a number

TYPED = [
    *("98200 12345", "098200-12345", "+91 98200 12345", "0091 98200 12345", "919820012345", "022 2345 6789"),
    *("+44 20 7946 0958", "+39 06 6982", "02 6982 1234", "1-800-FLOWERS", "98200 12345 ext 7", "९८२०० १२३४५"),
    *("mother 98200 12345", "at the gate", "12", "8 (912) 345-67-89", "98412 34567", "-", "+", "+123"),
]


@pytest.mark.parametrize("today", ["IN", "NP"])
@pytest.mark.parametrize("region", ["IN", "NP", "GB", "US", "IT", "RU"])
@pytest.mark.parametrize("typed", TYPED)
def test_what_was_made_of_a_number_comes_of_it_whatever_the_region_is_today(typed, region, today):
    shown, e164, backwards = phones.parse(typed, region)
    assert phones.comes_of(shown, e164, backwards, today)
    assert phones.comes_of(typed, e164, backwards, today)


WRONG = {
    "another number": ("98200 12345", "+919820012346", "643210028919"),
    "another country's": ("+91 98200 12345", "+449820012345", "543210028944"),
    "no number": ("98200 12345", "+", None),
    "too short to be one": ("12", "+1", "1"),
    "digits of another": ("98200 12345", "+919820012345", "1"),
    "no digits": ("98200 12345", "+919820012345", None),
    "not normalised, searched by another": ("98200 12345", None, "543210028919"),
    "of nothing": (None, None, "1"),
    "normalised from nothing": (None, "+919820012345", "543210028919"),
}


@pytest.mark.parametrize("kept", WRONG.values(), ids=WRONG)
def test_what_no_desk_made_of_a_number_does_not_come_of_it(kept):
    assert not phones.comes_of(*kept, "IN")
