"""The ways to write one name: words joined or split, initials, and spellings that sound alike in any script.

A name is found by its words (name_search.fold), by its words joined, and by its sound. The index and every query use
the terms made here, so they agree.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from opd_tui.domain.name_search import SOUND

LONGEST_JOINED = 24
"""A joined word is cut to this many letters; more distinguish nobody."""
MAX_WORDS_JOINED_FREELY = 4
"""Up to this many words are joined in every way; of more words, one run of neighbours at a time."""
ALIKE = 0.75
"""How similar (0 to 1, Jaro-Winkler) two spellings that sound the same must be: Sunil is not Sonali."""
SHORTEST_SOUND = 3
"""A shorter word sounds like too many others."""


def joined(words: Sequence[str]) -> list[str]:
    """Each word of a name with all that follow it: ["ram", "prasad"] gives ["ramprasad"]."""
    return ["".join(words[at : at + LONGEST_JOINED])[:LONGEST_JOINED] for at in range(len(words) - 1)]


def one_word(folded: str) -> str:
    """A folded name without its spaces: equal for K S Venkatesan and KS Venkatesan."""
    return folded.replace(" ", "")


def other_terms(folded: str) -> str:
    """The terms that find a folded name besides its words: the joined words, and the sounds of words and of pairs of
    them.
    """
    words = folded.split()
    by_sound = [*words, *(first + second for first, second in pairwise(words) if len(first + second) > SHORTEST_SOUND)]
    terms = dict.fromkeys(joined(words))
    terms |= dict.fromkeys(filter(None, map(sound, by_sound)))
    return " ".join(terms)


def readings(words: Sequence[str]) -> list[list[str]]:
    """The ways to read typed words as words of a name: as typed first, then with neighbours joined."""
    if len(words) <= MAX_WORDS_JOINED_FREELY:
        return [_split(words, cuts) for n in range(len(words)) for cuts in combinations(range(1, len(words)), n)][::-1]
    longest = MAX_WORDS_JOINED_FREELY
    runs = ((at, at + n) for n in range(2, longest + 1) for at in range(len(words) - n + 1))
    return [list(words), *([*words[:start], "".join(words[start:end]), *words[end:]] for start, end in runs)]


def _split(words: Sequence[str], cuts: Sequence[int]) -> list[str]:
    return ["".join(words[start:end]) for start, end in pairwise((0, *cuts, len(words)))]


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The term for how a folded word sounds, equal for Lakshmi, Laxmi and लक्ष्मी; "" if the word is short or has no
    sound.

    It is the library's metaphone of the romanised word. A final i counts, because Kumar is not Kumari.
    """
    roman = romanised(word)
    if len(roman) < 2 or (len(word) < SHORTEST_SOUND and word.isascii()):
        return ""
    import jellyfish  # only when a patient is searched or registered: the start of a desk has no time for it

    key = "".join(jellyfish.metaphone(roman).split()).lower()
    return f"{SOUND}{key}{'i' * roman.endswith('i')}{SOUND}" if key else ""


@lru_cache(maxsize=8192)
def romanised(word: str) -> str:
    """A folded word in plain Latin letters, in one of its possible spellings: lakshmi and laxmi give "laksmi".

    In scripts that do not write every vowel an "a" is added between consonants. Common variants become one: aspirated
    consonants, v and w, long vowels.
    """
    roman = word if word.isascii() else _from_another_script(word)
    roman = re.sub("[^a-z]", "", roman)
    for written, means in _ONE_SOUND:
        roman = roman.replace(written, means)
    roman = re.sub("y$", "i", roman)
    roman = re.sub("ao$", "av", roman)
    roman = roman[:1] + re.sub("[hy]", "", roman[1:])
    return re.sub(r"(.)\1+", r"\1", roman)


def _from_another_script(word: str) -> str:
    from anyascii import anyascii

    roman = anyascii("".join(map(_helped, word))).lower().replace("c", "s").replace("ph", "f")
    roman = re.sub(r"(.)\1+", r"\1", re.sub("[^a-z]", "", roman))
    roman = re.sub("n(?=[bmp])", "m", roman)
    roman = re.sub("(?<=[^aeiou])y(?=[^aeiou])", "i", roman)
    return re.sub("(?<=[^aeiouy])(?=[^aeiouy])", "a", roman)


def _helped(c: str) -> str:
    """Replaces what the library ignores or writes as one letter: alef, and nasal signs."""
    if c == "\u0627":
        return "a"
    return "n" if unicodedata.name(c, "").endswith((" ANUSVARA", " BINDI", " TIPPI", " CANDRABINDU")) else c


_ONE_SOUND = (("ph", "f"), ("ch", "s"), ("x", "ks"), ("w", "v"), ("q", "k"), ("z", "s"), ("ee", "i"), ("oo", "u"))
"""Different spellings of one sound in Indian names, made equal before the library is used."""


def likeness(typed: Sequence[str], folded: str) -> float:
    """How similar a typed text is to a name: 1 if each typed word begins a word of it, less if words only sound alike,
    0 if some word is not similar to any.
    """
    words = folded.split()
    known = [*words, *joined(words), *(first + second for first, second in pairwise(words))]
    return max(_likeness(reading, known) for reading in readings(typed))


def _likeness(typed: Sequence[str], known: Sequence[str]) -> float:
    each = [max(_alike(word, known), default=0.0) for word in typed]
    return sum(each) / len(each) if each and min(each) >= ALIKE else 0.0


def _alike(word: str, known: Sequence[str]) -> Iterator[float]:
    if any(each.startswith(word) for each in known):
        yield 1.0
        return
    import jellyfish

    heard = sound(word)
    for each in known:
        if heard and sound(each) == heard:
            yield jellyfish.jaro_winkler_similarity(romanised(word), romanised(each)) * 0.999
