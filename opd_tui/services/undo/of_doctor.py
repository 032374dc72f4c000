"""Undo of a change of a doctor: the name, the department, the room, the retirement."""

from __future__ import annotations

from opd_tui.domain.actions import Action
from opd_tui.domain.errors import DoctorInUse
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.services.slots import doctors
from opd_tui.services.weeks import retirement
from opd_tui.store import undo as changes


def problem(last: Undoable, doctor: Doctor) -> str | None:
    """Why this change cannot be undone, or None."""
    if any(getattr(doctor, key) != value for key, value in last.after.items()):
        by = next((each.actor for each in changes.of_doctor(doctor.id) if each.event > last.event), "somebody")
        return f"{by} has changed it since: undo that first"
    if last.action != Action.BRING_BACK_DOCTOR:
        return None
    try:
        retirement.check_unused(doctor)
    except DoctorInUse as in_use:
        return in_use.message.partition(". ")[0]
    return "the doctor has slots again: retire the doctor instead" if retirement.has_work(doctor.id) else None


def put_back(last: Undoable, doctor: Doctor, actor: Actor) -> Undone:
    """Undo the change, with an event."""
    doctors.put(doctor, last.before, Action.UNDO, actor, undoes=last.event, why=last.action)
    return Undone(last.action, None, doctor=doctors.doctor(doctor.id))
