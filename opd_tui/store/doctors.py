"""The table of doctors."""

from __future__ import annotations

from peewee import Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import Stored, insert_into, prepared, update_of
from opd_tui.domain.doctor_names import told_apart
from opd_tui.domain.errors import UnknownDoctor
from opd_tui.domain.people import Doctor

SHOWN = fn.COALESCE(tables.Doctor.known_as, tables.Doctor.name)
"""In a query: the name by which a doctor is told apart from all others."""

_COLUMNS = (
    tables.Doctor.id,
    tables.Doctor.name,
    tables.Doctor.department,
    tables.Doctor.room,
    tables.Doctor.retired,
    tables.Doctor.known_as,
    tables.Doctor.no_show_grace_minutes,
)
_IN_ORDER = (tables.Doctor.department, tables.Doctor.name, tables.Doctor.id)


def _of_row(
    id: int, name: str, department: str, room: str, retired: int, known_as: str | None, grace: int | None
) -> Doctor:
    return Doctor(id, name, department, room, bool(retired), known_as, grace)


def doctor(doctor_id: int) -> Doctor:
    """One doctor. Raises UnknownDoctor."""
    found = _doctor.first(doctor_id)
    if found is None:
        raise UnknownDoctor(id=doctor_id)
    return found


@prepared(_of_row)
def _doctor(doctor: int) -> Query:
    return tables.Doctor.select(*_COLUMNS).where(tables.Doctor.id == doctor)


def all_doctors() -> tuple[Doctor, ...]:
    """Every doctor, also the retired ones, in the order they were added."""
    with connection.reading():
        return tuple(_all_doctors())


@prepared(_of_row)
def _all_doctors() -> Query:
    return tables.Doctor.select(*_COLUMNS).order_by(tables.Doctor.id)


def in_order() -> tuple[Doctor, ...]:
    """Every doctor, also the retired ones, by department and name."""
    with connection.reading():
        return tuple(_in_order())


@prepared(_of_row)
def _in_order() -> Query:
    return tables.Doctor.select(*_COLUMNS).order_by(*_IN_ORDER)


def of_day(day: str) -> tuple[Doctor, ...]:
    """The doctors that a desk lists on a day, by department and name: a retired one only if slots exist on it."""
    with connection.reading():
        return tuple(_of_day(day))


@prepared(_of_row)
def _of_day(day: str) -> Query:
    slots = tables.Slot.select(tables.Slot.doctor).where(tables.Slot.day == day)
    listed = (tables.Doctor.retired == False) | tables.Doctor.id.in_(slots)  # noqa: E712 - Peewee builds SQL from it
    return tables.Doctor.select(*_COLUMNS).where(listed).order_by(*_IN_ORDER)


def department_of(doctor_id: int) -> str:
    """The department of an existing doctor, "" for none."""
    return _department.first(doctor_id) or ""


@prepared(str)
def _department(doctor: int) -> Query:
    return tables.Doctor.select(tables.Doctor.department).where(tables.Doctor.id == doctor)


def is_retired(doctor_id: int) -> bool:
    """Whether a doctor is retired."""
    return bool(_retired.first(doctor_id))


@prepared(int)
def _retired(doctor: int) -> Query:
    return tables.Doctor.select(tables.Doctor.retired).where(tables.Doctor.id == doctor)


def add(name: str, department: str, room: str) -> Doctor:
    """Add a doctor, and tell all of that name apart."""
    made = insert_into(tables.Doctor, name=name, department=department, room=room)
    _tell_apart()
    return doctor(made)


def change(doctor_id: int, **columns: Stored) -> None:
    """Write columns of a doctor, and tell all of one name apart."""
    update_of(tables.Doctor, doctor_id, **columns)
    _tell_apart()


def _tell_apart() -> None:
    known = all_doctors()
    names = told_apart(known)
    for each in known:
        if each.known_as != (name := names.get(each.id)):
            update_of(tables.Doctor, each.id, known_as=name)
