"""Why a slot is closed, from the log."""

from __future__ import annotations

import json
from typing import NamedTuple

from peewee import JOIN, Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import Action

_OPEN_OR_CLOSE = [
    action.value
    for action in (
        Action.CLOSE_SLOT,
        Action.REOPEN_SLOT,
        Action.HAND_OVER,
        Action.HOLIDAY_CLOSE,
        Action.HOLIDAY_REOPEN,
        Action.ABSENCE_CLOSE,
        Action.ABSENCE_REOPEN,
    )
]


class ClosedBy(NamedTuple):
    """The action that closed or opened a slot, and the id of its holiday or absence, if any."""

    action: Action
    because: int | None


def closed_by(slot: int) -> ClosedBy | None:
    """The last action that closed or opened a slot and was not undone; None if there is none."""
    row = _last.first(slot)
    if row is None:
        return None
    action, detail = row
    fields = json.loads(detail)
    return ClosedBy(Action(action), fields.get("holiday", fields.get("absence")))


@prepared(tuple[str, str])
def _last(slot: int) -> Query:
    undone = tables.Event.alias()
    query = (
        tables.Event.select(tables.Event.action, tables.Event.detail)
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(tables.Event.slot == slot, tables.Event.action.in_(_OPEN_OR_CLOSE), undone.id.is_null())
    )
    return query.order_by(tables.Event.id.desc()).limit(1)
