"""A patient's record."""

from __future__ import annotations

import re

from msgspec import Struct

from opd_tui.domain.phones import ascii_digits, in_log

SEXES = ("F", "M", "X")


def plain_mrn(mrn: str) -> str:
    """A hospital number for comparing: lower case, digits of every script as 0 to 9."""
    return ascii_digits(mrn).lower()


def mrn_key(mrn: str) -> str:
    """A hospital number for searching: as `plain_mrn`, without leading zeros of its digits (000123, A-017)."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain_mrn(mrn), flags=re.ASCII)


class Patient(Struct, frozen=True):
    """A patient's record. `phones` are as shown; `sex` is F, M or X; `merged_into` is the id of the record to use
    instead.
    """

    id: int
    name: str
    phones: tuple[str, ...] = ()
    mrn: str | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    notes: str = ""
    merged_into: int | None = None

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
    """A patient that a search found; `likely` if only by another spelling that sounds the same."""

    patient: Patient
    likely: bool = False


class Merged(Struct, frozen=True):
    """The result of a merge: the record that was kept, the one that now points to it, and the tokens that moved."""

    kept: Patient
    gone: Patient
    tokens: tuple[int, ...] = ()
