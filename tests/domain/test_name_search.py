"""Words of names, and what a mistyped one may have meant."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.name_search import MOST_SLIPS, fold, slips

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
    "דָּוִד": "דוד",
    "അവൻ": "അവന്",
    "വാർഡ് ൨": "വാര്ഡ് 2",
    "முருகன்": "முருகன்",
    "Ａｓｈａ": "asha",
    "🙂": "",
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
    assert len(told) == min(len(plainly), MOST_SLIPS)


def test_a_whole_word_is_meant_before_a_beginning():
    assert meant("patl", "patil", "patlania", "pat")[:2] == ["pat", "patil"]


def test_in_a_word_of_two_letters_nothing_is_forgiven():
    assert meant("as", "os") == []
