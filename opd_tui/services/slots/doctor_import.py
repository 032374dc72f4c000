"""Doctors from a table of another program."""

from __future__ import annotations

from collections.abc import Sequence

from opd_tui.db import connection
from opd_tui.domain.errors import BadRequest, Busy, OpdError, Storage
from opd_tui.domain.imports import ImportedRow, RowDone, RowState
from opd_tui.domain.name_search import fold
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.services.slots import doctors


def import_doctors(rows: Sequence[ImportedRow], actor: Actor) -> tuple[RowDone, ...]:
    """Add the doctors of these rows, in one transaction and one operation; what became of each row.

    A row is already there if a doctor has its name and its department. A row that is refused changes nothing, and does
    not stop the others.
    """
    with connection.transaction():
        return tuple(_import(row, actor) for row in rows)


def _import(row: ImportedRow, actor: Actor) -> RowDone:
    name, department = row.text("name"), row.text("department")
    try:
        if not name:
            raise BadRequest(problem="Enter the doctor's name.")
        same = doctors.namesakes(name)
        if any(fold(each.department) == fold(department) for each in same):
            return RowDone(row.line, name, RowState.THERE)
        made = doctors.add(AddDoctor(name, department, row.text("room")), actor)
    except OpdError as e:
        if isinstance(e, Storage | Busy):
            raise
        return RowDone(row.line, name, RowState.REFUSED, e.message)
    likely = tuple(", ".join(part for part in (each.name, each.department) if part) for each in same)
    return RowDone(row.line, made.name, RowState.ADDED, likely=likely)
