"""Small things to test with; each takes the open database of the `database` fixture."""

from __future__ import annotations

from itertools import count

from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor, AddSlot, SetLate
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Complete, NoShow
from opd_tui.domain.results import Booked, TokenEnded
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.services.patients import records
from opd_tui.services.slots import doctors, lateness, schedule
from opd_tui.services.tokens import booking, visits

ASHA = Actor("asha", "desk-1")
RAVI = Actor("ravi", "desk-2")
ZONE = "Asia/Kolkata"
TODAY = "2026-11-23"
MORNING = f"{TODAY}T09:00"
"""Where the clock of the `database` fixture stands."""

_serial = count(1)


def a_doctor(name: str = "Dr Rao") -> Doctor:
    return doctors.add(AddDoctor(name, "Cardiology", "3"), ASHA)


def a_slot(
    seats: int = 2, doctor: int | None = None, start: str = "10:00", end: str = "11:00", day: str = TODAY
) -> SlotSummary:
    doctor = doctor or a_doctor().id
    return schedule.add(AddSlot(doctor, f"{day}T{start}", f"{day}T{end}", seats, late_entry=True), ASHA)


def a_patient(name: str | None = None) -> Patient:
    return records.register(NewPatient(name or f"Patient {next(_serial)}"), ASHA)


def booked(slot: int, source: str = "WALKIN", patient: int | None = None, actor: Actor = ASHA) -> Booked:
    return booking.book(Book(slot, source, patient_id=patient or a_patient().id), actor)


def a_token(slot: int, source: str = "WALKIN", patient: int | None = None, actor: Actor = ASHA) -> Token:
    return booked(slot, source, patient, actor).token


def arrive(token: int, actor: Actor = ASHA) -> Token:
    return visits.arrive(Arrive(token), actor)


def call(token: int, actor: Actor = ASHA) -> Token | None:
    return visits.call(Call(token=token), actor)


def complete(token: int, actor: Actor = ASHA) -> Token:
    return visits.complete(Complete(token), actor)


def no_show(token: int, actor: Actor = ASHA) -> TokenEnded:
    return visits.no_show(NoShow(token), actor)


def late(slot: int, minutes: int, actor: Actor = ASHA, *, following: bool = False) -> tuple[SlotSummary, ...]:
    return lateness.set_late(SetLate(slot, minutes, following), actor)
