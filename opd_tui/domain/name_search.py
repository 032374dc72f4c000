"""Names as they are searched: folded into words that compare alike, and the slips of a finger.

`fold` decides what a word is, in every script; the index and every query go through it, so they never disagree.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from opd_tui.domain.names import BLANK

SHORTEST_SLIP = 3
"""In a word of fewer code points one slip would make almost any word of almost any other."""
MOST_SLIPS = 12
"""How many words a mistyped one may stand for: the time of a search stays bounded."""
END = "\U0010ffff"
"""Sorts behind whatever a word may go on with."""
SOUND = "~"
"""Before and behind a term of the index that is how a word sounds (spellings.sound), which no word has."""


def fold(name: str) -> str:
    """The words of a name, lower case, without accents and joiners, one space between them; "" if it has none.

    A word is a run of letters, digits and the signs of Indic scripts (Unicode L, N, M and Co): राम is one word. What
    people leave out or type in several ways makes no difference: accents, the vowel marks of Arabic and Hebrew, nukta,
    joiners; Latin letters of their own (đ, ø, ł, æ, ı) are the plain ones; digits of every script are 0 to 9.
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).translate(_ONE_LETTER)
    return " ".join(unicodedata.normalize("NFC", "".join(map(_folded, letters))).casefold().split())


_ONE_LETTER = str.maketrans(
    {
        **dict.fromkeys("\u0649\u06cc\u06d2", "\u064a"),  # yeh of Arabic, Persian and Urdu keyboards
        "\u06a9": "\u0643",  # kaf
        **dict.fromkeys("\u0629\u06be\u06c0\u06c1\u06c2\u06c3\u06d5", "\u0647"),  # heh
        "\u0671": "\u0627",  # alef
        "\u0640": None,  # the line that stretches a word
        **{chillu: f"{base}\u0d4d" for chillu, base in zip("ൺൻർൽൾൿ", "ണനരലളക", strict=True)},
        "\u09ce": "\u09a4\u09cd",
    }
)
"""Letters that keyboards type by several code points, to Unicode not the same."""


@lru_cache(maxsize=8192)
def _folded(c: str) -> str:
    """A character of a decomposed name as it is compared."""
    if c.isascii():
        return c if c.isalnum() else " "
    kind = unicodedata.category(c)
    if kind == "Cf" or ord(c) in BLANK or (kind == "Mn" and _left_out(unicodedata.combining(c))):
        return ""
    if kind == "Nd":
        return str(unicodedata.decimal(c))
    if kind[0] == "L" and unicodedata.name(c, "").startswith(("LATIN ", "MODIFIER LETTER ")):
        from anyascii import anyascii  # only for such letters

        return "".join(plain if plain.isalnum() else " " for plain in anyascii(c).lower())
    return c if kind[0] in "LNM" or kind == "Co" else " "


def _left_out(combining: int) -> bool:
    """Whether marks of this combining class are: all but the signs that make a syllable in Asian scripts."""
    return combining in (1, 7) or 10 <= combining <= 36 or combining >= 200


def begins(folded: str, words: Sequence[str]) -> bool:
    """Whether each of the words is the beginning of some word of a folded name, or of some of them joined."""
    parts = folded.split()
    joined = ["".join(parts[at:]) for at in range(len(parts))]
    return all(any(part.startswith(word) for part in (*parts, *joined)) for word in words)


def slips(word: str, first_from: Callable[[str], str | None]) -> list[str]:
    """What may have been meant by a word: beginnings of known words, one slip away from it, the likeliest first.

    A slip is two neighbours swapped, one letter wrong, one too many or one missing (Damerau 1964). `first_from` gives
    the first known word, in the order of code points, that is not before a text. Only letters that known words go on
    with are tried, so the cost is some hundred look-ups in any script, however many words are known. At most
    MOST_SLIPS: whole words first, then by the kind of slip, a wrong first letter last.
    """
    if len(word) < SHORTEST_SLIP:
        return []
    found: dict[str, tuple[bool, int, bool]] = {}

    def look(meant: str, kind: int, at: int) -> None:
        known = first_from(meant) if meant and meant != word and meant not in found else None
        if known is not None and known.startswith(meant):
            found[meant] = (known != meant, kind, at == 0)

    for at in range(len(word) + 1):
        head, rest = word[:at], word[at:]
        following = list(_following(head, first_from))
        if not following and first_from(head) != head:
            break  # no known word begins so: whatever slipped, it slipped before
        if len(rest) > 1:
            look(head + rest[1] + rest[0] + rest[2:], 0, at)
        if rest:
            look(head + rest[1:], 2, at)
        for letter in following:
            if rest:
                look(head + letter + rest[1:], 1, at)
            look(head + letter + rest, 3, at)
    return sorted(found, key=lambda meant: (found[meant], meant))[:MOST_SLIPS]


def _following(head: str, first_from: Callable[[str], str | None]) -> Iterator[str]:
    """The letters that known words go on with after this beginning."""
    known = first_from(head)
    if known == head:
        known = first_from(head + "\0")
    while known is not None and known.startswith(head):
        letter = known[len(head)]
        if letter != SOUND:
            yield letter
        known = first_from(head + letter + END)
