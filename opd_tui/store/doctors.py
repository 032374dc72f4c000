"""The table of doctors."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import connection, tables
from opd_tui.db.prepared import insert_into, prepared, update_of
from opd_tui.domain.errors import UnknownDoctor
from opd_tui.domain.people import Doctor

_COLUMNS = (tables.Doctor.id, tables.Doctor.name, tables.Doctor.department, tables.Doctor.room)


def doctor(doctor_id: int) -> Doctor:
    """One doctor. Raises UnknownDoctor."""
    found = _doctor.first(doctor_id)
    if found is None:
        raise UnknownDoctor(id=doctor_id)
    return found


@prepared(Doctor)
def _doctor(doctor: int) -> Query:
    return tables.Doctor.select(*_COLUMNS).where(tables.Doctor.id == doctor)


def all_doctors() -> tuple[Doctor, ...]:
    """Every doctor, in the order they were added."""
    with connection.reading():
        return tuple(_all_doctors())


@prepared(Doctor)
def _all_doctors() -> Query:
    return tables.Doctor.select(*_COLUMNS).order_by(tables.Doctor.id)


def in_order() -> tuple[Doctor, ...]:
    """Every doctor by department and name, as the desk lists them."""
    with connection.reading():
        return tuple(_in_order())


@prepared(Doctor)
def _in_order() -> Query:
    return tables.Doctor.select(*_COLUMNS).order_by(tables.Doctor.department, tables.Doctor.name, tables.Doctor.id)


def department_of(doctor_id: int) -> str:
    """The department of an existing doctor, "" for none."""
    return _department.first(doctor_id) or ""


@prepared(str)
def _department(doctor: int) -> Query:
    return tables.Doctor.select(tables.Doctor.department).where(tables.Doctor.id == doctor)


def add(name: str, department: str, room: str) -> Doctor:
    """Add a doctor."""
    return Doctor(insert_into(tables.Doctor, name=name, department=department, room=room), name, department, room)


def rename(doctor_id: int, name: str) -> None:
    """Give a doctor another name."""
    update_of(tables.Doctor, doctor_id, name=name)
