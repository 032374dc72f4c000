"""What a command does to a doctor: put a name right."""

from __future__ import annotations

from opd_tui.domain.people import Doctor
from opd_tui.domain.requests.doctors import CorrectDoctor
from opd_tui.messages import about_tokens
from opd_tui.services.slots import doctors
from opd_tui.tui.dialog import Dialog


def correct_name(dialog: Dialog, doctor: Doctor) -> None:
    """Enter a doctor's right name."""

    async def correct(values: tuple[str, ...]) -> None:
        [name] = values
        made = await dialog.runner(doctors.correct, CorrectDoctor(doctor.id, name), dialog.actor)
        dialog.say(f"The name is {about_tokens.short(made.name)} now.")

    dialog.enter("Correct the name", [("Doctor", doctor.name)], correct)
