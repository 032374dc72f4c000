"""Whole phone numbers among groups of digits that were typed one after the other."""

from __future__ import annotations

import re

from opd_tui.domain.phones import digits_of

SHORTEST = 7
"""Digits from which a number is a whole phone number; fewer are its last digits, or a hospital number."""
_WHOLE = 10
"""Digits of a phone number that is typed in groups, without what is dialled before it."""


def begins_with(groups: list[str]) -> int:
    """With how many of the groups a whole phone number begins; 0 if it does not."""
    first = groups[0]
    lengths = [len(digits_of(group) or "") for group in groups]
    if "/" in first.strip("/") and not _is_phone_with_slash(first):
        return 0
    if "-" in first and not first.startswith(("+", "0", "(")) and not _WHOLE <= lengths[0] <= _WHOLE + 3:
        return 0
    if lengths[0] >= SHORTEST:
        return 1
    if first.startswith("+") or (first.startswith("00") and lengths[0] <= 5):
        return _until(lengths, range(_WHOLE + 1, 16)) or (len(groups) if sum(lengths) >= 8 else 0)
    if first.startswith(("0", "(")):
        return _until(lengths, (_WHOLE + 1,)) or _until(lengths, range(SHORTEST, _WHOLE + 2))
    if many := _until(lengths, (_WHOLE,)):
        return many
    if lengths[0] <= 2 and (many := _until(lengths[1:], (_WHOLE,))):  # 91 98200 12345
        return many + 1
    if any(_until(lengths[at:], (_WHOLE,)) for at in range(1, len(groups))) or max(lengths) >= SHORTEST:
        return 0
    return len(groups) if SHORTEST <= sum(lengths) <= _WHOLE + 3 else 0


def _until(lengths: list[int], wanted: tuple[int, ...] | range) -> int:
    """After how many groups the digits are as many as wanted; 0 if never."""
    total = 0
    for many, length in enumerate(lengths, start=1):
        total += length
        if total in wanted:
            return many
    return 0


def _is_phone_with_slash(word: str) -> bool:
    """022/23456789, or two whole numbers."""
    parts = [len(digits_of(part) or "") for part in re.split(r"[/,]", word) if part]
    return word.startswith(("0", "(0")) or all(length >= SHORTEST for length in parts)


def split(number: str) -> list[str]:
    """The numbers of a word such as 9820012345/9765432109."""
    parts = [part for part in number.split("/") if part]
    if len(parts) > 1 and all(len(digits_of(part) or "") >= SHORTEST for part in parts):
        return parts
    return [number.strip("/")]
