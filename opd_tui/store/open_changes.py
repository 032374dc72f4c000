"""Changes that people made and nobody has put back: what an undo chooses from."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from opd_tui.db.tables import Event
from opd_tui.domain.actions import UNDOABLE


def query() -> Any:
    """A query of them, newest first, each as id, action, token, slot, patient, detail, actor, at; add `where`."""
    undone = Event.alias()
    return (
        Event.select(
            Event.id, Event.action, Event.token, Event.slot, Event.patient, Event.detail, Event.actor, Event.at
        )
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == Event.id))
        .where(undone.id.is_null(), Event.action.in_([action.value for action in UNDOABLE]))
        .order_by(Event.id.desc())
    )
