"""Whether arrived tokens of a slot are held (allocation.holds), and the order of its queues with and without that."""

from __future__ import annotations

from typing import Any

from peewee import Case

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.allocation import holds
from opd_tui.domain.tokens import Source
from opd_tui.runtime import clock, policy

HELD = "hold_arrived"
"""The setting that a database keeps from the first decision on in which arrived tokens were held: `check` reads it."""


def keeps_seats(slot_id: int) -> bool:
    """Whether the slot's ACTIVE tokens that have arrived are held now (domain.allocation.holds)."""
    if not policy.current().hold_arrived:
        return False
    rows = _start(slot_id)
    return bool(rows) and held_from(rows[0][0])


def held_from(start: str) -> bool:
    """As `holds`, of a slot that starts then (wall time)."""
    wanted = policy.current().hold_arrived
    return wanted and holds(wanted, start, clock.minute(clock.now()))


@prepared
def _start(slot: Any) -> Any:
    return tables.Slot.select(tables.Slot.start).where(tables.Slot.id == slot)


def note_hold() -> None:
    """Keep in the database that arrived tokens are held here: some who wait may outrank them from now on."""
    _keep_setting(HELD, clock.stamp(clock.now()))


@prepared
def _keep_setting(name: Any, value: Any) -> Any:
    return tables.Setting.insert(name=name, value=value).on_conflict_ignore()


def order(token: Any, held: bool) -> tuple[Any, ...]:
    """The columns that put one queue of a slot in its order, as Standing.rank; `held` only for an ACTIVE one.

    Unless they are held it is the order of an index. Held ones are sorted, and they are no more than a slot seats.
    """
    plain = token.priority, token.arrival
    return (band_of(token), *plain) if held else plain


def band_of(token: Any) -> Any:
    """domain.allocation.band in SQL, for the ACTIVE tokens of a slot whose arrived are held."""
    emergency = Source.EMERGENCY.priority
    return Case(None, ((token.priority == emergency, 0), (token.arrived_at.is_null(False), 1)), 2)
