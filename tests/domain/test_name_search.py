"""Words of names, and what a mistyped one may have meant."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.name_search import MAX_SLIPS, SOUND, begins, fold, slips

FOLDED = {
    "Asha  PATIL": "asha patil",
    "José": "jose",
    "O'Brien-Rao": "o brien rao",
    "Straße": "strasse",
    "राम": "राम",
    "क\u094d\u200dष": "क\u094dष",
    "\u0958मर": "कमर",
    "क\u093cमर": "कमर",
    "Đorđe Đorđević": "dorde dordevic",
    "Øyvind Łódź Bjørn": "oyvind lodz bjorn",
    "Æthelred Œuvre": "aethelred oeuvre",
    "Işık İpek": "isik ipek",
    "Nguyễn Thị Phương": "nguyen thi phuong",
    "ﬁona": "fiona",
    "D’Souza DʼSouza D′Souza": "d souza d souza d souza",
    "Anne‑Marie": "anne marie",
    "مُحَمَّد": "محمد",
    "أحمد": "احمد",
    "فاطمة": "فاطمه",
    "علی كريم": "علي كريم",
    "کمال ٱحمد": "كمال احمد",
    "উৎপল": "উত্পল",
    "דָּוִד": "דוד",
    "שְׁמוּאֵל": "שמואל",
    "ܐ\u0711ܒ": "ܐܒ",
    "Bo\u0338rge": "borge",
    "അവൻ": "അവന്",
    "വാർഡ് ൨": "വാര്ഡ് 2",
    "முருகன்": "முருகன்",
    "Ａｓｈａ": "asha",
    "🙂": "",
    "\ue000sha": "\ue000sha",
}


@pytest.mark.parametrize(("name", "folded"), FOLDED.items())
def test_a_name_is_folded(name, folded):
    assert fold(name) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)


def meant(word, *known):
    known = sorted(known)

    def first_from(text):
        at = bisect_left(known, text)
        return known[at] if at < len(known) else None

    return slips(word, first_from)


WORD = st.text("abc", min_size=1, max_size=5)


def one_slip(word, alphabet):
    """All that is one slip from a word, plainly."""
    made = set()
    for at in range(len(word) + 1):
        head, rest = word[:at], word[at:]
        made |= {head + letter + rest for letter in alphabet}
        if rest:
            made |= {head + rest[1:]} | {head + letter + rest[1:] for letter in alphabet}
        if len(rest) > 1:
            made.add(head + rest[1] + rest[0] + rest[2:])
    return made - {word, ""}


@given(st.text("abc", min_size=3, max_size=5), st.lists(WORD, max_size=8))
def test_what_may_be_meant_is_the_beginnings_of_known_words_one_slip_away(word, known):
    plainly = {one for one in one_slip(word, "abc") if any(each.startswith(one) for each in known)}
    told = meant(word, *known)
    assert set(told) <= plainly
    assert len(told) == min(len(plainly), MAX_SLIPS)


def test_a_whole_word_is_meant_before_a_beginning():
    assert meant("patl", "patil", "patlania", "pat")[:2] == ["pat", "patil"]


def test_a_swap_is_likelier_than_a_wrong_letter_than_one_too_many_than_one_missing():
    assert meant("ratan", "ratna", "raten", "ratn", "ratani")[:4] == ["ratna", "raten", "ratn", "ratani"]


@pytest.mark.parametrize(
    ("word", "later", "first"),
    [
        ("umar", "umra", "muar"),
        ("umar", "uman", "amar"),
        ("umar", "umr", "mar"),
        ("umar", "umair", "kumar"),
    ],
    ids=["two swapped", "one wrong", "one too many", "one missing"],
)
def test_of_one_kind_of_slip_that_of_the_first_letter_is_the_least_likely(word, later, first):
    assert meant(word, first, later)[:2] == [later, first]


def test_the_last_two_letters_may_be_swapped():
    assert meant("ravi", "raiv")[0] == "raiv"


def test_a_digit_may_be_missing_behind_a_known_word():
    assert meant("wardx", "ward", "ward2") == ["ward2", "ward"]


def test_how_a_word_sounds_is_no_word_that_may_be_meant():
    assert not any(SOUND in word for word in meant("rav", f"ra{SOUND}", f"rav{SOUND}"))


@pytest.mark.parametrize(
    ("typed", "begins_so"),
    [
        ("asha", True),
        ("pat ash", True),
        ("ashakum", True),
        ("kumarip", True),
        ("asha patil kum", True),
        ("sha", False),
        ("asha rao", False),
        ("ashapat", False),
        ("patilasha", False),
    ],
)
def test_a_name_begins_with_words_that_begin_its_words_or_its_words_joined(typed, begins_so):
    assert begins("asha kumari patil", typed.split()) is begins_so


def test_at_most_twelve_are_meant_the_likeliest():
    wrong = [f"rav{letter}n" for letter in "bcdefghijklmopqr"]
    assert meant("ravan", *wrong, "raavn") == ["raavn", *wrong[:11]]


def test_in_a_word_of_three_letters_a_slip_is_forgiven():
    assert meant("asa", "asha")[0] == "asha"


def test_in_a_word_of_two_letters_nothing_is_forgiven():
    assert meant("as", "os") == []
