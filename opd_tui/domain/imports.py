"""Rows of a table from another program, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

MAX_ROWS_AT_ONCE = 1000
"""So many rows are one transaction and one operation."""
PATIENT_COLUMNS = ("name", "phone", "mrn", "age", "year_of_birth", "sex", "precedence", "notes")
DOCTOR_COLUMNS = ("name", "department", "room")
OTHER_NAMES = {
    "hospital_number": "mrn",
    "hospital_no": "mrn",
    "phones": "phone",
    "mobile": "phone",
    "year": "year_of_birth",
    "born": "year_of_birth",
    "doctor": "name",
    "patient": "name",
}
"""Other headings under which a column is known."""


class ImportedRow(Struct, frozen=True):
    """A row of the file: the number of its first line, and its text by column."""

    line: int
    fields: Mapping[str, str]

    def text(self, column: str) -> str:
        """What stands in a column, trimmed; "" if the file has no such column."""
        return self.fields.get(column, "").strip()


class RowState(StrEnum):
    """What became of a row."""

    ADDED = "added"
    THERE = "already there"
    REFUSED = "refused"


class RowDone(Struct, frozen=True):
    """A row and what became of it: for a refused one `problem` says why. `likely` names records that are probably of
    the same person as an added one.
    """

    line: int
    name: str
    state: RowState
    problem: str = ""
    likely: tuple[str, ...] = ()


def column_of(heading: str) -> str:
    """The name of the column with this heading.

    >>> column_of(" Hospital number ")
    'mrn'
    """
    plain = "_".join(heading.casefold().replace("_", " ").split())
    return OTHER_NAMES.get(plain, plain)
