"""Whether checked-in tokens keep their seats (allocation.keeps_seats), and how that changes the order of a queue."""

from __future__ import annotations

from peewee import Case, Expression, ModelAlias, Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain import allocation
from opd_tui.domain.tokens import Source
from opd_tui.runtime import clock, policy

MARK = "seats_kept_since"
"""The row of the settings that says that a token has kept its seat in this way at least once: `check` reads it."""


def in_slot(slot_id: int) -> bool:
    """Whether the slot's checked-in ACTIVE tokens keep their seats now (domain.allocation.keeps_seats)."""
    if not policy.current().hold_arrived:
        return False
    start = _start.first(slot_id)
    return start is not None and from_start(start)


def from_start(start: str) -> bool:
    """As `in_slot`, for a slot that starts then (wall time)."""
    wanted = policy.current().hold_arrived
    return wanted and allocation.keeps_seats(wanted, start, clock.minute(clock.now()))


@prepared(str)
def _start(slot: int) -> Query:
    return tables.Slot.select(tables.Slot.start).where(tables.Slot.id == slot)


def note() -> None:
    """Store in the database that seats are kept: from now on a waiting token may outrank one with a seat."""
    _keep_setting(MARK, clock.stamp(clock.now()))


@prepared(tuple[()])
def _keep_setting(name: str, value: str) -> Query:
    return tables.Setting.insert(name=name, value=value).on_conflict_ignore()


def order(token: ModelAlias, kept: bool) -> tuple[Expression, ...]:
    """The columns that sort one queue of a slot, as Standing.rank; `kept` is only for the ACTIVE one.

    Without kept seats this is the order of an index. With them the queue is sorted; it is never longer than the slot's
    capacity.
    """
    plain = token.priority, token.arrival
    return (band_of(token), *plain) if kept else plain


def band_of(token: ModelAlias) -> Expression:
    """domain.allocation.band in SQL, for the ACTIVE tokens of a slot whose checked-in tokens keep their seats."""
    emergency = Source.EMERGENCY.priority
    return Case(None, ((token.priority == emergency, 0), (token.arrived_at.is_null(False), 1)), 2)
