"""The register of patients: new records, corrections, hospital numbers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import DuplicateMrn, MergeConflict
from opd_tui.domain.names import check_storable
from opd_tui.domain.patients import Logged, Match, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import in_log
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.runtime import policy
from opd_tui.services.patients import record_fields
from opd_tui.store import counters, events, patient_search, patients, visits
from opd_tui.store.patients import AtSlot, at_slot, canonical, patient

__all__ = [
    "AtSlot",
    "at_slot",
    "canonical",
    "correct",
    "correct_name",
    "matches",
    "next_mrn",
    "patient",
    "register",
    "register_unknown",
    "search",
    "write_fields",
]

_COUNTER = "mrn"
UNKNOWN = "unknown"
"""The counter of patients without a name."""


def search(request: FindPatient) -> tuple[Patient, ...]:
    """The patients whom a text may mean, the best first (store.patient_search.search). Raises BadRequest."""
    check_storable(request.text, "text")
    return tuple(match.patient for match in patient_search.search(request.text, request.limit))


def matches(request: FindPatient) -> tuple[Match, ...]:
    """As `search`, each with the last visit, and whether it is only a likely match. Raises BadRequest."""
    check_storable(request.text, "text")
    with connection.reading():
        found = patient_search.search(request.text, request.limit)
        return tuple(replace(match, last_visit=visits.last_of(match.patient.id)) for match in found)


def register(asked: NewPatient, actor: Actor) -> Patient:
    """Add a patient. Raises BadName, BadRequest (phone, hospital number, age, year, sex, notes, precedence) or
    DuplicateMrn.
    """
    return _register(record_fields.clean_name(asked.name), asked, actor)


def register_unknown(asked: NewPatient, actor: Actor) -> Patient:
    """As `register`, for a patient whose name nobody knows yet: "Unknown 1", "Unknown 2" … by a stored counter, which
    gives no number twice.
    """
    with connection.transaction():
        number = counters.next_value(UNKNOWN)
        return _register(f"Unknown {number}", asked, actor, unknown=number)


def _register(name: str, asked: NewPatient, actor: Actor, unknown: int | None = None) -> Patient:
    phones, given = record_fields.phones_of(asked), record_fields.clean_mrn(asked.mrn)
    fields = record_fields.particulars(asked)
    with connection.transaction():
        mrn = _draw_mrn() if asked.draw_mrn else given
        _check_free(mrn)
        made = patients.add(name, phones, mrn, fields)
        shown = tuple(phone.shown for phone in phones)
        logged = {"name": name, "phone": in_log(shown), "mrn": mrn, **fields}
        kept = {field: value for field, value in logged.items() if value or field in ("name", "phone", "mrn")}
        events.append(actor, Action.ADD_PATIENT, patient=made, after=kept, unknown=unknown)
    return Patient(made, name, shown, mrn, **fields)


def correct(patient_id: int, changes: Mapping[str, object], actor: Actor) -> Patient:
    """Correct fields of a record: any of name, phone or phones, mrn, year_of_birth or age, sex, notes, precedence; None
    empties a field.

    Unchanged fields are not written. Raises UnknownPatient, BadName, BadRequest, DuplicateMrn, or MergeConflict for a
    record that was merged.
    """
    with connection.transaction():
        before = patient(patient_id)
        clean = record_fields.corrected(changes, before)
        if before.merged_into is not None:
            into = canonical(patient_id).name
            raise MergeConflict(
                problem=f"{before.name} was merged into {into}: correct that record, or undo the merge."
            )
        changed = {field: value for field, value in clean.items() if value != before.in_log(field)}
        if changed:
            write_fields(patient_id, changed)
            events.append(
                actor,
                Action.CORRECT_PATIENT,
                patient=patient_id,
                before={field: before.in_log(field) for field in changed},
                after=changed,
            )
        return patient(patient_id)


def correct_name(patient_id: int, name: str, actor: Actor) -> Patient:
    """Correct a patient's name. Raises UnknownPatient, BadName or MergeConflict."""
    return correct(patient_id, {"name": name}, actor)


def write_fields(patient_id: int, fields: Mapping[str, Logged]) -> None:
    """Write clean fields of a record, as the log has them. Raises DuplicateMrn."""
    mrn = fields.get("mrn")
    _check_free(str(mrn) if mrn else None, but=patient_id)
    patients.write(patient_id, fields)


def next_mrn() -> str:
    """The next hospital number of the stored counter. Writes nothing; another desk may take the number first."""
    with connection.reading():
        value = counters.last_value(_COUNTER) + 1
        while patients.numbered(_mrn(value)):
            value += 1
        return _mrn(value)


def _draw_mrn() -> str:
    """Take the next number of the counter that no record has; a committed number is never used again."""
    while patients.numbered(drawn := _mrn(counters.next_value(_COUNTER))):
        pass
    return drawn


def _mrn(value: int) -> str:
    return f"{policy.current().mrn_prefix}{value}"


def _check_free(mrn: str | None, but: int = 0) -> None:
    """Raises DuplicateMrn if a record other than `but` has that hospital number."""
    for holder in patients.same_number(mrn) if mrn else ():
        if holder != but:
            raise DuplicateMrn(mrn=mrn, patient=canonical(holder).name)
