"""The fields of a patient's record in a form: as they stand there, and as they are read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from opd_tui.domain.errors import BadRequest, quoted
from opd_tui.domain.patients import Patient
from opd_tui.domain.phones import BETWEEN

LABELS = ("Name", "Phone", "Hospital number", "Year of birth", "Sex (F, M or X)", "Notes")


class RecordFields(TypedDict):
    """What a form says of a record."""

    name: str
    phone: str
    mrn: str
    year_of_birth: int | None
    sex: str
    notes: str


FIELDS = tuple(RecordFields.__annotations__)
"""In the order of the form."""


def labelled(values: Sequence[str]) -> list[tuple[str, str]]:
    """The form's labels, each with its first value."""
    return list(zip(LABELS, values, strict=True))


def typed(patient: Patient) -> tuple[str, ...]:
    """The fields of a record as they stand in the form."""
    phones = BETWEEN.join(patient.phones)
    fields = (patient.name, phones, patient.mrn, patient.year_of_birth, patient.sex, patient.notes)
    return tuple(str(field or "") for field in fields)


def parsed(values: Sequence[str]) -> RecordFields:
    """What was typed in the form. Raises BadRequest for a year that is no number."""
    name, phone, mrn, year, sex, notes = values
    year = year.strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadRequest(problem=f"The year of birth is four digits, such as 1980, and not {quoted(year)}.")
    return RecordFields(
        name=name,
        phone=phone,
        mrn=mrn,
        year_of_birth=int(year) if year else None,
        sex=sex.strip().upper(),
        notes=notes,
    )
