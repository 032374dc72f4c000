"""Patients from a table of another program."""

from __future__ import annotations

from collections.abc import Sequence

from opd_tui.db import connection
from opd_tui.domain.errors import BadRequest, Busy, OpdError, Storage
from opd_tui.domain.imports import ImportedRow, RowDone, RowState
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import PRECEDENCES, SEXES, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import ascii_digits
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.spellings import one_word
from opd_tui.services.patients import duplicates, records
from opd_tui.store import patient_search, patients


def import_patients(rows: Sequence[ImportedRow], actor: Actor) -> tuple[RowDone, ...]:
    """Register the patients of these rows, in one transaction and one operation; what became of each row.

    A row is already there if a record has its name and its hospital number, or where it has no number its phone, or
    where it has neither its year of birth, if it has one. A row that is refused changes nothing, and does not stop the
    others.
    """
    with connection.transaction():
        return tuple(_import(row, actor) for row in rows)


def _import(row: ImportedRow, actor: Actor) -> RowDone:
    name = row.text("name")
    try:
        asked = _asked(row)
        likely = duplicates.likely(asked)
        if any(_is_same(asked, each) for each in (*likely, *_namesakes(asked))):
            return RowDone(row.line, name, RowState.THERE)
        made = records.register(asked, actor)
    except OpdError as e:
        if isinstance(e, Storage | Busy):
            raise
        return RowDone(row.line, name, RowState.REFUSED, e.message)
    return RowDone(row.line, made.name, RowState.ADDED, likely=tuple(_named(each) for each in likely))


def _asked(row: ImportedRow) -> NewPatient:
    """The row as a request. Raises BadRequest for a text that is no age, year, sex or precedence."""
    if not row.text("name"):
        raise BadRequest(problem="Enter the patient's name.")
    return NewPatient(
        name=row.text("name"),
        phone=row.text("phone") or None,
        mrn=row.text("mrn") or None,
        age=_number(row.text("age"), "age"),
        year_of_birth=_number(row.text("year_of_birth"), "year of birth"),
        sex=_one_of(row.text("sex"), SEXES, "sex"),
        precedence=_one_of(row.text("precedence"), PRECEDENCES, "precedence"),
        notes=row.text("notes"),
    )


def _number(text: str, what: str) -> int | None:
    digits = ascii_digits(text)
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 5):
        raise BadRequest(problem=f'The {what} "{text[:20]}" is not a number.')
    return int(digits) if digits else None


def _one_of(text: str, values: Sequence[str], what: str) -> str | None:
    """The value that is written, or begins as the text does: F for female and the other way round."""
    asked = text.casefold()
    for value in values if asked else ():
        if value.casefold().startswith(asked) or (len(value) == 1 and asked in _IN_WORDS.get(value.casefold(), ())):
            return value
    if asked:
        raise BadRequest(problem=f'The {what} "{text[:20]}" is not known. Use {" or ".join(values)}, or nothing.')
    return None


_IN_WORDS = {"f": ("female", "woman"), "m": ("male", "man"), "x": ("other", "o")}


def _namesakes(asked: NewPatient) -> list[Patient]:
    """Records of the same name, where the row has nothing else to know the patient by."""
    if asked.mrn or asked.phone:
        return []
    return list(patients.records(patient_search.named_alike(asked.name)))


def _is_same(asked: NewPatient, known: Patient) -> bool:
    """Whether the record is that of the row, as a second run of the same file finds it."""
    if one_word(fold(asked.name)) != one_word(fold(known.name)):
        return False
    if asked.mrn:
        return known.id in {patients.canonical(each).id for each in patients.numbered(asked.mrn)}
    if asked.phone:
        return known.id in duplicates.with_phone_of(asked)
    years = duplicates.years(asked)
    return not years or known.year_of_birth in years


def _named(patient: Patient) -> str:
    number = f"hospital number {patient.mrn}" if patient.mrn else ""
    return ", ".join(part for part in (patient.name, number, *patient.phones[:1]) if part)
