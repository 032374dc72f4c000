"""A morning in which every action of the log happens at least once, and every kind of undo."""

from __future__ import annotations

import json

from opd_tui.db import tables
from opd_tui.domain.actions import UNDOABLE, Action
from opd_tui.domain.requests.doctors import BringBackDoctor, CorrectDoctor, RetireDoctor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import AddDoctor, CloseSlot, DoctorHere, HandOver, SetCapacity
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Complete, Move, NoShow, SetSource, StepOut, Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.services import hospital_settings
from opd_tui.services.day import locum
from opd_tui.services.patients import merging, records
from opd_tui.services.slots import capacity, closing, doctors, lateness, schedule, times
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo.undo import undo
from opd_tui.services.weeks import absences, holidays, opening, retirement, templates
from tests.support.factories import ASHA, TODAY, a_slot, a_token, late


def live_through_every_action() -> None:
    """Each action, and for each that can be undone an undo of it. Ends with a doctor, a patient and slots."""
    doctor = doctors.add(AddDoctor("Dr Rao", "Cardiology", "3"), ASHA).id
    _doctors(doctor)
    _patients()
    _tokens(doctor)
    _slots(doctor)
    _weeks(doctor)
    hospital_settings.change(Set("open_days", 20), ASHA)
    hospital_settings.change(Set("precedence_order", (70, "pregnant")), ASHA)
    logged: dict[str, set[str]] = {}
    for action, detail in tables.Event.select(tables.Event.action, tables.Event.detail).tuples():
        logged.setdefault(action, set()).add(json.loads(detail).get("why") or "")
    assert set(logged) == {action.value for action in Action}
    assert {*logged["undo"] - {""}, "set-capacity"} == {action.value for action in UNDOABLE}


def _doctors(doctor: int) -> None:
    for change in (
        lambda: doctors.correct(CorrectDoctor(doctor, "Dr Raó", room="4"), ASHA),
        lambda: retirement.retire(RetireDoctor(doctor), ASHA),
        lambda: retirement.bring_back(BringBackDoctor(doctor), ASHA),
    ):
        change()
        undo(Undo(), ASHA)
        change()


def _undone(token: int | None = None, patient: int | None = None) -> None:
    undo(Undo(token, patient), ASHA)


def _patients() -> None:
    kept = records.register(NewPatient("Asha Patil", "98200 12345", year_of_birth=1970, sex="F", notes="deaf"), ASHA).id
    gone = records.register(NewPatient("Asha Patel", None, "A-17"), ASHA).id
    records.correct(kept, {"name": "Aasha Patil", "phone": "98200 54321"}, ASHA)
    _undone(patient=kept)
    records.correct(kept, {"sex": None}, ASHA)
    merging.merge(kept, gone, ASHA)
    _undone(patient=kept)
    merging.merge(kept, gone, ASHA)


def _tokens(doctor: int) -> None:
    one, two = a_slot(1, doctor), a_slot(2, doctor, "12:00", "13:00")
    first, second = a_token(one.id).id, a_token(one.id).id
    paid = a_token(one.id, "PAID").id  # preempts the first
    visits.cancel(Cancel(paid, "phoned"), ASHA)
    _undone(paid)
    visits.no_show(NoShow(paid), ASHA)
    _undone(paid)
    visits.set_source(SetSource(second, "PAID"), ASHA)
    _undone(second)
    visits.arrive(Arrive(paid), ASHA)
    _undone(paid)
    visits.arrive(Arrive(paid), ASHA)
    visits.call(Call(token=paid), ASHA)
    _undone(paid)
    visits.call(Call(token=paid), ASHA)
    visits.step_out(StepOut(paid), ASHA)
    _undone(paid)
    visits.step_out(StepOut(paid), ASHA)
    visits.arrive(Arrive(paid), ASHA)
    visits.arrive(Arrive(paid, arrived=False), ASHA)
    _undone(paid)
    visits.call(Call(token=paid), ASHA)
    visits.complete(Complete(paid), ASHA)
    _undone(paid)
    visits.complete(Complete(paid), ASHA)
    moving.move(Move(second, two.id), ASHA)
    _undone(second)
    moving.move(Move(second, two.id), ASHA)
    capacity.set_capacity(SetCapacity(one.id, 2), ASHA)
    _undone(first)
    undone = a_token(two.id).id
    _undone(undone)
    visits.no_show(NoShow(a_token(two.id).id), ASHA)


def _slots(doctor: int) -> None:
    slot = a_slot(3, doctor, "14:00", "15:00").id
    times.change_window(slot, f"{TODAY}T14:00", f"{TODAY}T15:30", ASHA)
    a_token(slot)
    for change in (
        lambda: capacity.set_capacity(SetCapacity(slot, 4), ASHA),
        lambda: late(slot, 20),
        lambda: lateness.doctor_here(DoctorHere(slot), ASHA),
        lambda: times.change_window(slot, f"{TODAY}T14:30", f"{TODAY}T16:00", ASHA),
        lambda: closing.close(CloseSlot(slot), ASHA),
        lambda: closing.reopen(slot, ASHA),
    ):
        if change is not None:
            visits.cancel(Cancel(_live(slot)), ASHA) if _live(slot) else None
        change()
        undo(Undo(), ASHA)
        change()
    schedule.remove(a_slot(1, doctor, "20:00", "21:00").id, ASHA)
    ill = a_slot(1, doctor, "21:00", "22:00").id
    a_token(ill)
    locum.hand_over(HandOver(ill, doctors.add(AddDoctor("Dr Sen"), ASHA).id), ASHA)
    undo(Undo(), ASHA)


def _live(slot: int) -> int | None:
    from opd_tui.store import queues

    shown = queues.slot(slot)
    return shown.active[0].id if shown.active else None


def _weeks(doctor: int) -> None:
    weekly = Weekly("TUE", "10:00", "11:00", 5, TODAY)
    for _ in range(2):
        made = templates.add(AddTemplate.of(doctor, weekly), ASHA)
        undo(Undo(), ASHA)
    made = templates.add(AddTemplate.of(doctor, weekly), ASHA)
    by_rule = Weekly("WED", "10:00", "11:00", 5, TODAY, None, "FREQ=MONTHLY;BYDAY=1WE,4WE")
    templates.add(AddTemplate.of(doctor, by_rule), ASHA)
    a_slot(1, doctor, "10:30", "11:30", "2026-11-25")  # in the way of the second
    opening.open_days(OpenDays("2026-12-09"), ASHA)
    change = Weekly("TUE", "10:00", "11:30", 6, TODAY)
    templates.change(made.id, change, ASHA)
    undo(Undo(), ASHA)
    templates.change(made.id, change, ASHA)
    for whose in (doctor, None):
        holiday = holidays.add("2026-12-01", whose, "Conference", ASHA).holiday.id
        undo(Undo(), ASHA)
        holiday = holidays.add("2026-12-01", whose, "Conference", ASHA).holiday.id
        holidays.remove(holiday, ASHA)
        undo(Undo(), ASHA)
    _absences(doctor)


def _absences(doctor: int) -> None:
    """A day away that the weekly slot of TUE opens in, taken back; each of them undone as well."""
    day = ("2026-12-15T00:00", "2026-12-16T00:00")
    absences.add(doctor, *day, None, ASHA)
    undo(Undo(), ASHA)
    noted = absences.add(doctor, *day, None, ASHA).absence
    opening.open_days(OpenDays("2026-12-22"), ASHA)
    absences.remove(noted.id, ASHA)
    undo(Undo(), ASHA)
    absences.remove(noted.id, ASHA)
