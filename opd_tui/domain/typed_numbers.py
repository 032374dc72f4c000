"""Numbers as people type them. A text that is no number is refused whole."""

from __future__ import annotations

from opd_tui.domain.errors import BadRequest, shortened
from opd_tui.domain.slots import LARGEST_CAPACITY, SMALLEST_CAPACITY


def seats_of(text: str) -> int:
    """The number of seats that is meant. Raises BadRequest, which says what may be typed.

    >>> seats_of(" 12 ")
    12
    """
    return number_of(text, "seats", SMALLEST_CAPACITY, LARGEST_CAPACITY)


def number_of(text: str, what: str, least: int, most: int) -> int:
    """The number that is meant, in the digits of any script. Raises BadRequest, which names `what`."""
    plain = text.strip()
    number = int(plain) if plain.isdecimal() and len(plain) < 6 else None
    if number is None or not least <= number <= most:
        raise BadRequest(problem=f'"{shortened(plain)}" is not a number of {what}. Type {least} to {most}.')
    return number
