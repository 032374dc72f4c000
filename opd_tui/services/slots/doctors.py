"""The doctors of the hospital. services/weeks/retirement.py retires them: their weeks end with it."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.doctor_names import untitled
from opd_tui.domain.errors import DoctorRetired
from opd_tui.domain.names import clean_label, clean_person
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.doctors import CorrectDoctor
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.store import doctors, events
from opd_tui.store.doctors import all_doctors, doctor, in_order

__all__ = ["add", "all_doctors", "check_working", "correct", "doctor", "in_order", "namesakes", "put"]

_NAME = "doctor's name"


def add(request: AddDoctor, actor: Actor) -> Doctor:
    """Add a doctor. Raises BadName."""
    name = clean_person(request.name, _NAME)
    department = clean_label(request.department, "department")
    room = clean_label(request.room, "room")
    with connection.transaction():
        made = doctors.add(name, department, room)
        after = {"name": name, "department": department, "room": room}
        events.append(actor, Action.ADD_DOCTOR, doctor=made.id, after=after)
        return made


def namesakes(name: str, but: int = 0) -> tuple[Doctor, ...]:
    """Doctors, other than `but`, with the same name but for case, accents, spaces and title; the desk shows them before
    another one is added.

    Two doctors may have one name; their departments distinguish them.
    """
    asked = untitled(name)
    return tuple(each for each in doctors.in_order() if asked and each.id != but and untitled(each.name) == asked)


def correct(request: CorrectDoctor, actor: Actor) -> Doctor:
    """Change a doctor's name, department or room; what is None stays as it is, and what is the same is not written.

    Raises UnknownDoctor or BadName.
    """
    with connection.transaction():
        before = doctors.doctor(request.doctor)
        after = {
            "name": before.name if request.name is None else clean_person(request.name, _NAME),
            "department": before.department
            if request.department is None
            else clean_label(request.department, "department"),
            "room": before.room if request.room is None else clean_label(request.room, "room"),
        }
        changed = [key for key, value in after.items() if getattr(before, key) != value]
        if changed:
            put(before, {key: after[key] for key in changed}, Action.CORRECT_DOCTOR, actor)
        return doctors.doctor(before.id)


def put(
    before: Doctor,
    to: dict[str, str | int | None],
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
) -> None:
    """Write fields of a doctor with the event that explains it."""
    doctors.change(before.id, **to)
    events.append(
        actor,
        action,
        doctor=before.id,
        undoes=undoes,
        before={key: getattr(before, key) for key in to},
        after=to,
        why=why,
    )


def check_working(doctor: Doctor) -> None:
    """Raises DoctorRetired if the doctor is retired."""
    if doctor.retired:
        raise DoctorRetired(doctor=doctor.shown)
