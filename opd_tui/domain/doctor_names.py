"""How doctors of one name are told apart, wherever a doctor is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from opd_tui.domain.name_search import fold
from opd_tui.domain.people import Doctor

_TITLES = ("dr", "doctor", "prof")


def untitled(name: str) -> str:
    """A doctor's name without title, case, accents and spaces: equal for doctors that a person would confuse."""
    words = fold(name).split()
    return "".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)


def told_apart(doctors: Iterable[Doctor]) -> dict[int, str]:
    """The names by which doctors of one name are told apart, by id: with the department, or where that is the same
    also with the room, or else with the id. A doctor with a name of their own has none.
    """
    namesakes = defaultdict[str, list[Doctor]](list)
    for doctor in doctors:
        namesakes[untitled(doctor.name)].append(doctor)
    return {
        doctor.id: f"{doctor.name} ({_mark(doctor, group)})"
        for name, group in namesakes.items()
        if name and len(group) > 1
        for doctor in group
    }


def _mark(doctor: Doctor, namesakes: list[Doctor]) -> str:
    with_room = f"{doctor.department}, room {doctor.room}".removeprefix(", ") if doctor.room else doctor.department
    for mark, of in ((doctor.department, _department), (with_room, _department_and_room)):
        if mark and [of(other) for other in namesakes].count(of(doctor)) == 1:
            return mark
    return f"{doctor.department} no. {doctor.id}".strip()


def _department(doctor: Doctor) -> str:
    return fold(doctor.department)


def _department_and_room(doctor: Doctor) -> tuple[str, str]:
    return fold(doctor.department), doctor.room.casefold()
