"""Who of a doctor's patients is in the room, and who has a seat and is checked in."""

from __future__ import annotations

from typing import NamedTuple

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.precedence import NO_PRECEDENCE
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows
from opd_tui.store import precedence


class Present(NamedTuple):
    """A seated token whose patient is checked in or called in; `start` is the slot's."""

    token: int
    slot: int
    start: str
    priority: int
    arrival: int
    called: bool
    called_at: str | None
    precedence: int = NO_PRECEDENCE


def windows(doctor: int, since: str, before: str) -> dict[int, Window]:
    """The doctor's slots that start between two days, the last not included, by id."""
    return dict(_windows.readable(doctor, since, before))


def _window(slot: int, start: str, end: str) -> tuple[int, Window]:
    damaged_rows.checked("slot", slot, start, end)
    return slot, Window(start, end)


@prepared(_window)
def _windows(doctor: int, since: str, before: str) -> Query:
    columns = (tables.Slot.id, tables.Slot.start, tables.Slot.end)
    return tables.Slot.select(*columns).where(
        tables.Slot.doctor == doctor, tables.Slot.start >= since, tables.Slot.start < before
    )


def present(doctor: int, since: str, before: str) -> tuple[Present, ...]:
    """The doctor's patients who are checked in or called in and have a seat, of slots that start between two days."""
    return _present.readable(doctor, since, before)


def _row(
    token: int,
    slot: int,
    start: str,
    priority: int,
    arrival: int,
    called: int,
    called_at: str | None,
    day: str,
    year_of_birth: int | None,
    mark: str | None,
    until: str | None,
) -> Present:
    damaged_rows.checked("slot", slot, start)
    damaged_rows.checked("token", token, called_at)
    rank = precedence.rank_of(precedence.of_row(day, year_of_birth, mark, until))
    return Present(token, slot, start, priority, arrival, bool(called), called_at, rank)


@prepared(_row)
def _present(doctor: int, since: str, before: str) -> Query:
    columns = (
        tables.Token.id,
        tables.Token.slot,
        tables.Slot.start,
        tables.Token.priority,
        tables.Token.arrival,
        tables.Token.called,
        tables.Token.called_at,
        *precedence.COLUMNS,
    )
    return (
        tables.Token.select(*columns)
        .join(tables.Slot)
        .join_from(tables.Token, tables.Patient)
        .where(
            tables.Slot.doctor == doctor,
            tables.Slot.start >= since,
            tables.Slot.start < before,
            tables.Token.status == Status.ACTIVE.value,
            (tables.Token.called == True) | tables.Token.arrived_at.is_null(False),  # noqa: E712 - Peewee builds SQL from it
        )
        .order_by(tables.Token.called_at, tables.Token.id)
    )
