"""Search of names: names folded into words that compare alike, and tolerance for one typing mistake.

`fold` decides what a word is, in every script. The index and every query use it, so they agree.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from opd_tui.domain.names import BLANK

SHORTEST_SLIP = 3
"""Shorter words are not corrected: one slip would turn almost any of them into almost any other."""
MAX_SLIPS = 12
"""How many words a mistyped one may mean; limits the time of a search."""
END = "\U0010ffff"
"""Sorts after every character of a word."""
SOUND = "~"
"""Around a term of the index that is a sound (spellings.sound); no word contains it."""


def fold(name: str) -> str:
    """The words of a name in lower case, without accents and joiners, with one space between them; "" if it has none.

    A word is a run of letters, digits and the signs of Indic scripts (Unicode L, N, M and Co): राम is one word.
    Differences that people often type are removed: accents, the vowel marks of Arabic and Hebrew, nukta, joiners;
    special Latin letters (đ, ø, ł, æ, ı) become plain ones; digits of every script become 0 to 9.
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
    """One character of a decomposed name, folded."""
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
    """Whether `fold` leaves out marks of this combining class: all but the syllable signs of Asian scripts."""
    return combining in (1, 7) or 10 <= combining <= 36 or combining >= 200


def begins(folded: str, words: Sequence[str]) -> bool:
    """Whether each of the words is the beginning of a word of a folded name, or of several of its words joined."""
    parts = folded.split()
    joined = ["".join(parts[at:]) for at in range(len(parts))]
    return all(any(part.startswith(word) for part in (*parts, *joined)) for word in words)


def slips(word: str, first_from: Callable[[str], str | None]) -> list[str]:
    """Return beginnings of known words that are one typing mistake away from `word`, the most likely first.

    A mistake is two neighbours swapped, one wrong letter, one too many or one missing (Damerau 1964). `first_from`
    returns the first known word, in code point order, that does not sort before a text. Only letters that continue a
    known word are tried, so it costs a few hundred look-ups in any script, however many words are known. Returns at
    most MAX_SLIPS: whole words first, then by the kind of mistake, a wrong first letter last.
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
    return sorted(found, key=lambda meant: (found[meant], meant))[:MAX_SLIPS]


def _following(head: str, first_from: Callable[[str], str | None]) -> Iterator[str]:
    """The letters that follow this beginning in known words."""
    known = first_from(head)
    if known == head:
        known = first_from(head + "\x01")
    while known is not None and known.startswith(head):
        letter = known[len(head)]
        if letter != SOUND:
            yield letter
        known = first_from(head + letter + END)
