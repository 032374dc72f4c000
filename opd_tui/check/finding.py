"""A breach that `opd-tui check` found."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """One problem: the invariant (`I1` … `I7`, or `schema`), the table and id of the row, and what is wrong.

    The id of a counter is its name, that of a request its key.
    """

    invariant: str
    table: str
    row: int | str
    problem: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.table} {self.row}: {self.problem}"
