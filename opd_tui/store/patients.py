"""Reading patients' records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from peewee import Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.errors import UnknownPatient
from opd_tui.domain.patients import Patient

COLUMNS = (
    tables.Patient.id,
    tables.Patient.name,
    tables.Patient.phone,
    tables.Patient.mrn,
    tables.Patient.year_of_birth,
    tables.Patient.sex,
    tables.Patient.notes,
    tables.Patient.merged_into,
)
"""What `PatientView(*row)` is made of."""


def patient(patient_id: int) -> Patient:
    """A patient's record, also one that was merged. Raises UnknownPatient."""
    rows = _patient(patient_id)
    if not rows:
        raise UnknownPatient(id=patient_id)
    return Patient(*rows[0])


def standing(patient_id: int) -> Patient:
    """The record that holds for a patient: the one itself, or the one it was merged into. Raises UnknownPatient."""
    found = patient(patient_id)
    while found.merged_into is not None:
        found = patient(found.merged_into)
    return found


def holding(patients: Iterable[Patient]) -> Iterator[Patient]:
    """The records that hold for these, in their order: whoever is found by a record that was merged is that patient."""
    for each in patients:
        yield each if each.merged_into is None else standing(each.merged_into)


def numbered(mrn: str) -> list[int]:
    """Who has that hospital number, upper and lower case aside; in an older file maybe two, the exact one first."""
    lower = "".join(c.lower() if c.isascii() else c for c in mrn)  # what SQLite's lower() makes of it
    return [patient for (patient,) in _numbered(lower, mrn.lower(), mrn)]


@prepared
def _numbered(lower: Any, lower_in_any_script: Any, exact: Any) -> Any:
    number = fn.LOWER(tables.Patient.mrn)
    query = tables.Patient.select(tables.Patient.id).where((number == lower) | (number == lower_in_any_script))
    return query.order_by(tables.Patient.mrn != exact, tables.Patient.id)


@prepared
def _patient(patient: Any) -> Any:
    return tables.Patient.select(*COLUMNS).where(tables.Patient.id == patient)


def merged_names(patient: int) -> tuple[str, ...]:
    """The names of the records that were merged into a patient's, in the order they were made."""
    return tuple(_merged_names(patient))


@prepared(str)
def _merged_names(patient: int) -> Query:
    merged = tables.Patient.select(tables.Patient.name).where(tables.Patient.merged_into == patient)
    return merged.order_by(tables.Patient.id)
