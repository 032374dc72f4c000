"""Requests about patients' records."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from opd_tui.domain.requests.fields import (
    Age,
    PatientId,
    Precedence,
    PrecedenceOrNone,
    Request,
    Sex,
    SexOrNone,
    YearOfBirth,
)

DEFAULT_FOUND, MAX_FOUND = 10, 100
"""How many patients `find-patient` answers without a limit, and the highest limit."""


class NewPatient(Struct, frozen=True, forbid_unknown_fields=True):
    """A patient still to be registered. The phone may be several, separated by slashes.

    At most one of `age` and `year_of_birth`.
    """

    name: str
    phone: str | None = None
    mrn: Annotated[str, Meta(description="The hospital number.")] | None = None
    age: Age | None = None
    year_of_birth: YearOfBirth | None = None
    sex: Sex | None = None
    precedence: Precedence | None = None
    notes: str = ""
    draw_mrn: Annotated[bool, Meta(description="Give the next hospital number of the counter.")] = False
    phones: Annotated[tuple[str, ...], Meta(description="Several phones, instead of `phone`.")] | None = None

    @property
    def typed_phones(self) -> tuple[str, ...]:
        """Each of `phones`, or else the `phone`, as they were typed."""
        return self.phones or ((self.phone,) if self.phone else ())


class AddPatient(NewPatient, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="add-patient"):
    """Register a patient."""


class CorrectPatient(Request, frozen=True, tag="correct-patient"):
    """Correct a patient's record: only the fields that are given. An empty string empties a field, and 0 the year of
    birth.
    """

    patient: PatientId
    name: str | None = None
    phone: str | None = None
    mrn: Annotated[str, Meta(description="The hospital number.")] | None = None
    age: Age | None = None
    year_of_birth: YearOfBirth | None = None
    sex: SexOrNone | None = None
    precedence: PrecedenceOrNone | None = None
    notes: str | None = None
    phones: Annotated[tuple[str, ...], Meta(description="All phones, instead of `phone`.")] | None = None

    def changes(self) -> dict[str, object]:
        """The fields to correct, with their new values."""
        given = {field: getattr(self, field) for field in self.__struct_fields__ if field != "patient"}
        changes = {field: value for field, value in given.items() if value is not None}
        if changes.get("year_of_birth") == 0:
            changes["year_of_birth"] = None
        return changes


class Merge(Request, frozen=True, tag="merge"):
    """Merge two records of one person: the duplicate's tokens, phones and further fields move to the patient's."""

    patient: PatientId
    duplicate: PatientId


class FindPatient(Request, frozen=True, tag="find-patient"):
    """Find patients by hospital number, the last digits of a phone, or words of the name, best first."""

    text: str
    limit: Annotated[int, Meta(ge=1, le=MAX_FOUND)] = DEFAULT_FOUND


class ListDuplicates(Request, frozen=True, tag="duplicates"):
    """List the records that are probably of the same person as a record, or as somebody still to be registered:
    exactly one of `patient_id` and `patient`.
    """

    patient_id: PatientId | None = None
    patient: NewPatient | None = None
