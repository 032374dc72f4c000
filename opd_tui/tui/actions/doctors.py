"""What a command does to a doctor: add one, put a name right."""

from __future__ import annotations

from collections.abc import Callable

from opd_tui.domain.people import Doctor
from opd_tui.domain.requests.doctors import CorrectDoctor
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.messages import about_tokens
from opd_tui.services.slots import doctors
from opd_tui.tui.dialog import Dialog


def add(dialog: Dialog, choose: Callable[[int], None]) -> None:
    """Enter a new doctor, who is chosen then."""

    async def add_doctor(values: tuple[str, ...]) -> None:
        name, department, room = values
        made = await dialog.runner(doctors.add, AddDoctor(name, department, room), dialog.actor)
        choose(made.id)
        dialog.say(f"{about_tokens.short(made.name)} is here. S opens a slot.")

    dialog.enter("New doctor", [("Name", ""), ("Department", ""), ("Room", "")], add_doctor)


def correct_name(dialog: Dialog, doctor: Doctor) -> None:
    """Enter a doctor's right name."""

    async def correct(values: tuple[str, ...]) -> None:
        [name] = values
        made = await dialog.runner(doctors.correct, CorrectDoctor(doctor.id, name), dialog.actor)
        dialog.say(f"The name is {about_tokens.short(made.name)} now.")

    dialog.enter("Correct the name", [("Doctor", doctor.name)], correct)
