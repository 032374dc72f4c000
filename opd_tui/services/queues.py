"""Reading the queues: a slot whole, all tokens of a day, one token's place."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui import clock, db
from opd_tui.models import Token
from opd_tui.rules import Status
from opd_tui.services import seating
from opd_tui.views import Slot as SlotView
from opd_tui.views import Token as TokenView


def slot(slot_id: int) -> SlotView:
    """A slot with both of its queues in order. Raises UnknownSlot."""
    with db.reading():
        head = seating.head(slot_id)
        return SlotView(head, queue(slot_id, Status.ACTIVE), queue(slot_id, Status.WAITING))


def queue(slot_id: int, status: Status, offset: int = 0, limit: int | None = None) -> tuple[TokenView, ...]:
    """The slot's tokens of one state in their order, or `limit` of them from the `offset`th (0 is the first)."""
    query = seating.tokens_query().where(Token.slot == slot_id, Token.status == status.value)
    query = query.order_by(Token.priority, Token.arrival)
    if limit is not None:
        query = query.offset(offset).limit(limit)
    return tuple(seating.token_view(row) for row in query.tuples())


def tokens(day: str | None = None) -> tuple[TokenView, ...]:
    """Every token of a day, or of all days, in the order they were given out. Raises BadWindow."""
    query: Any = seating.tokens_query()
    if day is not None:
        query = query.where(Token.day == clock.parse_day(day))
    with db.reading():
        return tuple(seating.token_view(row) for row in query.order_by(Token.id).tuples())


def token(token_id: int) -> TokenView:
    """One token. Raises UnknownToken."""
    with db.reading():
        return seating.token(token_id)


def place(token: TokenView) -> int:
    """How many stand before it in its own queue: 0 is the first. Counts index entries, so about 0.3 ms for 10,000."""
    ahead = Token.select(fn.COUNT(1)).where(
        Token.slot == token.slot,
        Token.status == token.status,
        (Token.priority < token.priority)
        | ((Token.priority == token.priority) & (Token.arrival < token.arrival)),
    )
    return int(ahead.scalar())
