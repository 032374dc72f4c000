"""The table of holidays."""

from __future__ import annotations

from peewee import JOIN, ModelSelect, Query

from opd_tui.db import tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import delete_from, insert_into, prepared
from opd_tui.domain.errors import HolidayThere, UnknownHoliday
from opd_tui.domain.holidays import Holiday
from opd_tui.store.doctors import SHOWN


def _select() -> ModelSelect:
    """A query of holidays with the columns of Holiday."""
    columns = (tables.Holiday.id, tables.Holiday.day, tables.Holiday.name, tables.Holiday.doctor, SHOWN)
    return tables.Holiday.select(*columns).join(tables.Doctor, JOIN.LEFT_OUTER)


def holiday(holiday_id: int) -> Holiday:
    """A holiday. Raises UnknownHoliday."""
    found = _holiday.first(holiday_id)
    if found is None:
        raise UnknownHoliday(id=holiday_id)
    return found


@prepared(Holiday)
def _holiday(holiday: int) -> Query:
    return _select().where(tables.Holiday.id == holiday)


def on(day: str, doctor: int | None) -> Holiday | None:
    """The holiday of a doctor, or with None of the whole hospital, on a day; None if there is none."""
    return _of_all_on.first(day) if doctor is None else _of_one_on.first(day, doctor)


@prepared(Holiday)
def _of_all_on(day: str) -> Query:
    return _select().where(tables.Holiday.day == day, tables.Holiday.doctor.is_null())


@prepared(Holiday)
def _of_one_on(day: str, doctor: int) -> Query:
    return _select().where(tables.Holiday.day == day, tables.Holiday.doctor == doctor)


def concerning(day: str, doctor: int) -> Holiday | None:
    """The holiday that a doctor has on a day: the doctor's own, else the whole hospital's, else None."""
    return on(day, doctor) or on(day, None)


def from_day(first: str, doctor: int | None) -> tuple[Holiday, ...]:
    """The holidays from a day on that concern a doctor, or with None those of the whole hospital, by day."""
    return tuple(_of_all_from(first) if doctor is None else _of_one_from(first, doctor))


@prepared(Holiday)
def _of_all_from(first: str) -> Query:
    of_all = tables.Holiday.day >= first, tables.Holiday.doctor.is_null()
    return _select().where(*of_all).order_by(tables.Holiday.day, tables.Holiday.id)


@prepared(Holiday)
def _of_one_from(first: str, doctor: int) -> Query:
    concerned = tables.Holiday.doctor.is_null() | (tables.Holiday.doctor == doctor)
    return _select().where(tables.Holiday.day >= first, concerned).order_by(tables.Holiday.day, tables.Holiday.id)


def of_day(day: str) -> tuple[Holiday, ...]:
    """The holidays of a day, of doctors and of the whole hospital."""
    return tuple(_of_day(day))


@prepared(Holiday)
def _of_day(day: str) -> Query:
    return _select().where(tables.Holiday.day == day)


def add(holiday: Holiday) -> None:
    """Add a holiday under its id. Raises HolidayThere or Refused."""
    try:
        insert_into(tables.Holiday, id=holiday.id, **columns(holiday))
    except Refused as refused:
        there = on(holiday.day, holiday.doctor)
        if there is None:
            raise
        raise HolidayThere(day=there.day, name=there.name) from refused


def columns(holiday: Holiday) -> dict[str, int | str | None]:
    """The columns of a holiday without its id; the log has the same."""
    return {"day": holiday.day, "doctor": holiday.doctor, "name": holiday.name}


def remove(holiday_id: int) -> None:
    """Remove a holiday."""
    delete_from(tables.Holiday, holiday_id)
