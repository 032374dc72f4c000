"""The register in the replay of the log: corrections, merges, and undo of both."""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import tables
from opd_tui.domain import phones
from opd_tui.domain.actions import Action
from opd_tui.domain.events import Detail
from opd_tui.domain.name_search import fold
from opd_tui.domain.names import can_be_seen
from opd_tui.domain.patients import mrn_key
from opd_tui.domain.spellings import other_terms
from opd_tui.runtime import policy

_FIELDS = ("name", "mrn", "year_of_birth", "sex", "notes", "precedence", "precedence_until")
_Value = str | int | list[str] | None


class Register:
    """The records of patients, by the log so far."""

    def __init__(self) -> None:
        self._records: dict[int, Detail] = {}
        self._into: dict[int, int] = {}

    def play(self, action: str, patient: int, fields: Detail, tokens: dict[int, Detail]) -> str | None:
        """Play one event of a patient, whose tokens may move with a merge; returns what is wrong with it, or None."""
        before, after = fields.get("from", {}), fields.get("to", {})
        if action == Action.ADD_PATIENT:
            self._records[patient] = {field: after.get(field) or None for field in (*_FIELDS, "phone")}
            return None
        merge = Action.MERGE in (action, fields.get("why"))
        problem = self._merge(action, patient, fields, tokens) if merge else None
        record = self._records.get(patient, {})
        for field, value in before.items():
            if not _same(field, record.get(field, value), value):
                problem = problem or f"starts from {field} {value}, but the log so far has {record.get(field)}"
        record.update({field: value or None for field, value in after.items()})
        return problem

    def _merge(self, action: str, kept: int, fields: Detail, tokens: dict[int, Detail]) -> str | None:
        gone, problem = fields["merged"], None
        if action == Action.MERGE:
            source, target = gone, kept
            if gone in self._into:
                problem = f"merges record {gone}, which is merged already"
            self._into[gone] = kept
            number = None
        else:
            source, target = kept, gone
            if self._into.pop(gone, None) != kept:
                problem = f"parts record {gone}, which was not merged into it"
            number = fields["from"].get("mrn")
        if "mrn" in fields["to"] and gone in self._records:  # it had the number before, and has it afterwards
            self._records[gone]["mrn"] = number
        for token in fields["tokens"]:
            if tokens.get(token, {}).get("patient") != source:
                problem = f"moves token {token}, which was not of record {source}"
            tokens.setdefault(token, {"status": None})["patient"] = target
        return problem

    def present(self) -> Iterator[tuple[int, str]]:
        """Every patient whose row differs from the end of the log, and how."""
        columns = [getattr(tables.Patient, field) for field in _FIELDS]
        derived = (tables.Patient.folded, tables.Patient.spellings, tables.Patient.mrn_key)
        query = tables.Patient.select(tables.Patient.id, tables.Patient.merged_into, *derived, *columns)
        for patient, into, folded, spellings, key, *values in query.tuples().iterator():
            if into != self._into.get(patient):
                yield patient, f"is merged into {into}, but the log ends with {self._into.get(patient)}"
            if folded != fold(values[0]):
                yield patient, "is not searched by its name"
            elif spellings != other_terms(folded):
                yield patient, "is not searched by the other spellings of its name"
            if key != (values[1] and mrn_key(values[1])):
                yield patient, f"is not searched by its hospital number, but by {key}"
            if values[1] and not can_be_seen(values[1]):
                yield patient, "has a hospital number of which nothing can be seen"
            record = self._records.get(patient)
            for field, value in zip(_FIELDS, values, strict=True):
                if record is not None and (value or None) != record[field]:
                    yield patient, f"{field} is {value}, but the log ends with {record[field]}"
        yield from self._phones()

    def _phones(self) -> Iterator[tuple[int, str]]:
        """Every patient whose phones differ from the end of the log, or cannot be found by their digits."""
        region, shown = policy.current().phone_region, dict[int, list[str]]()
        phone = tables.PatientPhone
        columns = (phone.patient, phone.place, phone.shown, phone.e164, phone.backwards)
        for patient, place, text, e164, backwards in (
            phone.select(*columns).order_by(phone.patient, phone.place).tuples().iterator()
        ):
            there = shown.setdefault(patient, [])
            if place != len(there):
                yield patient, f"has phone {text} at place {place}, and none at place {len(there)}"
            there.append(text)
            if not phones.comes_of(text, e164, backwards, region):
                yield patient, f"is not searched by its phone, but by {e164} and, backwards, {backwards}"
        for patient, record in self._records.items():
            there = shown.pop(patient, [])
            if not _same("phone", phones.in_log(there), record["phone"]):
                yield patient, f"phone is {phones.in_log(there)}, but the log ends with {record['phone']}"


def _same(field: str, one: _Value, other: _Value) -> bool:
    """Whether two values of a field are equal: all empty values are, and phones that an older file had in one text."""
    if (one or None) == (other or None):
        return True
    return field == "phone" and _as_kept(one) == _as_kept(other)


def _as_kept(value: _Value) -> list[str]:
    """The phones of a value of the log, in the form in which the file has them."""
    region = policy.current().phone_region
    return [] if isinstance(value, int) else [phone.shown for phone in phones.kept(value, region)]
