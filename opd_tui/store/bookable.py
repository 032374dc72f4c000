"""Slots that take bookings: open, and not over."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.slots import SlotSummary
from opd_tui.store import slots

MAX_LOOKED_AT = 24
"""How many slots of one day are looked at for a free seat."""


def next_of(doctor: int, since: str, now: str) -> SlotSummary | None:
    """The doctor's first slot from a wall time on that takes bookings `now`: on its day the first with a free seat, if
    there is one.
    """
    found = _open_slots.readable(doctor, since, now, MAX_LOOKED_AT)
    of_that_day = [slot for slot in found if slot.day == found[0].day]
    return next((slot for slot in of_that_day if slot.free > 0), found[0] if found else None)


@prepared(slots.summary_of)
def _open_slots(doctor: int, since: str, now: str, limit: int) -> Query:
    query = slots.select().where(
        tables.Slot.doctor == doctor,
        tables.Slot.start >= since,
        tables.Slot.end > now,
        tables.Slot.closed == False,  # noqa: E712 - Peewee builds SQL from it
    )
    return query.order_by(tables.Slot.start).limit(limit)
