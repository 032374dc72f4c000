"""Hospitals to sit down at; each takes the open database of the `database` fixture."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from opd_tui.db.sqlite import errors
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.domain.requests.tokens import Call, Complete
from opd_tui.domain.slots import SlotSummary
from opd_tui.runtime import clock
from opd_tui.runtime.config import Settings
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import visits
from opd_tui.tui.app import DeskApp
from tests.support.busy_hospital import fill
from tests.support.desk import Driven
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, booked


@pytest.fixture
def morning(database) -> SlotSummary:
    """Dr Rao's slot at ten, two seats: №1 Asha and №2 Ravi sit, №3 Meena and №4 Joseph wait. All are WALKIN."""
    slot = a_slot(seats=2)
    for name in ("Asha Patil", "Ravi Kumar", "Meena Shah", "Joseph Mathew"):
        booked(slot.id, patient=a_patient(name).id)
    return slot


@pytest.fixture
def impatient(monkeypatch):
    """Wait for a lock for a moment and not for seconds."""
    monkeypatch.setattr(errors, "BUSY_SECONDS", 0.05)


@pytest.fixture
def patient(monkeypatch):
    """Wait for a lock for as long as a slow machine may need to show that the desk waits."""
    monkeypatch.setattr(errors, "BUSY_SECONDS", 60)


PATIENTS = (
    ("Asha Patil", "WALKIN"),
    ("Ravi Kumar", "ONLINE"),
    ("Joseph Mathew", "PAID"),
    ("Meena Shah", "FOLLOWUP"),
    ("Lata Rao", "WALKIN"),
    ("Farhan Qureshi", "EMERGENCY"),
    ("Gurpreet Kaur", "ONLINE"),
)


@pytest.fixture
def hospital(database):
    """Two doctors; a slot under way with four seats, one of them called in and one of them completed; three wait."""
    rao = doctors.add(AddDoctor("Dr Rao", "Cardiology", "3"), ASHA).id
    doctors.add(AddDoctor("Dr Iyer", "Orthopaedics", "5"), ASHA)
    slot = a_slot(seats=4, doctor=rao, start="09:00", end="10:00")
    a_slot(seats=6, doctor=rao, start="10:00", end="11:00")
    for minute, (name, source) in enumerate(PATIENTS, start=1):
        clock.set_local(f"2026-11-23T08:{minute * 7:02}")
        booked(slot.id, source, patient=a_patient(name).id, actor=RAVI if minute % 2 else ASHA)
    clock.set_local("2026-11-23T09:12")
    visits.complete(Complete(3), RAVI)
    visits.call(Call(token=6), RAVI)


Steps = Callable[[Driven], Awaitable[None]]


@pytest.fixture
def picture(snap_compare) -> Callable[..., bool]:
    """Take a picture after some steps, and compare it with the one that is kept."""

    def taken(size: tuple[int, int], steps: Steps, theme: str = "ansi-dark") -> bool:
        async def before(pilot: Pilot[None]) -> None:
            desk = Driven(pilot)
            await desk.until(lambda: desk.screen.selection.view is not None and desk.status)
            await steps(desk)
            await desk.settled()

        return snap_compare(DeskApp(Settings(theme=theme), ASHA), terminal_size=size, run_before=before)

    return taken


@pytest.fixture
def busy(database):
    """A doctor of every kind: late, away, on holiday, with people of an earlier slot still to be seen."""
    fill(doctors_=12, slots=4, patients=6)
