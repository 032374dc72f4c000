"""The fields of a patient's record in a form: as they are shown, and as they are read from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.patients import OLDEST, PRECEDENCES, Patient
from opd_tui.domain.phones import BETWEEN, ascii_digits
from opd_tui.domain.typed_patient import read

LABELS = (
    "Name",
    "Phone",
    "Hospital number",
    "Age or year of birth",
    "Sex (F, M or X)",
    "Precedence",
    "Notes",
)


class RecordFields(TypedDict):
    """What a form says of a record. Of `age` and `year_of_birth` at most one is given."""

    name: str
    phone: str
    mrn: str
    age: int | None
    year_of_birth: int | None
    sex: str
    precedence: str
    notes: str


FIELDS = ("name", "phone", "mrn", "year_of_birth", "sex", "precedence", "notes")
"""In the order of the form."""


def labelled(values: Sequence[str]) -> list[tuple[str, str]]:
    """The form's labels, each with its first value."""
    return list(zip(LABELS, values, strict=True))


def typed(patient: Patient, today: str) -> tuple[str, ...]:
    """The fields of a record as the form shows them."""
    phones, precedence = BETWEEN.join(patient.phones), patient.precedence_on(today)
    fields = (patient.name, phones, patient.mrn, patient.year_of_birth, patient.sex, precedence, patient.notes)
    return tuple(str(field or "") for field in fields)


def offered(text: str, mrn: str) -> tuple[str, ...]:
    """The form's first values for somebody new: what was typed, each where it belongs, and the next hospital number.

    Digits that are no whole phone were a search, and are left out.
    """
    known = read(text)
    name = " ".join((known.name, *known.unclear)).strip()
    born = known.year_of_birth if known.age is None else known.age
    return name, known.phone, known.mrn or mrn, "" if born is None else str(born), known.sex or "", "", ""


def parsed(values: Sequence[str]) -> RecordFields:
    """What was typed in the form. Raises BadRequest for an age, year or precedence that is none."""
    name, phone, mrn, born, sex, precedence, notes = values
    age, year = _age_or_year(born)
    return RecordFields(
        name=name,
        phone=phone,
        mrn=mrn,
        age=age,
        year_of_birth=year,
        sex=sex.strip().upper(),
        precedence=_precedence(precedence),
        notes=notes,
    )


def changed(before: Sequence[str], values: Sequence[str]) -> dict[str, object]:
    """The fields that were changed in the form, for records.correct. Raises BadRequest."""
    read = parsed(values)
    fields = [field for field, was, now in zip(FIELDS, before, values, strict=True) if was != now]
    if "year_of_birth" in fields and read["age"] is not None:
        fields[fields.index("year_of_birth")] = "age"
    return {field: value for field, value in read.items() if field in fields}


def _age_or_year(typed: str) -> tuple[int | None, int | None]:
    digits = ascii_digits(typed.strip())
    if not digits:
        return None, None
    if not (digits.isascii() and digits.isdigit() and (len(digits) == 4 or int(digits) <= OLDEST)):
        raise BadRequest(problem="Enter a year such as 1980, or an age such as 34.")
    return (None, int(digits)) if len(digits) == 4 else (int(digits), None)


def _precedence(typed: str) -> str:
    """The precedence whose beginning was typed."""
    typed = typed.strip().lower()
    for precedence in PRECEDENCES if typed else ():
        if precedence.startswith(typed):
            return precedence
    if typed:
        raise BadRequest(problem=f"Enter {' or '.join(PRECEDENCES)}, or leave the precedence empty.")
    return ""
