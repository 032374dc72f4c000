"""Live tokens of slots that are over, and of doctors' days that are."""

from __future__ import annotations

from peewee import SQL, Expression, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.tokens import Token
from opd_tui.runtime import damaged_rows
from opd_tui.store import tokens
from opd_tui.store.slots import on_day

_LIVE = SQL("status IN ('ACTIVE', 'WAITING')")  # written out, or SQLite does not use its small index of these tokens
_ORDER = (tables.Slot.start, tables.Slot.doctor, tables.Token.status, tables.Token.priority, tables.Token.arrival)


def before(day: str, now: str) -> tuple[Token, ...]:
    """Every live token of a slot whose day is before `day` and that has ended by `now` or by the first minute of that
    day, by slot and order.
    """
    over = (tables.Slot.end <= f"{day}T00:00") | (tables.Slot.end <= now)
    query = tokens.select().switch(tables.Token).join(tables.Slot).where(_LIVE, tables.Token.day < day, over)
    return damaged_rows.readable(tokens.token_of, query.order_by(*_ORDER).tuples())


def count(today: str, now: str) -> int:
    """How many live tokens are of doctors' days before today that are over by `now`, a wall time."""
    [number] = _count(today, now)
    return number


@prepared(int)
def _count(today: str, now: str) -> Query:
    query = tables.Token.select(fn.COUNT(1)).join(tables.Slot)
    return query.where(_LIVE, tables.Token.day < today, ~_goes_on(now))


def _goes_on(now: str) -> Expression:
    """Whether a slot of the same doctor and day has not ended by `now`: of a day before today, as a night may."""
    other = tables.Slot.alias()
    same_day = on_day(other, tables.Slot.doctor, tables.Slot.day)
    return fn.EXISTS(other.select(other.id).where(*same_day, other.end > now))


def of_days_over(today: str, now: str, limit: int) -> list[int]:
    """The ids of the live tokens of doctors' days before today that are over by `now`, oldest first."""
    return _of_days_over(today, now, limit)


@prepared(int)
def _of_days_over(today: str, now: str, limit: int) -> Query:
    query = tables.Token.select(tables.Token.id).join(tables.Slot).join(tables.Doctor)
    return query.where(_LIVE, tables.Token.day < today, ~_goes_on(now)).order_by(*_ORDER).limit(limit)
