"""Patients' records and their phones: reading and writing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from peewee import JOIN, ColumnBase, ModelSelect, Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import insert_into, prepared, update_of
from opd_tui.domain.errors import DamagedRow, DuplicateMrn, UnknownPatient
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import Logged, Particulars, Patient, mrn_key, plain_mrn
from opd_tui.domain.phones import Phone, kept
from opd_tui.domain.spellings import other_terms
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.runtime import damaged_rows, policy


def patient(patient_id: int) -> Patient:
    """A patient's record, also one that was merged. Raises UnknownPatient or DamagedRow."""
    rows = _patient(patient_id)
    if not rows:
        raise UnknownPatient(id=patient_id)
    return _of_rows(rows)


def _of_rows(rows: Sequence[Sequence[Any]]) -> Patient:
    """The record from the rows of `_records`, one for each phone. Raises DamagedRow."""
    first = rows[0]
    found = Patient(first[0], first[1], tuple(row[-1] for row in rows if row[-1] is not None), *first[2:-1])
    texts = (found.name, found.notes, *found.phones, *filter(None, (found.mrn, found.sex, found.precedence)))
    if not all(isinstance(text, str) for text in texts) or not isinstance(found.year_of_birth, int | None):
        raise DamagedRow("patient", found.id)
    damaged_rows.checked("patient", found.id, found.precedence_until)
    return found


def canonical(patient_id: int) -> Patient:
    """The record to use for a patient: the record itself, or the one it was merged into. Raises UnknownPatient."""
    found = patient(patient_id)
    while found.merged_into is not None:
        found = patient(found.merged_into)
    return found


class AtSlot(Struct, frozen=True):
    """A patient as a booking needs it: `second` are number and status of the live token in the slot, `seen` whether any
    visit was completed.
    """

    patient: Patient
    second: tuple[int, str] | None
    seen: bool


def at_slot(patient_id: int, slot: int) -> AtSlot:
    """The record to use for a patient (`canonical`), with what it has in a slot. Raises UnknownPatient."""
    while True:
        rows = _at_slot(patient_id, slot)
        if not rows:
            raise UnknownPatient(id=patient_id)
        number, status, seen = rows[0][:3]
        found = _of_rows([row[3:] for row in rows])
        if found.merged_into is None:
            return AtSlot(found, None if number is None else (number, status), bool(seen))
        patient_id = found.merged_into


def records(ids: Iterable[int]) -> Iterator[Patient]:
    """The records to use for these patients (`canonical`), in order, without those that are damaged."""
    for id in ids:
        yield from damaged_rows.readable(canonical, ((id,),))


def numbered(mrn: str) -> list[int]:
    """Patients with that hospital number, ignoring leading zeros and the script of digits; an exact match first."""
    plain = plain_mrn(mrn)
    found = _numbered(mrn_key(mrn))
    return [patient for patient, _ in sorted(found, key=lambda row: (row[1] != mrn, plain_mrn(row[1]) != plain))]


def same_number(mrn: str) -> list[int]:
    """Patients with exactly that hospital number, ignoring case and the script of digits."""
    return [patient for patient, number in _numbered(mrn_key(mrn)) if plain_mrn(number) == plain_mrn(mrn)]


def add(name: str, phones: Sequence[Phone], mrn: str | None, fields: Particulars) -> int:
    """Add a record with clean fields; returns its id. Raises DuplicateMrn."""
    try:
        made = insert_into(
            tables.Patient, **_name_columns(name), mrn=mrn, mrn_key=mrn_key(mrn) if mrn else None, **fields
        )
    except Refused as e:
        raise _meaning(e, mrn) from e
    _add_phones(made, phones)
    return made


def write(patient_id: int, fields: Mapping[str, Logged]) -> None:
    """Write clean fields of a record, as the log has them, and the columns derived from them. Raises DuplicateMrn."""
    columns: dict[str, str | int | None] = {}
    for field, value in fields.items():
        if field == "phone":
            assert not isinstance(value, int)  # noqa: S101 - phones are texts
            set_phones(patient_id, kept(value, policy.current().phone_region))
        elif field == "name":
            columns |= _name_columns(str(value))
        elif not isinstance(value, list):
            columns[field] = value
            if field == "mrn":
                columns["mrn_key"] = mrn_key(str(value)) if value else None
    if columns:
        try:
            update_of(tables.Patient, patient_id, **columns)
        except Refused as e:
            raise _meaning(e, fields.get("mrn")) from e


def merged_names(patient: int) -> tuple[str, ...]:
    """The names of the records that were merged into a patient's, in the order of their ids."""
    return tuple(_merged_names(patient))


def set_phones(patient_id: int, phones: Sequence[Phone]) -> None:
    """Replace the phones of a record."""
    _remove_phones(patient_id)
    _add_phones(patient_id, phones)


def point_to(gone: int, kept: int | None) -> None:
    """Mark a record as merged into another, or with None as not merged."""
    update_of(tables.Patient, gone, merged_into=kept)


def _name_columns(name: str) -> dict[str, str]:
    folded = fold(name)
    return {"name": name, "folded": folded, "spellings": other_terms(folded)}


def _add_phones(patient_id: int, phones: Sequence[Phone]) -> None:
    for place, phone in enumerate(phones):
        shown, e164, backwards = phone
        insert_into(tables.PatientPhone, patient=patient_id, place=place, shown=shown, e164=e164, backwards=backwards)


def _meaning(e: Refused, mrn: object) -> Exception:
    """The database refuses a record only because its hospital number belongs to another: DuplicateMrn."""
    others = same_number(str(mrn)) if mrn and connection.current().can_read_on() else []
    return DuplicateMrn(mrn=mrn, patient=canonical(others[0]).name) if others else e


@prepared(tuple[int, str, str | None, int | None, str | None, str, int | None, str | None, str | None, str | None])
def _patient(patient: int) -> Query:
    return _records(patient)


@prepared(tuple[Any, ...])
def _at_slot(patient: int, slot: int) -> Query:
    token, seen = tables.Token, tables.Token.alias()
    came = fn.EXISTS(seen.select(1).where(seen.patient == patient, seen.status == Status.COMPLETED.value))
    # "+ 0" keeps SQLite from reading the whole queue of the slot; a patient has few tokens
    of_both = (token.patient == tables.Patient.id) & (token.slot + 0 == slot) & token.status.in_(LIVE)
    query = _records(patient, token.number, token.status, came).switch(tables.Patient)
    return query.join(token, JOIN.LEFT_OUTER, on=of_both)


def _records(patient: int, *before: ColumnBase) -> ModelSelect:
    """The record, a row for each phone; other columns may stand before its own."""
    record, phone = tables.Patient, tables.PatientPhone
    columns = (
        *(record.id, record.name, record.mrn, record.year_of_birth, record.sex, record.notes, record.merged_into),
        *(record.precedence, record.precedence_until),
        phone.shown,
    )
    query = record.select(*before, *columns).join(phone, JOIN.LEFT_OUTER, on=(phone.patient == record.id))
    return query.where(record.id == patient).order_by(phone.place)


@prepared(tuple[int, str])
def _numbered(key: str) -> Query:
    query = tables.Patient.select(tables.Patient.id, tables.Patient.mrn)
    return query.where(tables.Patient.mrn_key == key).order_by(tables.Patient.id)


@prepared(int)
def _remove_phones(patient: int) -> Query:
    return tables.PatientPhone.delete().where(tables.PatientPhone.patient == patient).returning(tables.PatientPhone.id)


@prepared(str)
def _merged_names(patient: int) -> Query:
    merged = tables.Patient.select(tables.Patient.name).where(tables.Patient.merged_into == patient)
    return merged.order_by(tables.Patient.id)
