"""A patient's record."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TypedDict

from msgspec import Struct

from opd_tui.domain.phones import ascii_digits, in_log

SEXES = ("F", "M", "X")
OLDEST = 130
"""The greatest age in years; an earlier year of birth is a typing mistake."""
DISABILITY, PREGNANT = "disability", "pregnant"
PRECEDENCES = (DISABILITY, PREGNANT)
"""What a record may say of a patient's precedence. The rest follows from the age."""
PREGNANT_DAYS = 280
"""How many days `pregnant` holds after the day on which it was set; then it ends by itself."""


def pregnant_until(today: str) -> str:
    """The last day on which `pregnant` holds if it is set today."""
    return (date.fromisoformat(today) + timedelta(days=PREGNANT_DAYS)).isoformat()


def plain_mrn(mrn: str) -> str:
    """A hospital number for comparing: lower case, digits of every script as 0 to 9."""
    return ascii_digits(mrn).lower()


def mrn_key(mrn: str) -> str:
    """A hospital number for searching: as `plain_mrn`, without leading zeros of its digits (000123, A-017)."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain_mrn(mrn), flags=re.ASCII)


def age(year_of_birth: int, day: str) -> int:
    """The age in years at the end of the year of a day."""
    return int(day[:4]) - year_of_birth


class Particulars(TypedDict):
    """What a record says of a patient besides name, phones and hospital number."""

    year_of_birth: int | None
    sex: str | None
    notes: str
    precedence: str | None
    precedence_until: str | None


class Patient(Struct, frozen=True):
    """A patient's record. `phones` are as shown; `sex` is F, M or X; `merged_into` is the id of the record to use
    instead. `precedence` is one of PRECEDENCES, and `precedence_until` the last day on which it holds, None for ever.
    """

    id: int
    name: str
    phones: tuple[str, ...] = ()
    mrn: str | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    notes: str = ""
    merged_into: int | None = None
    precedence: str | None = None
    precedence_until: str | None = None

    def age(self, day: str) -> int | None:
        """The age in years at the end of the year of a day, None if the year of birth is unknown."""
        return None if self.year_of_birth is None else age(self.year_of_birth, day)

    def precedence_on(self, day: str) -> str | None:
        """The precedence of the record if it holds on a day."""
        return self.precedence if self.precedence_until is None or day <= self.precedence_until else None

    @property
    def phone(self) -> str | None:
        """The first phone."""
        return self.phones[0] if self.phones else None

    def in_log(self, field: str) -> Logged:
        """The value of a field as an event of the log has it."""
        value: Logged = in_log(self.phones) if field == "phone" else getattr(self, field)
        return value


Logged = int | str | list[str] | None
"""What a field of a record can be in the log; several phones are a list."""


class Match(Struct, frozen=True):
    """A patient that a search found; `likely` if only by another spelling that sounds the same. `last_visit` is the day
    on which the patient was last seen, None for never.
    """

    patient: Patient
    likely: bool = False
    last_visit: str | None = None


class Merged(Struct, frozen=True):
    """The result of a merge: the record that was kept, the one that now points to it, and the tokens that moved."""

    kept: Patient
    gone: Patient
    tokens: tuple[int, ...] = ()
