"""The register of patients: new records, corrections, hospital numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, DuplicateMrn, MergeConflict, quoted
from opd_tui.domain.names import check_storable, clean_person, clean_text
from opd_tui.domain.patients import SEXES, Logged, Match, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import BETWEEN, in_log, read
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.runtime import clock, policy
from opd_tui.store import counters, events, patient_search, patients
from opd_tui.store.patients import canonical, patient

__all__ = [
    "canonical",
    "correct",
    "correct_name",
    "matches",
    "next_mrn",
    "patient",
    "register",
    "search",
    "write_fields",
]

OLDEST = 130
"""The greatest age in years; an earlier year of birth is a typing mistake."""
LONGEST_NOTES = 1000
_COUNTER = "mrn"


def search(request: FindPatient) -> tuple[Patient, ...]:
    """The patients whom a text may mean, the best first (store.patient_search.search). Raises BadRequest."""
    return tuple(match.patient for match in matches(request))


def matches(request: FindPatient) -> tuple[Match, ...]:
    """As `search`; each patient says whether it is only a likely match. Raises BadRequest."""
    check_storable(request.text, "text")
    return patient_search.search(request.text, request.limit)


def register(asked: NewPatient, actor: Actor) -> Patient:
    """Add a patient. Raises BadName, BadRequest (phone, hospital number, year, sex, notes) or DuplicateMrn."""
    name = _clean_name(asked.name)
    phones = read(_clean_phone(asked.phone), policy.current().phone_region)
    year, sex = _clean_year(asked.year_of_birth), _clean_sex(asked.sex)
    notes, given = _clean_notes(asked.notes), _clean_mrn(asked.mrn)
    with connection.transaction():
        mrn = _draw_mrn() if asked.draw_mrn else given
        _check_free(mrn)
        fields = {"mrn": mrn, "year_of_birth": year, "sex": sex, "notes": notes}
        made = patients.add(name, phones, fields)
        shown = tuple(phone.shown for phone in phones)
        logged = {"name": name, "phone": in_log(shown), **fields}
        kept = {field: value for field, value in logged.items() if value or field in ("name", "phone", "mrn")}
        events.append(actor, Action.ADD_PATIENT, patient=made, after=kept)
    return Patient(made, name, shown, mrn, year, sex, notes)


def correct(patient_id: int, changes: Mapping[str, object], actor: Actor) -> Patient:
    """Correct fields of a record: any of name, phone, mrn, year_of_birth, sex and notes; None empties a field.

    Unchanged fields are not written. Raises UnknownPatient, BadName, BadRequest, DuplicateMrn, or MergeConflict for a
    record that was merged.
    """
    with connection.transaction():
        before = patient(patient_id)
        clean = {field: _clean(field, value, before) for field, value in changes.items()}
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


def _clean(field: str, value: object, before: Patient) -> Logged:
    """A typed field as the log has it. Raises BadName or BadRequest."""
    if field == "year_of_birth":
        return _clean_year(value)
    if value is not None and not isinstance(value, str):
        raise BadRequest(problem=f"The {field.replace('_', ' ')} is a text, not {value!r}.")
    if field == "phone":
        return _corrected_phones(value, before)
    return _CLEAN[field](value or "")


def _corrected_phones(typed: str | None, before: Patient) -> Logged:
    """The phones as typed. A phone that this record already has keeps its shown form, even if it cannot be read."""
    text = _clean_phone(typed) or ""
    if text == BETWEEN.join(before.phones):
        return before.in_log("phone")
    parts = text.split(BETWEEN)
    if not any(part in before.phones for part in parts):
        parts = [text]
    region, shown = policy.current().phone_region, dict[str, None]()
    for part in parts:
        shown |= dict.fromkeys([part] if part in before.phones else [phone.shown for phone in read(part, region)])
    return in_log(list(shown))


def _clean_name(name: str) -> str:
    return clean_person(name, "patient's name")


def _clean_phone(phone: str | None) -> str | None:
    return clean_text(phone, "phone number")


def _clean_mrn(mrn: str | None) -> str | None:
    return clean_text(mrn, "hospital number")


def _clean_year(year: object) -> int | None:
    latest = clock.local_now().year
    if year is None:
        return None
    if not isinstance(year, int) or isinstance(year, bool) or not latest - OLDEST <= year <= latest:
        raise BadRequest(problem=f"A year of birth is a number from {latest - OLDEST} to {latest}, not {year}.")
    return year


def _clean_sex(sex: str | None) -> str | None:
    if sex not in (None, "", *SEXES):
        raise BadRequest(problem=f"The sex is one of {', '.join(SEXES)} or nothing, not {quoted(sex)}.")
    return sex or None


def _clean_notes(notes: str | None) -> str:
    return clean_text(notes, "notes", LONGEST_NOTES) or ""


_CLEAN: dict[str, Callable[[str], str | None]] = {
    "name": _clean_name,
    "mrn": _clean_mrn,
    "sex": _clean_sex,
    "notes": _clean_notes,
}
