"""The register in the replay of the log: corrections, merges, and what their undo put back."""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import tables
from opd_tui.domain import phones
from opd_tui.domain.actions import Action
from opd_tui.domain.events import Detail
from opd_tui.domain.name_search import fold
from opd_tui.runtime import policy

_FIELDS = ("name", "phone", "mrn", "year_of_birth", "sex", "notes")


class Register:
    """What the log says of every patient so far."""

    def __init__(self) -> None:
        self._records: dict[int, Detail] = {}
        self._into: dict[int, int] = {}

    def play(self, action: str, patient: int, told: Detail, tokens: dict[int, Detail]) -> str | None:
        """Play one event of a patient, whose tokens may move with a merge; what is wrong with it, or None."""
        before, after = told.get("from", {}), told.get("to", {})
        if action == Action.ADD_PATIENT:
            self._records[patient] = {field: after.get(field) or None for field in _FIELDS}
            return None
        merge = Action.MERGE in (action, told.get("why"))
        problem = self._merge(action, patient, told, tokens) if merge else None
        record = self._records.get(patient, {})
        for field, value in before.items():
            if (held := record.get(field, value)) != (value or None) and held != value:
                problem = problem or f"starts from {field} {value}, but the log so far has {held}"
        record.update({field: value or None for field, value in after.items()})
        return problem

    def _merge(self, action: str, kept: int, told: Detail, tokens: dict[int, Detail]) -> str | None:
        gone, problem = told["merged"], None
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
            number = told["from"].get("mrn")
        if "mrn" in told["to"] and gone in self._records:  # it had the number before, and has it afterwards
            self._records[gone]["mrn"] = number
        for token in told["tokens"]:
            if tokens.get(token, {}).get("patient") != source:
                problem = f"moves token {token}, which was not of record {source}"
            tokens.setdefault(token, {"status": None})["patient"] = target
        return problem

    def present(self) -> Iterator[tuple[int, str]]:
        """Every patient whose row is not as the log ends, and how."""
        columns = [getattr(tables.Patient, field) for field in _FIELDS]
        derived = (tables.Patient.folded, tables.Patient.phone_e164, tables.Patient.phone_backwards)
        rows = (
            tables.Patient.select(tables.Patient.id, tables.Patient.merged_into, *derived, *columns).tuples().iterator()
        )
        for patient, into, folded, e164, backwards, *values in rows:
            if into != self._into.get(patient):
                yield patient, f"is merged into {into}, but the log ends with {self._into.get(patient)}"
            if folded != fold(values[0]):
                yield patient, "is not searched by its name"
            if not phones.comes_of(values[1], e164, backwards, policy.current().phone_region):
                yield patient, f"is not searched by its phone, but by {e164} and, backwards, {backwards}"
            record = self._records.get(patient)
            for field, value in zip(_FIELDS, values, strict=True):
                if record is not None and (value or None) != record[field]:
                    yield patient, f"{field} is {value}, but the log ends with {record[field]}"
