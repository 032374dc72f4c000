"""Slots that have a seat for a patient, or a shorter wait; found by indexes, so the number of slots does not matter."""

from __future__ import annotations

from typing import NamedTuple

from peewee import SQL, Expression, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import Prepared, prepared
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows
from opd_tui.store.doctors import SHOWN


class Span(NamedTuple):
    """Slots of a doctor, or of the `others` in the department, that begin after `since` and before `until` (wall times
    or days) and end after `over`.
    """

    others: bool
    doctor: int
    department: str
    since: str
    until: str
    over: str


def with_seats(span: Span) -> tuple[Alternative, ...]:
    """The open slots of a span that have a free seat."""
    return _with_seats[span.others].readable(span.doctor, span.department, span.since, span.until, span.over)


def with_shorter_waits(span: Span, priority: int, ahead: int, kept_until: str) -> tuple[Alternative, ...]:
    """The open slots of a span in which a patient would wait behind fewer than `ahead` tokens, and preempt nobody.

    In slots that began until `kept_until` checked-in tokens keep their seats, so this patient cannot preempt them.
    """
    of_span = span.doctor, span.department, span.since, span.until, span.over
    return _with_shorter_waits[span.others].readable(*of_span, priority, ahead, kept_until)


def _alternative(
    slot: int, doctor: int, doctor_name: str, start: str, end: str, free: int, waiting: int, ahead: int = 0
) -> Alternative:
    damaged_rows.checked("slot", slot, start, end)
    return Alternative(slot, doctor, doctor_name, start, end, free, waiting, ahead)


def _count(statuses: list[str], *more: Expression) -> Query:
    """How many such tokens the slot of the outer query has; counts entries of one index."""
    return tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == tables.Slot.id, tables.Token.status.in_(statuses), *more
    )


_FREE = tables.Slot.capacity - _count([Status.ACTIVE.value, Status.COMPLETED.value])
_PLACE = (
    tables.Slot.id,
    tables.Slot.doctor,
    SHOWN,
    tables.Slot.start,
    tables.Slot.end,
    _FREE,
    _count([Status.WAITING.value]),
)


def _of(others: bool, doctor: int, department: str) -> Expression:
    """The slots of these doctors: SQLite goes from the doctors to their slots by (doctor, start)."""
    if not others:
        return tables.Slot.doctor == doctor
    return tables.Slot.doctor.in_(
        tables.Doctor.select(tables.Doctor.id).where(tables.Doctor.department == department, tables.Doctor.id != doctor)
    )


def _open(since: str, until: str, over: str) -> Expression:
    is_open = tables.Slot.closed == False  # noqa: E712 - Peewee builds SQL from it
    return (tables.Slot.start > since) & (tables.Slot.start < until) & (tables.Slot.end > over) & is_open


def _seats_query(others: bool) -> Prepared[[int, str, str, str, str], Alternative]:
    @prepared(_alternative)
    def seats(doctor: int, department: str, since: str, until: str, over: str) -> Query:
        query = tables.Slot.select(*_PLACE).join(tables.Doctor)
        return query.where(_of(others, doctor, department), _open(since, until, over), _FREE > 0)

    return seats


def _waits_query(others: bool) -> Prepared[[int, str, str, str, str, int, int, str], Alternative]:
    @prepared(_alternative)
    def waits(
        doctor: int, department: str, since: str, until: str, over: str, priority: int, ahead: int, kept_until: str
    ) -> Query:
        before = _count([Status.WAITING.value], tables.Token.priority <= priority)
        would_give_way = tables.Token.select(SQL("1")).where(
            tables.Token.slot == tables.Slot.id,
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.priority > priority,
            tables.Token.called == False,  # noqa: E712 - as above
            tables.Token.arrived_at.is_null() | (tables.Slot.start > kept_until),
        )
        query = tables.Slot.select(*_PLACE, before).join(tables.Doctor)
        return query.where(
            _of(others, doctor, department),
            _open(since, until, over),
            before < ahead,
            ~fn.EXISTS(would_give_way),
        )

    return waits


_with_seats = {others: _seats_query(others) for others in (False, True)}
_with_shorter_waits = {others: _waits_query(others) for others in (False, True)}
