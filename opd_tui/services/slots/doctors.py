"""Doctors: who sits in this hospital."""

from __future__ import annotations

from typing import Any

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import UnknownDoctor
from opd_tui.domain.names import clean_label, clean_name
from opd_tui.domain.people import Actor, Doctor
from opd_tui.store import events

_COLUMNS = (tables.Doctor.id, tables.Doctor.name, tables.Doctor.department, tables.Doctor.room)


def add(name: str, department: str | None, room: str | None, actor: Actor) -> Doctor:
    """Add a doctor. Raises BadName."""
    fields = {
        "name": clean_name(name, "doctor's name"),
        "department": clean_label(department, "department"),
        "room": clean_label(room, "room"),
    }
    with connection.transaction():
        made = tables.Doctor.insert(**fields).execute()
        events.append(actor, Action.ADD_DOCTOR, doctor=made, after=fields)
    return Doctor(id=made, **fields)


def correct_name(doctor_id: int, name: str, actor: Actor) -> Doctor:
    """Put a doctor's name right. Raises UnknownDoctor or BadName."""
    clean = clean_name(name, "doctor's name")
    with connection.transaction():
        before = doctor(doctor_id)
        if before.name != clean:
            tables.Doctor.update(name=clean).where(tables.Doctor.id == doctor_id).execute()
            events.append(
                actor, Action.CORRECT_DOCTOR, doctor=doctor_id, before={"name": before.name}, after={"name": clean}
            )
    return Doctor(before.id, clean, before.department, before.room)


def doctor(doctor_id: int) -> Doctor:
    """One doctor. Raises UnknownDoctor."""
    rows = _doctor(doctor_id)
    if not rows:
        raise UnknownDoctor(id=doctor_id)
    return Doctor(*rows[0])


@prepared
def _doctor(doctor_id: Any) -> Any:
    return tables.Doctor.select(*_COLUMNS).where(tables.Doctor.id == doctor_id)


def all_doctors() -> tuple[Doctor, ...]:
    """Every doctor, in the order they were added."""
    with connection.reading():
        return tuple(Doctor(*row) for row in tables.Doctor.select(*_COLUMNS).order_by(tables.Doctor.id).tuples())


def in_order() -> tuple[Doctor, ...]:
    """Every doctor by department and name, as the desk lists them."""
    with connection.reading():
        query = tables.Doctor.select(*_COLUMNS).order_by(tables.Doctor.department, tables.Doctor.name, tables.Doctor.id)
        return tuple(Doctor(*row) for row in query.tuples())


def department_of(doctor_id: int) -> str:
    """The department of a doctor who is there, "" for none."""
    return str(_department(doctor_id)[0][0])


@prepared
def _department(doctor: Any) -> Any:
    return tables.Doctor.select(tables.Doctor.department).where(tables.Doctor.id == doctor)
