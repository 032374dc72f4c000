"""I7 for operations: each event is the first of its own operation, or follows one of the same operation, actor and
desk; where desks write at the same moment, events of their operations may stand between. The undos of one operation put
back the same operation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action

AT_ONCE = 500
"""How many operations may be written at the same moment: more than a server has connections."""


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
    within = 1 if connection.current().writes_in_turn else AT_ONCE
    begun: dict[object, tuple[object, ...]] = {}
    for event, *whose in tables.Event.select(*columns).order_by(tables.Event.id).tuples().iterator():
        operation = whose[0]
        first = begun.pop(operation, None)
        if operation != event and first is None:
            yield event, f"belongs to operation {operation!r}, to which the event before it does not belong"
        elif operation != event and tuple(whose) != first:
            yield event, f"belongs to operation {operation}, but its actor or desk is another"
        begun[operation] = tuple(whose)
        if len(begun) > within:
            del begun[next(iter(begun))]
    yield from _put_back()


def _put_back() -> Iterator[tuple[int, str]]:
    """Every undo that puts back another operation than the undo before it in its own operation."""
    columns = tables.Event.id, tables.Event.operation, tables.Event.detail
    undos = tables.Event.select(*columns).where(tables.Event.action == Action.UNDO.value).order_by(tables.Event.id)
    known: dict[object, object] = {}
    for event, operation, detail in undos.tuples().iterator():
        try:
            whole = json.loads(detail).get("operation")
        except (ValueError, AttributeError, TypeError):
            continue  # a detail that cannot be read is named by the event's own check
        if known.setdefault(operation, whole) != whole:
            yield event, f"puts back operation {whole}, but an undo of the same operation puts back {known[operation]}"
