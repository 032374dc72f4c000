"""Undo of a change of a patient's record: a correction, or a merge."""

from __future__ import annotations

import json

from opd_tui.domain.actions import Action
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.services.patients import merging, records
from opd_tui.store import events, patients
from opd_tui.store import undo as changes


def problem(last: Undoable, record: Patient) -> str | None:
    """Why this change cannot be undone, or None."""
    if last.action == Action.MERGE:
        return merging.problem_with_undo(record, last.after)
    if record.merged_into is not None:
        return f"the record was merged into {patients.canonical(record.id).name} since: undo that first"
    changed = [field for field, value in last.after.items() if record.in_log(field) != value]
    if changed:
        return f"the {changed[0].replace('_', ' ')} was changed again since: undo that first"
    mrn = last.before.get("mrn")
    for holder in patients.same_number(mrn) if mrn else ():
        if holder != record.id:
            return f"hospital number {mrn} now belongs to {patients.canonical(holder).name}"
    return None


def put_back(last: Undoable, record: Patient, actor: Actor) -> Undone:
    """Undo the change, with an event."""
    if last.action == Action.MERGE:
        [detail] = changes.detail(last.event)
        return Undone(last.action, None, patient=merging.undo_merge(record, last.event, json.loads(detail), actor))
    records.write_fields(record.id, last.before)
    events.append(
        actor,
        Action.UNDO,
        patient=record.id,
        undoes=last.event,
        before=last.after,
        after=last.before,
        why=last.action,
    )
    return Undone(last.action, None, patient=patients.patient(record.id))
