"""Names as they are searched: folded into words that compare alike, and the slips of a finger.

`fold` decides what a word is, in every script; the index and every query go through it, so they never disagree.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

SHORTEST_SLIP = 3
"""In a word of fewer code points one slip would make almost any word of almost any other."""
MOST_SLIPS = 12
"""How many words a mistyped one may stand for: the time of a search stays bounded."""
END = "\U0010ffff"
"""Sorts behind whatever a word may go on with."""


def fold(name: str) -> str:
    """The words of a name, lower case, without accents and joiners, one space between them; "" if it has none.

    A word is a run of letters, digits and the signs of Indic scripts (Unicode L, N, M and Co): राम is one word.
    """
    letters = []
    for c in unicodedata.normalize("NFKD", name.casefold()):
        kind = unicodedata.category(c)
        if kind == "Cf" or "\u0300" <= c <= "\u036f":
            continue
        letters.append(c if kind[0] in "LNM" or kind == "Co" else " ")
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).casefold().split())


def begins(folded: str, words: list[str]) -> bool:
    """Whether each of the words is the beginning of some word of a folded name."""
    parts = folded.split()
    return all(any(part.startswith(word) for part in parts) for word in words)


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
        yield letter
        known = first_from(head + letter + END)
