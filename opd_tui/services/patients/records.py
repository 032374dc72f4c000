"""The register of patients: new records, corrections, hospital numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain import phones
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, DuplicateMrn, MergeConflict, quoted
from opd_tui.domain.name_search import fold
from opd_tui.domain.names import clean_name, clean_text
from opd_tui.domain.patients import SEXES, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.runtime import clock, policy
from opd_tui.store import events, patients
from opd_tui.store.patient_search import LIMIT, search
from opd_tui.store.patients import patient, standing

__all__ = ["LIMIT", "correct", "correct_name", "next_mrn", "patient", "register", "search", "standing", "write_fields"]

OLDEST = 130
"""Years: a year of birth before that is a slip."""
LONGEST_NOTES = 1000
_COUNTER = "mrn"


def register(asked: NewPatient, actor: Actor) -> Patient:
    """Add a patient. Raises BadName, BadRequest (phone, hospital number, year, sex, notes) or DuplicateMrn."""
    given = {field: getattr(asked, field) for field in _CLEAN}
    with connection.transaction():
        if asked.draw_mrn:
            given["mrn"] = _draw_mrn()
        clean = {field: _CLEAN[field](value) for field, value in given.items()}
        _refuse_held(clean["mrn"])
        row = _columns(clean)
        [(made,)] = _insert(*row.values())
        shown = {field: row[field] for field in clean}
        kept = {field: value for field, value in shown.items() if value or field in ("name", "phone", "mrn")}
        events.append(actor, Action.ADD_PATIENT, patient=made, after=kept)
    return Patient(made, **shown)


@prepared
def _insert(
    name: Any,
    folded: Any,
    phone: Any,
    phone_e164: Any,
    phone_backwards: Any,
    mrn: Any,
    year_of_birth: Any,
    sex: Any,
    notes: Any,
) -> Any:
    return tables.Patient.insert(
        name=name,
        folded=folded,
        phone=phone,
        phone_e164=phone_e164,
        phone_backwards=phone_backwards,
        mrn=mrn,
        year_of_birth=year_of_birth,
        sex=sex,
        notes=notes,
    ).returning(tables.Patient.id)


def correct(patient_id: int, changes: Mapping[str, Any], actor: Actor) -> Patient:
    """Put fields of a record right: any of name, phone, mrn, year_of_birth, sex and notes, None for nothing.

    What is as it was is not written. Raises UnknownPatient, BadName, BadRequest, DuplicateMrn, or MergeConflict for a
    record that was merged.
    """
    clean = {field: _CLEAN[field](value) for field, value in changes.items()}
    with connection.transaction():
        before = patient(patient_id)
        if before.merged_into is not None:
            problem = (
                f"{before.name} was merged into {standing(patient_id).name}: correct that record, or undo the merge."
            )
            raise MergeConflict(problem=problem)
        shown = {field: value for field, value in _columns(clean).items() if field in clean}
        changed = {field: value for field, value in shown.items() if value != getattr(before, field)}
        if changed:
            write_fields(patient_id, changed)
            events.append(
                actor,
                Action.CORRECT_PATIENT,
                patient=patient_id,
                before={field: getattr(before, field) for field in changed},
                after=changed,
            )
        return patient(patient_id)


def correct_name(patient_id: int, name: str, actor: Actor) -> Patient:
    """Put a patient's name right. Raises UnknownPatient, BadName or MergeConflict."""
    return correct(patient_id, {"name": name}, actor)


def write_fields(patient_id: int, fields: Mapping[str, Any]) -> None:
    """Write clean fields of a record, and what follows from them. Raises DuplicateMrn."""
    row = _columns(fields)
    if "phone" in fields:  # as it stands in the log, which is how it was shown then
        row["phone"] = fields["phone"]
    _refuse_held(fields.get("mrn"), but=patient_id)
    tables.Patient.update(row).where(tables.Patient.id == patient_id).execute()


def _columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of clean fields: the name also folded, the phone as it is shown, normalised, and backwards."""
    row: dict[str, Any] = {}
    for field, value in fields.items():
        row[field] = value
        if field == "name":
            row["folded"] = fold(value)
        if field == "phone":
            shown, e164, backwards = phones.parse(value, policy.current().phone_region) if value else (None, None, None)
            row |= {"phone": shown, "phone_e164": e164, "phone_backwards": backwards}
    return row


def _refuse_held(mrn: str | None, but: int = 0) -> None:
    for holder in patients.numbered(mrn) if mrn else ():
        if holder != but:
            raise DuplicateMrn(mrn=mrn, patient=standing(holder).name)


def next_mrn() -> str:
    """The hospital number that the stored counter would give next. Writes nothing; another desk may be quicker."""
    with connection.reading():
        row = tables.Counter.select(tables.Counter.value).where(tables.Counter.name == _COUNTER).tuples().first()
        value = row[0] + 1 if row else 1
        while _held(_mrn(value)):
            value += 1
        return _mrn(value)


def _draw_mrn() -> str:
    """The next number of the counter that nobody has been given by hand; once committed it never comes again."""
    while _held(drawn := _mrn(events.next_value(_COUNTER))):
        pass
    return drawn


def _mrn(value: int) -> str:
    return f"{policy.current().mrn_prefix}{value}"


def _held(mrn: str) -> bool:
    return bool(patients.numbered(mrn))


def _clean_year(year: int | None) -> int | None:
    latest = clock.local_now().year
    if year is not None and (type(year) is not int or not latest - OLDEST <= year <= latest):
        raise BadRequest(problem=f"A year of birth is a number from {latest - OLDEST} to {latest}, not {year}.")
    return year


def _clean_sex(sex: str | None) -> str | None:
    if sex not in (None, "", *SEXES):
        raise BadRequest(problem=f"The sex is one of {', '.join(SEXES)} or nothing, not {quoted(sex)}.")
    return sex or None


_CLEAN: dict[str, Any] = {
    "name": lambda name: clean_name(name, "patient's name"),
    "phone": lambda phone: clean_text(phone, "phone number"),
    "mrn": lambda mrn: clean_text(mrn, "hospital number"),
    "year_of_birth": _clean_year,
    "sex": _clean_sex,
    "notes": lambda notes: clean_text(notes, "notes", LONGEST_NOTES) or "",
}
"""What may be corrected, and how each is made clean."""
