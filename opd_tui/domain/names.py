"""Names and other short texts: which are accepted, and how to show a dangerous one safely."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NoReturn

from opd_tui.domain.errors import BadName, BadRequest, NoText

LONGEST = 200
"""The most code points a name may have."""

MOST_MARKS = 8
"""The most marks on one letter: no script needs more than six, and a hundred cover the lines above and below."""

_FORBIDDEN = {"Cc": "a control character", "Cs": "half a surrogate pair", "Zl": "a line separator"}
_FORBIDDEN["Zp"] = _FORBIDDEN["Zl"]
_JOINERS = "\u200c\u200d"
BLANK = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
BLANK |= {*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
"""Fillers, variation selectors and the empty Braille cell: letters, marks or symbols to Unicode, nothing to the eye."""


def problem_with(text: str, longest: int = LONGEST) -> str | None:
    """Why this text is refused (a control, surrogate or separator character, or its length), or None."""
    if len(text.strip()) > longest:
        return f"it has {len(text.strip())} characters and at most {longest} are taken"
    for character in text:
        kind = _FORBIDDEN.get(unicodedata.category(character))
        if kind:
            return f"it contains {kind} (U+{ord(character):04X})"
    if _most_marks(text) > MOST_MARKS:
        return f"a letter of it has more than {MOST_MARKS} marks"
    return None


def _most_marks(text: str) -> int:
    """The most marks (accents, vowel signs) in a row."""
    most = row = 0
    for character in text:
        row = row + 1 if unicodedata.category(character)[0] == "M" else 0
        most = max(most, row)
    return most


def can_be_seen(text: str) -> bool:
    """Whether anything of the text meets the eye."""
    return any(map(_visible, text))


def _visible(character: str) -> bool:
    return not (character.isspace() or unicodedata.category(character) in ("Cf", "Zs") or ord(character) in BLANK)


def clean_name(text: str, what: str = "name") -> str:
    """The name, trimmed. Raises BadName if it has no visible character or a forbidden one."""
    problem = problem_with(text)
    if problem is None and not can_be_seen(text):
        problem = "nothing in it can be seen; type at least one letter"
    if problem:
        raise BadName(what=what, problem=problem)
    return text.strip()


def clean_person(text: str, what: str) -> str:
    """The name of a person, trimmed. Raises BadName as `clean_name` does, and if it has no letter."""
    name = clean_name(text, what)
    if not any(unicodedata.category(character)[0] == "L" for character in name):
        raise BadName(what=what, problem="it has no letter; type the name")
    return name


def clean_label(text: str | None, what: str) -> str:
    """An optional name (department, room), trimmed; "" if there is none. Raises BadName."""
    return clean_name(text, what) if text is not None and text.strip() else ""


def clean_text(text: str | None, what: str, longest: int = LONGEST) -> str | None:
    """An optional free text (phone, reason, hospital number), trimmed; None if empty. Raises BadRequest."""
    if text is None or not text.strip():
        return None
    problem = problem_with(text, longest)
    if problem is None and not can_be_seen(text):
        problem = "nothing in it can be seen"
    if problem:
        raise BadRequest(problem=f"The {what} is not accepted: {problem}.")
    return text.strip()


def check_storable(text: str | None, field: str) -> None:
    """Raises BadRequest for a text that no database stores: half of a surrogate pair, or a NUL character, is in it."""
    if text is None:
        return
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise BadRequest(problem=f'Field "{field}" holds half a surrogate pair.')
    if "\0" in text:
        raise BadRequest(problem=f'Field "{field}" holds a NUL character.')


def no_text(value: object) -> NoReturn:
    """For json.dumps: called for a value that is not JSON. Raises NoText for the bytes of a damaged row, else
    TypeError.
    """
    if isinstance(value, bytes):
        raise NoText
    raise TypeError(f"{type(value).__name__} is no JSON value")


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """The text with every character replaced that could act on a terminal or reorder the line.

    Joiners stay: Devanagari, Tamil and Malayalam need them. A right-to-left override and the like become "·",
    control characters "�".
    """
    out = []
    for c in text:
        category = unicodedata.category(c)
        if category == "Cf" and c not in _JOINERS:
            out.append("·")
        elif category in _FORBIDDEN:
            out.append("\ufffd")
        else:
            out.append(c)
    return "".join(out)
