"""The doctors of the hospital."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.name_search import fold
from opd_tui.domain.names import clean_label, clean_person
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.store import doctors, events
from opd_tui.store.doctors import all_doctors, doctor, in_order

__all__ = ["add", "alike", "all_doctors", "correct_name", "doctor", "in_order"]


def add(request: AddDoctor, actor: Actor) -> Doctor:
    """Add a doctor. Raises BadName."""
    name = clean_person(request.name, "doctor's name")
    department = clean_label(request.department, "department")
    room = clean_label(request.room, "room")
    with connection.transaction():
        made = doctors.add(name, department, room)
        after = {"name": name, "department": department, "room": room}
        events.append(actor, Action.ADD_DOCTOR, doctor=made.id, after=after)
    return made


def alike(name: str) -> tuple[Doctor, ...]:
    """Doctors with the same name but for case, accents, spaces and title; the desk shows them before another one is
    added.

    Two doctors may have one name; their departments distinguish them.
    """
    asked = _untitled(name)
    return tuple(each for each in doctors.in_order() if asked and _untitled(each.name) == asked)


def _untitled(name: str) -> str:
    words = fold(name).split()
    return "".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)


_TITLES = ("dr", "doctor", "prof")


def correct_name(doctor_id: int, name: str, actor: Actor) -> Doctor:
    """Correct a doctor's name. Raises UnknownDoctor or BadName."""
    clean = clean_person(name, "doctor's name")
    with connection.transaction():
        before = doctors.doctor(doctor_id)
        if before.name != clean:
            doctors.rename(doctor_id, clean)
            events.append(
                actor, Action.CORRECT_DOCTOR, doctor=doctor_id, before={"name": before.name}, after={"name": clean}
            )
    return replace(before, name=clean)
