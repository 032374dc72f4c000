"""The counts of a slot's tokens that are kept in its row: a long queue is not counted again at each look at a desk.

Triggers keep them, so whatever changes a token changes them in the same transaction. `check` compares them.
"""

from __future__ import annotations

import peewee

_COUNTS = {
    "waiting": "{token}status = 'WAITING'",
    "seated_here": "{token}status = 'ACTIVE' AND {token}called = 0 AND {token}arrived_at IS NOT NULL",
    "waiting_here": "{token}status = 'WAITING' AND {token}called = 0 AND {token}arrived_at IS NOT NULL",
}
"""Column of the slot → which of its tokens it counts."""


def _changed(token: str, sign: str) -> str:
    """The statement that counts a token in (+) or out (-) of its slot."""
    counts = (f"{column} = {column} {sign} ({which.format(token=f'{token}.')})" for column, which in _COUNTS.items())
    return f"UPDATE slot SET {', '.join(counts)} WHERE id = {token}.slot_id;"  # noqa: S608 - constants


_LIVE = "status IN ('ACTIVE', 'WAITING')"
TRIGGERS = {
    "token_counted_insert": f"AFTER INSERT ON token WHEN NEW.{_LIVE} BEGIN {_changed('NEW', '+')} END",
    "token_counted_update": "AFTER UPDATE OF slot_id, status, called, arrived_at ON token"
    f" WHEN OLD.{_LIVE} OR NEW.{_LIVE} BEGIN {_changed('OLD', '-')} {_changed('NEW', '+')} END",
}
"""Name → body."""


def count_again(database: peewee.SqliteDatabase) -> None:
    """Put every kept count right, after a time in which the triggers may have been away."""
    zero = " OR ".join(f"{column} <> 0" for column in _COUNTS)
    database.execute_sql(
        f"UPDATE slot SET {', '.join(f'{column} = 0' for column in _COUNTS)} WHERE {zero}"  # noqa: S608 - constants
    )
    counted = (
        f"{column} = (SELECT count(*) FROM token WHERE slot_id = slot.id AND {which.format(token='')})"  # noqa: S608
        for column, which in _COUNTS.items()
    )
    database.execute_sql(
        f"UPDATE slot SET {', '.join(counted)}"  # noqa: S608
        f" WHERE id IN (SELECT slot_id FROM token WHERE {_LIVE})"
    )
