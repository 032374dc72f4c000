"""Two records of one person made one, and parted again.

The tokens move over, blanks of the kept record are filled from the other, and the other points to it from then on: it
is no longer found, and booking by its id books the kept one. One event has all that changed, so undo restores exactly.
"""

from __future__ import annotations

from typing import Any

from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import MergeConflict
from opd_tui.domain.patients import Merged, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import LIVE
from opd_tui.services.patients import records
from opd_tui.store import events
from opd_tui.store.patients import patient, standing

_FILLED = ("phone", "mrn", "year_of_birth", "sex", "notes")


def merge(kept: int, gone: int, actor: Actor) -> Merged:
    """Make `gone` a part of `kept`: the same person, registered twice.

    Raises UnknownPatient; MergeConflict if they are one record, one of them is merged already, or both hold live
    tokens in one slot.
    """
    with connection.transaction():
        to, of = patient(kept), patient(gone)
        _refuse(to, of)
        moved = _move(of.id, to.id)
        filled = {field: getattr(of, field) for field in _FILLED if not getattr(to, field) and getattr(of, field)}
        before = {field: getattr(to, field) for field in filled}
        tables.Patient.update(merged_into=to.id).where(tables.Patient.id == of.id).execute()
        if "mrn" in filled:  # a hospital number belongs to one record at a time
            records.write_fields(of.id, {"mrn": None})
        if filled:
            records.write_fields(to.id, filled)
        events.append(
            actor,
            Action.MERGE,
            patient=to.id,
            before=before,
            after=filled,
            merged=of.id,
            merged_name=of.name,
            tokens=moved,
        )
        return Merged(patient(to.id), patient(of.id), tuple(moved))


def _refuse(to: Patient, of: Patient) -> None:
    if to.id == of.id:
        raise MergeConflict(problem=f"This is one record of {to.name}: choose another one to merge into it.")
    for each in (to, of):
        if each.merged_into is not None:
            into = standing(each.id).name
            raise MergeConflict(problem=f"{each.name} (record {each.id}) is merged into {into} already.")
    other = tables.Token.alias()
    both = (
        tables.Token.select(tables.Doctor.name, tables.Slot.start, tables.Token.number, other.number)
        .join(other, on=(tables.Token.slot == other.slot))
        .switch(tables.Token)
        .join(tables.Slot)
        .join(tables.Doctor)
        .where(
            tables.Token.patient == to.id, other.patient == of.id, tables.Token.status.in_(LIVE), other.status.in_(LIVE)
        )
        .order_by(tables.Slot.start)
        .tuples()
        .first()
    )
    if both:
        doctor, start, mine, theirs = both
        raise MergeConflict(
            problem=f"{to.name} and {of.name} both hold a live token of {doctor} {start.replace('T', ' ')}: №{mine} and"
            f" №{theirs}. Cancel one of them first."
        )


def _move(source: int, target: int, only: list[int] | None = None) -> list[int]:
    """Give the tokens of one record (or these of them) to another; their ids."""
    chosen = tables.Token.patient == source
    if only is not None:
        chosen &= tables.Token.id.in_(only)
    moved = [row[0] for row in tables.Token.select(tables.Token.id).where(chosen).order_by(tables.Token.id).tuples()]
    tables.Token.update(patient=target).where(chosen).execute()
    return moved


def problem_with_undo(kept: Patient, filled: dict[str, Any]) -> str | None:
    """Why a merge cannot be undone any more, or None; `filled` is what the kept record got by it."""
    if kept.merged_into is not None:
        return f"{kept.name} was itself merged into {standing(kept.id).name} since: undo that first"
    for field, value in filled.items():
        if getattr(kept, field) != value:
            return f"the {field.replace('_', ' ')} that {kept.name} got by it was changed since: put that back first"
    return None


def undo_merge(kept: Patient, event: int, detail: dict[str, Any], actor: Actor) -> Patient:
    """Part two records again as they were; the one that was kept, as it is now. The caller has asked whether it may be.

    The tokens that moved go back; what the kept one was given since stays with it.
    """
    gone = detail["merged"]
    _move(kept.id, gone, detail["tokens"])
    tables.Patient.update(merged_into=None).where(tables.Patient.id == gone).execute()
    if detail["to"]:
        records.write_fields(kept.id, detail["from"])
    if "mrn" in detail["to"]:
        records.write_fields(gone, {"mrn": detail["to"]["mrn"]})
    events.append(
        actor,
        Action.UNDO,
        patient=kept.id,
        undoes=event,
        before=detail["to"],
        after=detail["from"],
        why=Action.MERGE.value,
        merged=gone,
        merged_name=detail["merged_name"],
        tokens=detail["tokens"],
    )
    return patient(kept.id)
