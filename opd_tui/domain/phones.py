"""Phone numbers: kept normalised, shown as people write them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple


class Phone(NamedTuple):
    """A phone number: as it is shown, as E.164 if it can be one, and its digits from the last to the first."""

    shown: str
    e164: str | None
    backwards: str | None


def parse(typed: str, region: str) -> Phone:
    """The number that was typed, read as one of `region` (two letters, such as IN) if it names no country.

    A number of the region is shown in its national form, with the 0 of the trunk only if that was typed: 98200 12345,
    022 2345 6789. What is no number, or has words in it ("mother 98200 12345"), is shown as it was typed: a desk must
    not refuse a strange number.
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


def ascii_digits(text: str) -> str:
    """The text with the digits of every script (२३) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def digits_of(phone: str | None) -> str | None:
    """The digits of a phone number, as 0 to 9 whatever the script; None without any."""
    return re.sub(r"\D", "", ascii_digits(phone or ""), flags=re.ASCII) or None


def backwards(phone: str) -> str | None:
    """The digits from the last to the first: "ends in these digits" becomes "begins with", which an index answers."""
    digits = digits_of(phone)
    return digits[::-1] if digits else None


def comes_of(shown: str | None, e164: str | None, reversed_: str | None, region: str) -> bool:
    """Whether `parse` may have given this E.164 form and these digits for a number that it shows so.

    The region that it was read with is not kept, so besides `region`, today's, any of the E.164 form's own country
    will do. Most numbers are told by their digits alone, which is much faster.
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
