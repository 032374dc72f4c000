"""Reading the queues: a slot whole, all tokens of a day, one token's place."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.allocation import band
from opd_tui.domain.slots import Slot
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.services.slots import schedule
from opd_tui.store import holding, seating

_ALL = 1 << 62


def slot(slot_id: int) -> Slot:
    """A slot with both of its queues in order. Raises UnknownSlot."""
    with connection.reading():
        head = seating.head(slot_id)
        return Slot(head, queue(slot_id, Status.ACTIVE), queue(slot_id, Status.WAITING))


def slots(doctor: int | None, day: str | None) -> tuple[Slot, ...]:
    """Slots with their queues, all of one moment. Raises UnknownDoctor or BadWindow."""
    with connection.reading():
        return tuple(slot(head.id) for head in schedule.slots(doctor, day))


def queue(slot_id: int, status: Status, offset: int = 0, limit: int | None = None) -> tuple[Token, ...]:
    """The slot's tokens of one state in their order, or `limit` of them from the `offset`th (0 is the first)."""
    with connection.reading():
        rows = _queue[held(slot_id, status)](slot_id, status.value, _ALL if limit is None else limit, offset)
        return tuple(seating.token_view(row) for row in rows)


def held(slot_id: int, status: str) -> bool:
    """Whether that queue of the slot is one whose arrived tokens are held: the ACTIVE one alone may be."""
    return status == Status.ACTIVE and holding.keeps_seats(slot_id)


def _queue_in_order(held: bool) -> Any:
    @prepared
    def queue(slot: Any, status: Any, limit: Any, offset: Any) -> Any:
        query = seating.tokens_query().where(tables.Token.slot == slot, tables.Token.status == status)
        return query.order_by(*holding.order(tables.Token, held)).limit(limit).offset(offset)

    return queue


_queue = {held: _queue_in_order(held) for held in (False, True)}


def tokens(day: str | None = None) -> tuple[Token, ...]:
    """Every token of a day, or of all days, in the order they were given out. Raises BadWindow."""
    query: Any = seating.tokens_query()
    if day is not None:
        query = query.where(tables.Token.day == clock.parse_day(day))
    with connection.reading():
        return tuple(seating.token_view(row) for row in query.order_by(tables.Token.id).tuples())


def token(token_id: int) -> Token:
    """One token. Raises UnknownToken."""
    with connection.reading():
        return seating.token(token_id)


def place(token: Token) -> int:
    """How many stand before it in its own queue: 0 is the first. Counts index entries, so about 0.3 ms for 10,000."""
    with connection.reading():
        return ahead(token.slot, token.status, token.priority, token.arrival, arrived=token.arrived)


def ahead(slot_id: int, status: str, priority: int, arrival: int, *, arrived: bool = False) -> int:
    """How many of one queue of a slot stand before such a token, whether it is in that queue or not."""
    if held(slot_id, status):
        return int(_ahead_held(slot_id, status, band(priority, arrived), priority, arrival)[0][0])
    return int(_ahead(slot_id, status, priority, arrival)[0][0])


def order(slot: int, status: Status) -> tuple[int, ...]:
    """The ids of a whole queue in its order."""
    with connection.reading():
        return tuple(id for (id,) in _order[held(slot, status)](slot, status.value))


def _ids_in_order(held: bool) -> Any:
    @prepared
    def ids(slot: Any, status: Any) -> Any:
        query = tables.Token.select(tables.Token.id).where(tables.Token.slot == slot, tables.Token.status == status)
        return query.order_by(*holding.order(tables.Token, held))

    return ids


_order = {held: _ids_in_order(held) for held in (False, True)}


@prepared
def _ahead(slot: Any, status: Any, priority: Any, arrival: Any) -> Any:
    return tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == slot,
        tables.Token.status == status,
        (tables.Token.priority < priority) | ((tables.Token.priority == priority) & (tables.Token.arrival < arrival)),
    )


@prepared
def _ahead_held(slot: Any, status: Any, before_band: Any, priority: Any, arrival: Any) -> Any:
    there = holding.band_of(tables.Token)
    before = (tables.Token.priority < priority) | (
        (tables.Token.priority == priority) & (tables.Token.arrival < arrival)
    )
    return tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == slot,
        tables.Token.status == status,
        (there < before_band) | ((there == before_band) & before),
    )
