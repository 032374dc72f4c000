"""Requests about patients' records."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from opd_tui.domain.requests.fields import Age, Precedence, Request, Sex, YearOfBirth

DEFAULT_FOUND, MAX_FOUND = 10, 100
"""How many patients `find-patient` answers without a limit, and the highest limit."""


class NewPatient(Struct, frozen=True, forbid_unknown_fields=True):
    """A patient still to be registered. The phone may be several, separated by slashes.

    At most one of `age` and `year_of_birth`.
    """

    name: str
    phone: str | None = None
    mrn: Annotated[str, Meta(description="The hospital number.")] | None = None
    age: Age | None = None
    year_of_birth: YearOfBirth | None = None
    sex: Sex | None = None
    precedence: Precedence | None = None
    notes: str = ""
    draw_mrn: Annotated[bool, Meta(description="Give the next hospital number of the counter.")] = False


class AddPatient(NewPatient, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="add-patient"):
    """Register a patient."""


class FindPatient(Request, frozen=True, tag="find-patient"):
    """Find patients by hospital number, the last digits of a phone, or words of the name, best first."""

    text: str
    limit: Annotated[int, Meta(ge=1, le=MAX_FOUND)] = DEFAULT_FOUND
