"""Names: taken as they are typed, unless nobody could see them or a terminal would act on them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.errors import BadName, BadRequest, NoText
from opd_tui.domain.names import check_storable, clean_label, clean_name, clean_person, clean_text, no_text, shown

TAKEN = {
    "a letter": "A",
    "Devanagari": "आशा पाटील",
    "Tamil": "மீனா சுந்தரம்",
    "a joiner inside": "क\u094d\u200dष",
    "a non-joiner inside": "می\u200cخواهم",
    "a format character beside a letter": "\u200bAsha",
    "a right-to-left override": "Asha \u202edriuq",
    "markup": "Ram [/b] [@click=app.quit]",
    "two spaces": "Asha  Patil",
    "an apostrophe": "D'Souza; DROP TABLE token",
    "an emoji": "👩‍⚕️",
    "beyond the basic plane": "𑀅𑀲𑁄𑀓",
    "decomposed": "Jose\u0301",
    "a variation selector after a letter": "葛\U000e0100城",
    "a digit": "7",
    "eight marks on a letter": "R" + "\u0301" * 8 + "am",
    "200 code points": "x" * 200,
    "200 code points beyond the basic plane": "𑀅" * 200,
}


@pytest.mark.parametrize("name", TAKEN.values(), ids=TAKEN)
def test_a_name_is_taken_as_it_is(name):
    assert clean_name(name) == name


@pytest.mark.parametrize("around", [" ", "  ", "\u00a0", "\u3000"])
def test_a_name_is_trimmed(around):
    assert clean_name(f"{around}Asha Patil{around}") == "Asha Patil"


def test_trimming_comes_before_counting():
    assert len(clean_name("  " + "x" * 200 + "  ")) == 200


REFUSED = {
    "nothing": "",
    "a space": " ",
    "a no-break space": "\u00a0",
    "an ideographic space": "\u3000",
    "a zero-width space": "\u200b",
    "joiners": "\u200c\u200d",
    "a byte order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "an override between spaces": " \u202e ",
    "tag characters": "\U000e0041\U000e0042",
    "Hangul fillers": "\u3164\u115f\u1160\uffa0",
    "an empty Braille cell": "\u2800",
    "a grapheme joiner": "\u034f",
    "variation selectors": "\ufe00\ufe0f\U000e0100\U000e01ef",
    "Mongolian selectors": "\u180b\u180e\u180f",
    "Khmer inherent vowels": "\u17b4 \u17b5",
    "a tab": "Asha\tPatil",
    "a line feed": "Asha\nPatil",
    "a line feed at the end": "Asha\n",
    "a carriage return at the start": "\rAsha",
    "an escape sequence": "\x1b[31mAsha",
    "a null": "Asha\0",
    "delete": "Asha\x7f",
    "a C1 control": "Asha\x9b31m",
    "next line": "Asha\x85",
    "a high surrogate": "Asha\ud800",
    "a low surrogate": "\udfffAsha",
    "a line separator": "Asha\u2028Patil",
    "a paragraph separator": "Asha\u2029",
    "201 code points": "x" * 201,
    "nine marks on a letter": "R" + "\u0301" * 9 + "am",
}


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_a_name_is_refused(name):
    with pytest.raises(BadName):
        clean_name(name)


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_why_a_name_is_refused_can_be_printed(name):
    with pytest.raises(BadName) as refused:
        clean_name(name)
    assert refused.value.message.isprintable()


@given(st.text(max_size=250))
def test_a_name_is_refused_or_only_trimmed(text):
    try:
        kept = clean_name(text)
    except BadName:
        return
    assert kept == text.strip()


@given(st.text())
def test_what_is_shown_cannot_act(text):
    kept = set("".join(shown(text))) - {"\u200c", "\u200d"}
    assert all(c == "�" or c.isspace() or not (ord(c) < 32 or 127 <= ord(c) < 160) for c in kept)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\x1bb", "a\ufffdb"), ("a\u202eb", "a·b"), ("क\u094d\u200dष", "क\u094d\u200dष"), ("a\nb", "a\ufffdb")],
)
def test_hostile_characters_are_shown_harmlessly(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize("name", ["A", "राम", " Asha 2 ", "7 K"])
def test_the_name_of_a_person_has_a_letter(name):
    assert clean_person(name, "name") == name.strip()


@pytest.mark.parametrize("name", ["?", "...", "7", "👩", "\u0301", ""])
def test_a_name_of_a_person_without_a_letter_is_refused_and_says_what_it_is_of(name):
    with pytest.raises(BadName, match="The name of the doctor is not accepted"):
        clean_person(name, "name of the doctor")


@pytest.mark.parametrize("text", [None, "", " "])
def test_a_label_may_be_empty(text):
    assert clean_label(text, "room") == ""


def test_a_label_is_trimmed():
    assert clean_label(" Cardiology ", "department") == "Cardiology"


def test_a_label_that_is_refused_is_named():
    with pytest.raises(BadName, match="The department is not accepted"):
        clean_label("Cardio\x1blogy", "department")


@pytest.mark.parametrize("text", [None, "", " "])
def test_a_text_may_be_missing(text):
    assert clean_text(text, "phone number") is None


def test_a_text_is_trimmed():
    assert clean_text(" 98200 ", "phone number") == "98200"


def test_a_text_that_would_act_is_refused_by_name():
    with pytest.raises(BadRequest, match="phone number"):
        clean_text("98200\x1b", "phone number")


@pytest.mark.parametrize("text", [None, "", "Asha", "\ud7ff", "\ue000", "👩"])
def test_every_text_of_unicode_can_be_kept(text):
    check_storable(text, "request")


@pytest.mark.parametrize("text", ["\ud800", "Asha \udfff"])
def test_half_a_surrogate_pair_cannot_be_kept_and_its_field_is_named(text):
    with pytest.raises(BadRequest, match='"request"'):
        check_storable(text, "request")


def test_bytes_in_the_place_of_a_text_are_a_damaged_row_and_anything_else_is_a_mistake():
    with pytest.raises(NoText):
        json.dumps({"name": b"Asha"}, default=no_text)
    with pytest.raises(TypeError, match="set"):
        json.dumps({"name": set()}, default=no_text)
