"""Merging two records of one person, and undoing that.

The tokens move to the kept record, which also gets the other's phones and the fields that it has empty. The other
record points to it, is no longer found, and booking by its id books the kept one. One event has everything that
changed, so undo restores exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import MergeConflict
from opd_tui.domain.patients import Logged, Merged, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import in_log, together
from opd_tui.runtime import policy
from opd_tui.services.patients import records
from opd_tui.store import events, patient_tokens, patients
from opd_tui.store.patients import canonical, patient

_FILLED = ("mrn", "year_of_birth", "sex", "notes")


def merge(kept: int, gone: int, actor: Actor) -> Merged:
    """Merge the record `gone` into `kept`: the same person, registered twice.

    Raises UnknownPatient; MergeConflict if they are one record, one of them is merged already, or both have live tokens
    in one slot.
    """
    with connection.transaction():
        to, of = patient(kept), patient(gone)
        _check_mergeable(to, of)
        moved = patient_tokens.move(of.id, to.id)
        filled = _filled(to, of)
        before = {field: to.in_log(field) for field in filled}
        patients.point_to(of.id, to.id)
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


def _filled(to: Patient, of: Patient) -> dict[str, Logged]:
    """What one record gets from another: the phones that it does not have, and the fields that it has empty."""
    filled = {field: of.in_log(field) for field in _FILLED if not to.in_log(field) and of.in_log(field)}
    phones = together(to.phones, of.phones, policy.current().phone_region)
    if not to.precedence and of.precedence:
        filled |= {"precedence": of.precedence, "precedence_until": of.precedence_until}
    return {"phone": in_log(phones), **filled} if len(phones) > len(to.phones) else filled


def _check_mergeable(to: Patient, of: Patient) -> None:
    if to.id == of.id:
        raise MergeConflict(problem=f"This is one record of {to.name}: choose another one to merge into it.")
    for each in (to, of):
        if each.merged_into is not None:
            into = canonical(each.id).name
            raise MergeConflict(problem=f"{each.name} (record {each.id}) is already merged into {into}.")
    if both := patient_tokens.live_in_one_slot(to.id, of.id):
        doctor, start, mine, theirs = both
        raise MergeConflict(
            problem=f"{to.name} and {of.name} both have a live token with {doctor} {start.replace('T', ' ')}: №{mine}"
            f" and №{theirs}. Cancel one of them first."
        )


def problem_with_undo(kept: Patient, filled: Mapping[str, Logged]) -> str | None:
    """Why a merge can no longer be undone, or None; `filled` is what the kept record got by it."""
    if kept.merged_into is not None:
        return f"{kept.name} was itself merged into {canonical(kept.id).name} since: undo that first"
    for field, value in filled.items():
        if kept.in_log(field) != value:
            return f"the {field.replace('_', ' ')} that {kept.name} got by it was changed since: undo that first"
    return None


def undo_merge(kept: Patient, event: int, detail: Mapping[str, Any], actor: Actor) -> Patient:
    """Make two records of the merged one again; returns the kept one as it is now. The caller has checked that it is
    allowed.

    The tokens that moved go back; tokens booked since stay with the kept record.
    """
    gone = detail["merged"]
    patient_tokens.move(kept.id, gone, detail["tokens"])
    patients.point_to(gone, None)
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
