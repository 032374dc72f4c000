"""The hospitals that are measured: made through the services, long queues through the floor's own statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from floor import FileDesk, floor

from opd_tui.db import connection
from opd_tui.domain.name_search import fold
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import AddDoctor, AddSlot
from opd_tui.domain.spellings import other_terms
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors, schedule

ACTOR = Actor("asha", "bench")
_GIVEN = ("Asha", "Joseph", "Meena", "Ravi", "Farida", "Gurpreet", "Lata", "Anil")
_FAMILY = ("Patil", "Mathew", "Shah", "Kumar", "Khan", "Singh", "Rao", "Iyer")
DEPARTMENTS = ("Cardiology", "Dermatology", "ENT", "Medicine", "Orthopaedics", "Paediatrics")


PATIENT = """
INSERT INTO patient (id, name, folded, spellings, notes) VALUES (?, ?, ?, ?, '')"""
PHONE = "INSERT INTO patient_phone (patient_id, place, shown, e164, backwards) VALUES (?, 0, ?, ?, ?)"

_PATIENTS_LOG = """
INSERT INTO event (id, operation, at, actor, desk, action, patient_id, detail)
SELECT n + patient.id, n + patient.id, ?, 'asha', 'bench', 'add-patient', patient.id,
       json_object('to', json_object('name', name, 'phone', shown))
FROM patient JOIN patient_phone ON patient_id = patient.id,
     (SELECT coalesce(max(id), 0) AS n FROM event) ORDER BY patient.id"""


def patient_row(patient: int, name: str) -> tuple[object, ...]:
    """What PATIENT takes: every column that a registered patient has."""
    return patient, name, (folded := fold(name)), other_terms(folded)


def phone_row(patient: int) -> tuple[object, ...]:
    """What PHONE takes: the one phone of that patient."""
    digits = f"9198{patient:08}"
    return patient, f"{digits[2:7]} {digits[7:]}", f"+{digits}", digits[::-1]


def name_of(patient: int) -> str:
    """The name of the patient of that id; its first six characters are its own, and on any screen in full."""
    return f"K{patient:05} {_GIVEN[patient % 8]} {_FAMILY[patient // 8 % 8]}"


@contextmanager
def opened(target: Path | str) -> Iterator[None]:
    """The database open in this process, for the services."""
    connection.connect(str(target))
    try:
        yield
    finally:
        connection.close()


def build(path: Path, patients: int) -> None:
    """A new hospital of 6 doctors and so many patients, whose ids count from 1."""
    connection.connect(str(path), create=True, time_zone="UTC")
    with connection.transaction(of_many=True):
        for department in DEPARTMENTS:
            doctors.add(AddDoctor(f"Dr {department[:4]}", department, "3"), ACTOR)
    connection.close()
    desk = FileDesk(path)
    with desk.transaction():
        every = range(1, patients + 1)
        desk.connection.executemany(PATIENT, (patient_row(p, name_of(p)) for p in every))
        desk.connection.executemany(PHONE, map(phone_row, every))
        desk.connection.execute(_PATIENTS_LOG, (f"{clock.today()}T00:00:00.000Z",))
    desk.close()


def add_slots(target: Path | str, count: int, seats: int, *, doctor: int = 2) -> list[int]:
    """So many slots of one hour of a doctor, eight a day from tomorrow on; their ids."""
    made = []
    with opened(target), connection.transaction(of_many=True):
        first = date.fromisoformat(clock.today()) + timedelta(days=1)
        for n in range(count):
            day, hour = first + timedelta(days=n // 8), 9 + n % 8
            slot = schedule.add(AddSlot(doctor, f"{day}T{hour:02}:00", f"{day}T{hour + 1:02}:00", seats), ACTOR)
            made.append(slot.id)
    return made


def add_day(path: Path, seats: int) -> int:
    """Slots for today: one that is under way for the first doctor, four for each of the others. The first one's id.

    The first doctor's is the slot that a desk shows when it opens.
    """
    with opened(path), connection.transaction(of_many=True):
        today = clock.today()
        shown = schedule.add(AddSlot(1, f"{today}T00:00", f"{today}T23:59", seats), ACTOR)
        for doctor in range(2, len(DEPARTMENTS) + 1):
            for hour in range(9, 13):
                window = f"{today}T{hour:02}:00", f"{today}T{hour + 1:02}:00"
                schedule.add(AddSlot(doctor, *window, 10, late_entry=True), ACTOR)  # whatever the time of day is
    return shown.id


def fill(target: Path | str, slot: int, bookings: int, first_patient: int = 1, source: str = "WALKIN") -> None:
    """So many bookings in a slot, by patients of successive ids, in one transaction."""
    desk = floor(str(target))
    with desk.transaction():
        for patient in range(first_patient, first_patient + bookings):
            desk.give(slot, source, patient)
    desk.close()
