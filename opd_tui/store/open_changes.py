"""Changes that people made and nobody has put back: what an undo chooses from."""

from __future__ import annotations

from typing import Any

from peewee import JOIN

from opd_tui.db import tables
from opd_tui.domain.actions import UNDOABLE


def query() -> Any:
    """A query of them, newest first, each as id, action, token, slot, patient, detail, actor, at; add `where`."""
    undone = tables.Event.alias()
    return (
        tables.Event.select(
            tables.Event.id,
            tables.Event.action,
            tables.Event.token,
            tables.Event.slot,
            tables.Event.patient,
            tables.Event.detail,
            tables.Event.actor,
            tables.Event.at,
        )
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(undone.id.is_null(), tables.Event.action.in_([action.value for action in UNDOABLE]))
        .order_by(tables.Event.id.desc())
    )
