"""Phone numbers: read from what was typed, stored in a normal form, shown as people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from opd_tui.domain.errors import BadRequest, quoted

BETWEEN = " / "
"""Between the numbers of one patient in one text."""
MIN_DIGITS, MAX_DIGITS = 3, 15
"""Digits of a phone number: an extension has three, E.164 at most fifteen, not counting a leading 00."""
MAX_PHONES = 10
"""Phones of one patient."""
_SEPARATORS = re.compile(r"\s*(?:[/,;|&\n]|\bor\b|\band\b)\s*", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:\(?0\d{2,4}\)?\s*/)?\(?\+?[\d\s().-]+(?:(?:ext|extn|x)[.:]?\s*\d{1,6})?", re.ASCII | re.IGNORECASE
)
"""With the area code's own slash (022/2345 6789) and an extension."""
_MAX_GROUPS = 12


USUAL_REGION = "IN"
"""The country of a number that names none, unless a hospital says otherwise."""


def is_region(code: str) -> bool:
    """Whether a country with these two letters has phone numbers."""
    if code == USUAL_REGION:
        return True
    import phonenumbers  # 25 ms, which the start of a desk does not have to spare

    return code in phonenumbers.SUPPORTED_REGIONS


class Phone(NamedTuple):
    """A phone number: as shown, as E.164 if possible, and its digits in reverse order."""

    shown: str
    e164: str | None
    backwards: str | None


def read(typed: str | None, region: str) -> tuple[Phone, ...]:
    """The phone numbers in what was typed, each once, in their order; empty for an empty text.

    Several numbers are separated by a slash, a comma, a semicolon, "or", "and" or a blank. Raises BadRequest if any
    part of the text is not a number, so nothing that was typed is lost.
    """
    text = _plain(typed or "").strip()
    if not text:
        return ()
    numbers = _numbers(text, region)
    if numbers is None or len(numbers) > MAX_PHONES:
        raise BadRequest(
            problem=f"The phone number {quoted(text)} cannot be read. Give digits only, such as 98200 12345; several"
            " with a slash between them; anything else belongs in the notes."
        )
    return numbers


def kept(shown: str | Sequence[str] | None, region: str) -> tuple[Phone, ...]:
    """The phones of an older record or of the log, from how they were shown. Never refuses one, so nothing is lost.

    A text is one phone, or several if it can be read as several; a text that cannot be read stays one phone.
    """
    if not shown:
        return ()
    if isinstance(shown, str):
        several = _numbers(ascii_digits(shown).strip(), region)
        if several is not None and len(several) > 1:
            return several
        shown = [shown]
    return tuple(parse(each, region)._replace(shown=each) for each in shown)


def distinct(phones: Sequence[Phone]) -> tuple[Phone, ...]:
    """Each number once, in the order of first appearance."""
    found: dict[str, Phone] = {}
    for phone in phones:
        found.setdefault(phone.backwards or phone.shown, phone)
    return tuple(found.values())


def together(phones: Sequence[str], others: Sequence[str], region: str) -> list[str]:
    """The phones of two records of one person, as shown, each number once."""
    return [phone.shown for phone in distinct([*kept(list(phones), region), *kept(list(others), region)])]


def in_log(shown: Sequence[str]) -> str | list[str] | None:
    """A patient's phones as an event has them: one as a text, several as a list."""
    return list(shown) if len(shown) > 1 else next(iter(shown), None)


def _numbers(text: str, region: str) -> tuple[Phone, ...] | None:
    """The numbers of a text that contains only numbers; None for any other text."""
    if is_number(text):
        return (parse(text, region),)
    parts = [part for part in _SEPARATORS.split(text) if part]
    read = [numbers for numbers in map(_run_of_numbers, parts) if numbers]
    if not parts or len(read) < len(parts):
        return None
    return distinct([parse(number, region) for numbers in read for number in numbers])


def _run_of_numbers(part: str) -> list[str] | None:
    """One number, or several of at least six digits separated only by blanks."""
    if is_number(part):
        return [part]
    groups = part.split()
    for at in range(1, len(groups) if len(groups) <= _MAX_GROUPS else 0):
        first = " ".join(groups[:at])
        if is_number(first) and len(digits_of(first) or "") > 5:
            rest = _run_of_numbers(" ".join(groups[at:]))
            if rest and all(len(digits_of(number) or "") > 5 for number in rest):
                return [first, *rest]
    return None


def is_number(text: str) -> bool:
    """Whether a text is one phone number, judged by its characters and its number of digits."""
    digits = (digits_of(re.sub(r"(?i)(ext|x).*", "", text)) or "").removeprefix("00")
    return _NUMBER.fullmatch(text) is not None and MIN_DIGITS <= len(digits) <= MAX_DIGITS


def parse(typed: str, region: str) -> Phone:
    """Read one number; without a country code it is one of `region` (two letters, such as IN).

    A number of the region is shown in its national form, with the leading 0 only if it was typed: 98200 12345, 022 2345
    6789. A number that is not valid in the country, or contains words, is shown as typed.
    """
    typed = ascii_digits(typed)
    import phonenumbers  # 25 ms, which the start of a desk does not have to spare

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return Phone(typed, None, backwards(typed))
    if not phonenumbers.is_possible_number(number):
        return Phone(typed, None, backwards(typed))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    shown = typed
    if phonenumbers.is_valid_number(number) and re.fullmatch(r"[\d\s()+./-]*", typed, re.ASCII):
        shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        if number.country_code == phonenumbers.country_code_for_region(region):
            national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            dialled = digits_of(national) == digits_of(typed)
            shown = national if dialled else shown.removeprefix(f"+{number.country_code} ")
    return Phone(shown, e164, backwards(e164))


def _plain(text: str) -> str:
    """The text with the digits, blanks and hyphens of every script as plain ones, and without what cannot be seen.

    A number that is copied from a web page or from a phone's contacts has others that look the same.
    """
    if text.isascii():
        return text
    return "".join(_PLAIN.get(unicodedata.category(c), c) for c in unicodedata.normalize("NFKC", ascii_digits(text)))


_PLAIN = {"Zs": " ", "Pd": "-", "Cf": ""}


def ascii_digits(text: str) -> str:
    """The text with the digits of every script (२३) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def digits_of(phone: str | None) -> str | None:
    """The digits of a phone number, as 0 to 9 whatever the script; None if it has none."""
    return re.sub(r"\D", "", ascii_digits(phone or ""), flags=re.ASCII) or None


def backwards(phone: str) -> str | None:
    """The digits in reverse order: "ends in these digits" becomes "begins with", which an index answers."""
    digits = digits_of(phone)
    return digits[::-1] if digits else None


def comes_of(shown: str | None, e164: str | None, reversed_: str | None, region: str) -> bool:
    """Whether `parse` may have made this E.164 form and these reversed digits from the number as shown.

    The region used then is not stored, so `region` (today's) and any region of the E.164 form's country are tried. Most
    numbers are decided by their digits alone, which is much faster.
    """
    if not shown or e164 is None:
        return e164 is None and reversed_ == backwards(shown or "")
    if reversed_ != e164[:0:-1] or not reversed_.isdecimal():
        return False
    plain = shown.replace(" ", "").replace("-", "")
    if e164 == (plain if plain.startswith("+") else _code_of(region) + plain.removeprefix("0")):
        return True
    import phonenumbers

    try:
        code = phonenumbers.parse(e164).country_code or 0
    except phonenumbers.NumberParseException:
        return False
    regions = (region, *phonenumbers.region_codes_for_country_code(code))
    return any(_e164_in(shown, each) == e164 for each in regions)


def _e164_in(typed: str, region: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _code_of(region: str) -> str:
    import phonenumbers

    return f"+{phonenumbers.country_code_for_region(region)}"
