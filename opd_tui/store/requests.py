"""The table of idempotency keys of bookings."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import insert_into, prepared


def find(key: str) -> tuple[str, int] | None:
    """The request that was stored under a key, and the token that it made; None for a new key."""
    return _request.first(key)


@prepared(tuple[str, int])
def _request(key: str) -> Query:
    return tables.Request.select(tables.Request.asked, tables.Request.token).where(tables.Request.key == key)


def add(key: str, asked: str, token: int) -> None:
    """Store a request under a new key, and the token that it made."""
    insert_into(tables.Request, key=key, asked=asked, token=token)
