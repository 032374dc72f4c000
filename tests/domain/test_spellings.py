"""The ways to write one name: words joined or split, and spellings that sound alike, in any script."""

from __future__ import annotations

import pytest

from opd_tui.domain.name_search import SOUND
from opd_tui.domain.spellings import (
    LONGEST_JOINED,
    joined,
    likeness,
    one_word,
    other_terms,
    readings,
    romanised,
    sound,
)

# Words joined and split


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ([], []),
        (["ram"], []),
        (["ram", "prasad"], ["ramprasad"]),
        (["ram", "prasad", "rao"], ["ramprasadrao", "prasadrao"]),
        (["x" * 30, "y"], ["x" * LONGEST_JOINED]),
        (["x" * 23, "y", "z"], ["x" * 23 + "y", "yz"]),
    ],
)
def test_each_word_is_joined_with_all_that_follow_it_as_far_as_letters_are_kept(words, terms):
    assert joined(words) == terms


def test_a_name_is_one_word_without_its_spaces():
    assert one_word("k s venkatesan") == one_word("ks venkatesan") == "ksvenkatesan"


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("a", ["a"]),
        ("a b", ["a b", "ab"]),
        ("a b c", ["a b c", "ab c", "a bc", "abc"]),
        ("a b c d", ["a b c d", "ab c d", "a bc d", "a b cd", "abc d", "ab cd", "a bcd", "abcd"]),
    ],
)
def test_up_to_four_words_are_read_as_they_stand_then_joined_in_every_way(words, ways):
    assert [" ".join(way) for way in readings(words.split())] == ways


def test_of_more_words_one_run_of_up_to_four_neighbours_is_joined_at_a_time():
    assert [" ".join(way) for way in readings(["a", "b", "c", "d", "e"])] == [
        "a b c d e",
        *("ab c d e", "a bc d e", "a b cd e", "a b c de"),
        *("abc d e", "a bcd e", "a b cde"),
        *("abcd e", "a bcde"),
    ]


# How words are romanised, and how they sound

ROMANISED = {
    "lakshmi": "laksmi",
    "laxmi": "laksmi",
    "phoolan": "fulan",
    "poonam": "punam",
    "pooja": "puja",
    "zeenat": "sinat",
    "chitra": "sitra",
    "wahid": "vaid",
    "qasim": "kasim",
    "bhaskar": "baskar",
    "yash": "yas",
    "hari": "hari",
    "reddy": "redi",
    "priya": "pria",
    "rao": "rav",
    "raosaheb": "raosaeb",
    "anna": "ana",
    "r2d2": "rd",
    "राव": "rav",
    "राम": "ram",
    "लक्ष्मी": "lakasami",
    "चित्रा": "sitara",
    "फूल": "ful",
    "संपत": "samapat",
    "अंबा": "amaba",
    "गांधी": "ganadai",
    "ਸਿੰਘ": "sinaga",
    "चाँद": "sanad",
    "محمد": "mamad",
    "اسلم": "asalam",
    "முருகன்": "murukan",
}


@pytest.mark.parametrize(("word", "roman"), ROMANISED.items())
def test_what_people_write_in_several_ways_is_romanised_as_one(word, roman):
    assert romanised(word) == roman


ALIKE = [
    ("lakshmi", "laxmi", "लक्ष्मी"),
    ("mohammed", "muhammad", "محمد"),
    ("srinivas", "shrinivas", "श्रीनिवास"),
    ("pooja", "puja", "पूजा"),
    ("rao", "rav", "राव"),
]


@pytest.mark.parametrize("words", ALIKE, ids="=".join)
def test_spellings_of_one_name_sound_alike(words):
    assert len({sound(word) for word in words}) == 1
    assert sound(words[0]).strip(SOUND)


def test_a_sound_is_marked_before_and_behind_and_says_whether_it_ends_in_an_i():
    assert (sound("kumar"), sound("kumari")) == ("~kmr~", "~kmri~")


@pytest.mark.parametrize("word", ["ab", "a", "123", "अ", "aaa"])
def test_what_is_short_or_has_no_letters_has_no_sound(word):
    assert sound(word) == ""


@pytest.mark.parametrize(("word", "term"), [("abc", "~abk~"), ("रा", "~r~"), ("ॐ", "~om~")])
def test_three_letters_have_a_sound_and_two_of_another_script(word, term):
    assert sound(word) == term


@pytest.mark.parametrize(
    ("folded", "terms"),
    [
        ("", ""),
        ("ab", ""),
        ("ram", "~rm~"),
        ("ab c", "abc"),
        ("ab cd", "abcd ~abkt~"),
        ("ram prasad", "ramprasad ~rm~ ~prst~ ~rmprst~"),
        ("k s rao", "ksrao srao ~rf~ ~srf~"),
        ("ram ram", "ramram ~rm~ ~rmrm~"),
    ],
)
def test_a_name_is_found_by_its_words_joined_and_by_how_words_and_pairs_sound(folded, terms):
    assert other_terms(folded) == terms


# How like a name what was typed is


@pytest.mark.parametrize("typed", ["lakshmi", "lak", "nair laks", "lakshminair", "lak shmi", "lakshmi nair"])
def test_what_begins_the_words_of_a_name_is_wholly_like_it(typed):
    assert likeness(typed.split(), "lakshmi nair") == 1


@pytest.mark.parametrize("typed", ["laxmi", "laxmi nair", "laxminair"])
def test_what_only_sounds_alike_is_less_like_it(typed):
    assert 0.75 < likeness(typed.split(), "lakshmi nair") < 1


def test_the_more_words_begin_its_words_the_more_it_is_like_a_name():
    assert likeness(["laxmi", "nair"], "lakshmi nair") > likeness(["laxmi", "nayar"], "lakshmi nair")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("rao", "lakshmi nair"), ("lakshmi rao", "lakshmi nair"), ("sunil", "sonali"), ("ab", "bab"), ("laxmi", "")],
)
def test_where_one_word_is_not_like_any_nothing_is(typed, name):
    assert likeness(typed.split(), name) == 0
