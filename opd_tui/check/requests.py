"""The idempotency keys of bookings, compared with the log: each key leads to the booking that was requested
under it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from peewee import JOIN

from opd_tui.db import tables
from opd_tui.domain.actions import Action


def problems() -> Iterator[tuple[str, str]]:
    """Every key that leads to a wrong booking, and what is wrong."""
    booked = (tables.Event.token == tables.Request.token) & (tables.Event.action == Action.BOOK.value)
    columns = (
        tables.Request.key,
        tables.Request.asked,
        tables.Request.token,
        tables.Token.id,
        tables.Event.slot,
        tables.Event.detail,
    )
    query = tables.Request.select(*columns).join(tables.Token, JOIN.LEFT_OUTER)
    query = query.switch(tables.Request).join(tables.Event, JOIN.LEFT_OUTER, on=booked)
    for key, asked, token, there, slot, detail in query.tuples().iterator():
        if there is None or detail is None:
            yield key, f"made token {token}, which has {'no row' if there is None else 'no booking in the log'}"
        elif not _is_of(asked, slot, detail):
            yield key, f"made token {token}, which is not the booking that was requested"


def _is_of(asked: str, slot: int, detail: str) -> bool:
    """Whether a booking of the log can be the requested one: same slot, and same source before it became a
    follow-up.
    """
    try:
        wanted, booking = json.loads(asked), json.loads(detail)
        return (wanted["slot"], wanted["source"]) == (slot, booking.get("source_given") or booking["to"]["source"])
    except (ValueError, TypeError, KeyError):
        return False
