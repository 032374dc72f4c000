"""Doctors: who sits in this hospital."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.names import clean_label, clean_person
from opd_tui.domain.people import Actor, Doctor
from opd_tui.store import doctors, events
from opd_tui.store.doctors import all_doctors, doctor, in_order

__all__ = ["add", "all_doctors", "correct_name", "doctor", "in_order"]


def add(name: str, department: str | None, room: str | None, actor: Actor) -> Doctor:
    """Add a doctor. Raises BadName."""
    name, department = clean_person(name, "doctor's name"), clean_label(department, "department")
    room = clean_label(room, "room")
    with connection.transaction():
        made = doctors.add(name, department, room)
        after = {"name": name, "department": department, "room": room}
        events.append(actor, Action.ADD_DOCTOR, doctor=made.id, after=after)
    return made


def correct_name(doctor_id: int, name: str, actor: Actor) -> Doctor:
    """Put a doctor's name right. Raises UnknownDoctor or BadName."""
    clean = clean_person(name, "doctor's name")
    with connection.transaction():
        before = doctors.doctor(doctor_id)
        if before.name != clean:
            doctors.rename(doctor_id, clean)
            events.append(
                actor, Action.CORRECT_DOCTOR, doctor=doctor_id, before={"name": before.name}, after={"name": clean}
            )
    return replace(before, name=clean)
