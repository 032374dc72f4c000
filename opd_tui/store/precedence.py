"""The seated tokens of a slot in the order in which they are called, where the hospital calls some patients first."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.call_order import CallRank, Seated, in_order_of_call
from opd_tui.domain.patients import Patient
from opd_tui.domain.precedence import NO_PRECEDENCE, Precedence, precedence_of
from opd_tui.domain.tokens import Status
from opd_tui.runtime import policy
from opd_tui.store import kept_seats

COLUMNS = (tables.Token.day, tables.Patient.year_of_birth, tables.Patient.precedence, tables.Patient.precedence_until)
"""What `of_row` needs of a token and its patient."""


def matters(status: Status) -> bool:
    """Whether the order of such a queue is another one than that of the seats."""
    return status == Status.ACTIVE and bool(policy.current().called_first)


def of_row(day: str, year_of_birth: int | None, mark: str | None, until: str | None) -> Precedence | None:
    """The precedence of a token from the columns COLUMNS; None where the setting is off."""
    order = policy.current().called_first
    return precedence_of(order, day, year_of_birth, mark, until) if order else None


def rank_of(precedence: Precedence | None) -> int:
    """The place of a precedence in the order of calling."""
    return precedence.rank if precedence else NO_PRECEDENCE


def of_patient(patient: Patient, day: str) -> Precedence | None:
    """The precedence of a patient on a day; None where the setting is off."""
    return of_row(day, patient.year_of_birth, patient.precedence, patient.precedence_until)


def count_before(slot: int, rank: CallRank) -> int:
    """How many seated tokens of a slot are called before a token of that rank."""
    kept = kept_seats.in_slot(slot)
    return sum(one.rank(keeps_seats=kept) < rank for one in _seated(slot))


def seated(slot: int) -> tuple[Seated, ...]:
    """The seated tokens of a slot in the order in which they are called."""
    return in_order_of_call(_seated(slot), keeps_seats=kept_seats.in_slot(slot))


def _row(
    token: int,
    priority: int,
    arrival: int,
    arrived_at: str | None,
    called: int,
    out_at: str | None,
    day: str,
    year_of_birth: int | None,
    mark: str | None,
    until: str | None,
) -> Seated:
    rank = rank_of(of_row(day, year_of_birth, mark, until))
    return Seated(token, priority, arrival, rank, arrived_at is not None, bool(called), out_at is not None)


@prepared(_row)
def _seated(slot: int) -> Query:
    token = tables.Token
    columns = (token.id, token.priority, token.arrival, token.arrived_at, token.called, token.stepped_out_at, *COLUMNS)
    query = token.select(*columns).join(tables.Patient)
    return query.where(token.slot == slot, token.status == Status.ACTIVE.value)
