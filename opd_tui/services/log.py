"""Reading the log: everything that ever happened to a token, a slot, or on a desk, and why."""

from __future__ import annotations

import json
from typing import Any

from peewee import JOIN

from opd_tui import clock, db
from opd_tui.models import Event, Patient, Token
from opd_tui.services import seating
from opd_tui.views import Event as EventView


def of_token(token: int) -> tuple[EventView, ...]:
    """Every event of a token, oldest first. Raises UnknownToken."""
    with db.reading():
        seating.token(token)
        return _views(_query().where(Event.token == token).order_by(Event.id))


def of_slot(slot: int) -> tuple[EventView, ...]:
    """Every event of a slot and of its tokens, oldest first. Raises UnknownSlot."""
    with db.reading():
        seating.head(slot)
        return _views(_query().where(Event.slot == slot).order_by(Event.id))


def latest(limit: int = 100) -> tuple[EventView, ...]:
    """The last `limit` events of the whole hospital, oldest first."""
    with db.reading():
        return tuple(reversed(_views(_query().order_by(Event.id.desc()).limit(limit))))


def _query() -> Any:
    cause = Token.alias()
    cause_patient = Patient.alias()
    return (
        Event.select(
            Event.id,
            Event.at,
            Event.actor,
            Event.desk,
            Event.action,
            Event.token,
            Event.slot,
            Event.cause,
            Event.detail,
            Token.number,
            Patient.name,
            cause.number,
            cause_patient.name,
            cause.source,
        )
        .join(Token, JOIN.LEFT_OUTER, on=(Event.token == Token.id))
        .join(Patient, JOIN.LEFT_OUTER, on=(Token.patient == Patient.id))
        .switch(Event)
        .join(cause, JOIN.LEFT_OUTER, on=(Event.cause == cause.id))
        .join(cause_patient, JOIN.LEFT_OUTER, on=(cause.patient == cause_patient.id))
    )


def _views(query: Any) -> tuple[EventView, ...]:
    return tuple(_view(row) for row in query.tuples())


def _view(row: tuple[Any, ...]) -> EventView:
    identity, at, actor, desk, action, token, slot, cause, detail, *names = row
    when = clock.local(at).isoformat(timespec="seconds")
    return EventView(identity, when, actor, desk, action, token, slot, cause, json.loads(detail), *names)


def since(slot: int, after: int, but_desk: str, limit: int) -> tuple[EventView, ...]:
    """What desks other than `but_desk` did to a slot after event `after`: the last `limit`, oldest first."""
    query = _query().where(Event.slot == slot, Event.id > after, Event.desk != but_desk)
    return tuple(reversed(_views(query.order_by(Event.id.desc()).limit(limit))))
