"""The tokens of one patient with their slots and doctors."""

from __future__ import annotations

from peewee import ModelSelect, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain import cards, follow_ups
from opd_tui.domain.counter import LastVisit
from opd_tui.domain.errors import DamagedRow
from opd_tui.domain.previews import Elsewhere
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import LIVE, Source, Status
from opd_tui.runtime import damaged_rows
from opd_tui.store.doctors import SHOWN


def for_follow_ups(patient: int) -> tuple[follow_ups.Visit, ...]:
    """The tokens of a patient that the rule of follow-ups needs: completed visits, and FOLLOWUP tokens that are live or
    completed.
    """
    return _for_follow_ups.readable(patient)


def _visit(
    token: int, start: str, arrival: int, status: str, source: str, doctor: int, doctor_name: str, department: str
) -> follow_ups.Visit:
    _check(token, start, source, status)
    return follow_ups.Visit(start, arrival, Status(status), Source(source), doctor, doctor_name, department)


@prepared(_visit)
def _for_follow_ups(patient: int) -> Query:
    columns = (
        tables.Token.id,
        tables.Slot.start,
        tables.Token.arrival,
        tables.Token.status,
        tables.Token.source,
        tables.Slot.doctor,
        SHOWN,
        tables.Doctor.department,
    )
    came_or_may = tables.Token.status.in_([*LIVE, Status.COMPLETED.value])
    asked_for = (tables.Token.status == Status.COMPLETED.value) | (
        (tables.Token.source == Source.FOLLOWUP.value) & came_or_may
    )
    of_patient = tables.Token.select(*columns).join(tables.Slot).join(tables.Doctor)
    return of_patient.where(tables.Token.patient == patient, asked_for)


def _check(token: int, start: str, source: str, status: str) -> None:
    """Raises DamagedRow for a token whose source, state or slot's start is none."""
    damaged_rows.checked("slot of token", token, start)
    if source not in Source.__members__ or status not in Status.__members__:
        raise DamagedRow("token", token)


def windows_of(patient: int, but: int = 0) -> list[Window]:
    """The windows in which a patient has a live token, not counting the token `but`."""
    return _windows_of(patient, but)


@prepared(Window)
def _windows_of(patient: int, but: int) -> Query:
    query = tables.Token.select(tables.Slot.start, tables.Slot.end).join(tables.Slot)
    return query.where(tables.Token.patient == patient, tables.Token.status.in_(LIVE), tables.Token.id != but)


def elsewhere(patient: int, slot: int, window: Window) -> tuple[Elsewhere, ...]:
    """Live tokens of a patient in other slots that overlap a window, by time."""
    return tuple(_elsewhere(patient, slot, window.start, window.end))


@prepared(Elsewhere)
def _elsewhere(patient: int, slot: int, start: str, end: str) -> Query:
    columns = tables.Token.number, SHOWN, tables.Slot.start, tables.Slot.end
    return (
        tables.Token.select(*columns)
        .join(tables.Slot)
        .join(tables.Doctor)
        .where(
            tables.Token.patient == patient,
            tables.Token.slot != slot,
            tables.Token.status.in_(LIVE),
            tables.Slot.start < end,
            tables.Slot.end > start,
        )
        .order_by(tables.Slot.start)
    )


def last_of(patient: int) -> str | None:
    """The last day on which a patient was seen, None for never."""
    return _last_of.first(patient)


@prepared(str)
def _last_of(patient: int) -> Query:
    seen = tables.Token.patient == patient, tables.Token.status == Status.COMPLETED.value
    return tables.Token.select(tables.Token.day).where(*seen).order_by(tables.Token.day.desc()).limit(1)


def counts_of(patient: int) -> dict[Status, int]:
    """How many tokens a patient has in each state."""
    return {Status(status): number for status, number in _counts_of(patient) if status in Status.__members__}


@prepared(tuple[str, int])
def _counts_of(patient: int) -> Query:
    query = tables.Token.select(tables.Token.status, fn.COUNT(1)).where(tables.Token.patient == patient)
    return query.group_by(tables.Token.status)


def last_seen(patient: int) -> LastVisit | None:
    """When the patient was seen last, None if never."""
    return _last_seen.first(patient)


@prepared(LastVisit)
def _last_seen(patient: int) -> Query:
    seen = tables.Token.select(tables.Slot.start, SHOWN).join(tables.Slot).join(tables.Doctor)
    return (
        seen.where(tables.Token.patient == patient, tables.Token.status == Status.COMPLETED.value)
        .order_by(tables.Slot.start.desc())
        .limit(1)
    )


def live_of(patient: int) -> tuple[cards.Visit, ...]:
    """A patient's live tokens, by time."""
    return _live_of.readable(patient)


def ended_of(patient: int, limit: int) -> tuple[cards.Visit, ...]:
    """The last `limit` ended tokens of a patient, the latest first."""
    return _ended_of.readable(patient, limit)


def _card_visit(token: int, number: int, doctor_name: str, start: str, source: str, status: str) -> cards.Visit:
    _check(token, start, source, status)
    return cards.Visit(token, number, doctor_name, start, Source(source), Status(status))


def _select(patient: int) -> ModelSelect:
    columns = (
        tables.Token.id,
        tables.Token.number,
        SHOWN,
        tables.Slot.start,
        tables.Token.source,
        tables.Token.status,
    )
    return tables.Token.select(*columns).join(tables.Slot).join(tables.Doctor).where(tables.Token.patient == patient)


@prepared(_card_visit)
def _live_of(patient: int) -> Query:
    return _select(patient).where(tables.Token.status.in_(LIVE)).order_by(tables.Slot.start, tables.Token.id)


@prepared(_card_visit)
def _ended_of(patient: int, limit: int) -> Query:
    query = _select(patient).where(tables.Token.status.not_in(LIVE))
    return query.order_by(tables.Slot.start.desc(), tables.Token.id.desc()).limit(limit)
