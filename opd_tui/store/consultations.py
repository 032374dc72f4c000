"""A doctor's consultations: who is in the room, who is checked in, how long the last ones took."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.expected_times import RECENT
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows

CalledRow = tuple[int, int, int, str | None]
"""Priority, arrival, id and moment of the call of a token that is called in."""


def in_room(slot: int) -> tuple[CalledRow, ...]:
    """The tokens of a slot that are called in."""
    return _in_room.readable(slot)


def _called(priority: int, arrival: int, token: int, called_at: str | None) -> CalledRow:
    damaged_rows.checked("token", token, called_at)
    return priority, arrival, token, called_at


@prepared(_called)
def _in_room(slot: int) -> Query:
    columns = (tables.Token.priority, tables.Token.arrival, tables.Token.id, tables.Token.called_at)
    return tables.Token.select(*columns).where(
        tables.Token.slot == slot,
        tables.Token.status == Status.ACTIVE.value,
        tables.Token.called == True,  # noqa: E712 - Peewee builds SQL from it
    )


def count_seated_and_arrived(slot: int) -> int:
    """How many tokens of a slot have a seat, are not called in, and are checked in."""
    [number] = _seated_and_arrived(slot)
    return number


@prepared(int)
def _seated_and_arrived(slot: int) -> Query:
    return tables.Slot.select(tables.Slot.seated_here).where(tables.Slot.id == slot)


def last_of(doctor: int, since: str, until: str) -> tuple[tuple[str, str], ...]:
    """Start and end of the doctor's last RECENT consultations that ended between two moments, the latest first."""
    return _last_of.readable(doctor, since, until)


def _consultation(token: int, called_at: str, ended_at: str) -> tuple[str, str]:
    damaged_rows.checked("token", token, called_at, ended_at)
    return called_at, ended_at


@prepared(_consultation)
def _last_of(doctor: int, since: str, until: str) -> Query:
    query = tables.Token.select(tables.Token.id, tables.Token.called_at, tables.Token.ended_at).where(
        tables.Token.doctor == doctor,
        tables.Token.ended_at > since,
        tables.Token.ended_at <= until,
        tables.Token.called_at.is_null(False),
        tables.Token.ended_at.is_null(False),
    )
    return query.order_by(tables.Token.ended_at.desc()).limit(RECENT)
