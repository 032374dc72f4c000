"""I7 for operations: each event is the first of its own operation, or follows one of the same operation, actor and
desk.
"""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import tables


def problems() -> Iterator[tuple[int, str]]:
    """Every event with a wrong operation, and what is wrong."""
    columns = (
        tables.Event.id,
        tables.Event.operation,
        tables.Event.actor,
        tables.Event.desk,
        tables.Event.account,
        tables.Event.connection,
        tables.Event.address,
        tables.Event.automatic,
    )
    before: tuple[object, ...] = ()
    for event, *whose in tables.Event.select(*columns).order_by(tables.Event.id).tuples().iterator():
        operation = whose[0]
        if operation != event and operation != (before[0] if before else None):
            yield event, f"belongs to operation {operation!r}, to which the event before it does not belong"
        elif operation != event and tuple(whose) != before:
            yield event, f"belongs to operation {operation}, but its actor or desk is another"
        before = tuple(whose)
