"""The table of absences."""

from __future__ import annotations

from peewee import ModelSelect, Query

from opd_tui.db import tables
from opd_tui.db.prepared import delete_from, insert_into, prepared
from opd_tui.domain.absences import Absence
from opd_tui.domain.errors import UnknownAbsence
from opd_tui.domain.slots import Window
from opd_tui.store.doctors import SHOWN


def _select() -> ModelSelect:
    """A query of absences with the columns of Absence."""
    return tables.Absence.select(
        tables.Absence.id,
        tables.Absence.doctor,
        SHOWN,
        tables.Absence.start,
        tables.Absence.end,
        tables.Absence.reason,
    ).join(tables.Doctor)


def absence(absence_id: int) -> Absence:
    """An absence. Raises UnknownAbsence."""
    found = _absence.first(absence_id)
    if found is None:
        raise UnknownAbsence(id=absence_id)
    return found


@prepared(Absence)
def _absence(absence: int) -> Query:
    return _select().where(tables.Absence.id == absence)


def concerning(doctor: int, window: Window) -> Absence | None:
    """The first absence of a doctor that overlaps a window, or None."""
    return _concerning.first(doctor, window.start, window.end)


@prepared(Absence)
def _concerning(doctor: int, start: str, end: str) -> Query:
    overlaps = tables.Absence.start < end, tables.Absence.end > start
    return _select().where(tables.Absence.doctor == doctor, *overlaps).order_by(tables.Absence.start).limit(1)


def of_doctor(doctor: int, after: str) -> tuple[Absence, ...]:
    """The absences of a doctor that end after a wall time, by their start."""
    return tuple(_of_doctor(doctor, after))


@prepared(Absence)
def _of_doctor(doctor: int, after: str) -> Query:
    return _select().where(tables.Absence.doctor == doctor, tables.Absence.end > after).order_by(tables.Absence.start)


def between(start: str, end: str) -> tuple[Absence, ...]:
    """The absences of all doctors that overlap a span of wall time, by their start."""
    return tuple(_between(start, end))


@prepared(Absence)
def _between(start: str, end: str) -> Query:
    return _select().where(tables.Absence.end > start, tables.Absence.start < end).order_by(tables.Absence.start)


def add(absence: Absence) -> None:
    """Add an absence under its id. Raises Refused."""
    insert_into(tables.Absence, id=absence.id, **columns(absence))


def columns(absence: Absence) -> dict[str, int | str]:
    """The columns of an absence without its id; the log has the same."""
    return {"doctor": absence.doctor, "start": absence.start, "end": absence.end, "reason": absence.reason}


def remove(absence_id: int) -> None:
    """Remove an absence."""
    delete_from(tables.Absence, absence_id)
