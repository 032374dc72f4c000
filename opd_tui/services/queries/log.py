"""Reading the log: everything that ever happened to a token, a slot, or on a desk, and why."""

from __future__ import annotations

import json
from typing import Any

from peewee import JOIN

from opd_tui.db import connection
from opd_tui.db.tables import Event, Patient, Token
from opd_tui.domain.actions import Action
from opd_tui.domain.events import Event as EventView
from opd_tui.runtime import clock
from opd_tui.store import seating


def of_token(token: int) -> tuple[EventView, ...]:
    """Every event of a token, oldest first. Raises UnknownToken."""
    with connection.reading():
        seating.token(token)
        return _views(_query().where(Event.token == token).order_by(Event.id))


def of_slot(slot: int) -> tuple[EventView, ...]:
    """Every event of a slot and of its tokens, those that were moved away from it too, oldest first.

    Raises UnknownSlot.
    """
    with connection.reading():
        seating.head(slot)
        here = Event.alias()
        once_here = here.select(here.token).where(here.slot == slot, here.token.is_null(False))
        moves = Event.action.in_(MOVES) & Event.token.in_(once_here)
        events = _views(_query().where((Event.slot == slot) | moves).order_by(Event.id))
        return tuple(event for event in events if slot in _ends(event))


def of_patient(patient: int) -> tuple[EventView, ...]:
    """Every event of a patient's record (not of the tokens), oldest first."""
    with connection.reading():
        return _views(_query().where(Event.patient == patient).order_by(Event.id))


def latest(limit: int = 100) -> tuple[EventView, ...]:
    """The last `limit` events of the whole hospital, oldest first."""
    with connection.reading():
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
    of_slot = (Event.slot == slot) | Event.action.in_(MOVES)
    query = _query().where(of_slot, Event.id > after, Event.desk != but_desk)
    events = _views(query.order_by(Event.id.desc()).limit(limit))
    return tuple(event for event in reversed(events) if slot in _ends(event))


MOVES = (Action.MOVE.value, Action.UNDO.value)
"""What may take a token out of a slot: such an event stands with the slot it goes to, and tells both."""


def _ends(event: EventView) -> tuple[int | None, int | None]:
    return event.slot, event.detail.get("from", {}).get("slot")
