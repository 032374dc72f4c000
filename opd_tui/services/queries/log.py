"""Reading the log: everything that ever happened to a token, a slot, or on a desk, and why."""

from __future__ import annotations

import json
from typing import Any

from peewee import JOIN

from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.events import Event
from opd_tui.runtime import clock
from opd_tui.store import seating


def of_token(token: int) -> tuple[Event, ...]:
    """Every event of a token, oldest first. Raises UnknownToken."""
    with connection.reading():
        seating.token(token)
        return _views(_query().where(tables.Event.token == token).order_by(tables.Event.id))


def of_slot(slot: int) -> tuple[Event, ...]:
    """Every event of a slot and of its tokens, those that were moved away from it too, oldest first.

    Raises UnknownSlot.
    """
    with connection.reading():
        seating.head(slot)
        here = tables.Event.alias()
        once_here = here.select(here.token).where(here.slot == slot, here.token.is_null(False))
        moves = tables.Event.action.in_(MOVES) & tables.Event.token.in_(once_here)
        events = _views(_query().where((tables.Event.slot == slot) | moves).order_by(tables.Event.id))
        return tuple(event for event in events if slot in _ends(event))


def of_patient(patient: int) -> tuple[Event, ...]:
    """Every event of a patient's record (not of the tokens), oldest first."""
    with connection.reading():
        return _views(_query().where(tables.Event.patient == patient).order_by(tables.Event.id))


def latest(limit: int = 100) -> tuple[Event, ...]:
    """The last `limit` events of the whole hospital, oldest first."""
    with connection.reading():
        return tuple(reversed(_views(_query().order_by(tables.Event.id.desc()).limit(limit))))


def _query() -> Any:
    cause = tables.Token.alias()
    cause_patient = tables.Patient.alias()
    return (
        tables.Event.select(
            tables.Event.id,
            tables.Event.at,
            tables.Event.actor,
            tables.Event.desk,
            tables.Event.action,
            tables.Event.token,
            tables.Event.slot,
            tables.Event.cause,
            tables.Event.detail,
            tables.Token.number,
            tables.Patient.name,
            cause.number,
            cause_patient.name,
            cause.source,
        )
        .join(tables.Token, JOIN.LEFT_OUTER, on=(tables.Event.token == tables.Token.id))
        .join(tables.Patient, JOIN.LEFT_OUTER, on=(tables.Token.patient == tables.Patient.id))
        .switch(tables.Event)
        .join(cause, JOIN.LEFT_OUTER, on=(tables.Event.cause == cause.id))
        .join(cause_patient, JOIN.LEFT_OUTER, on=(cause.patient == cause_patient.id))
    )


def _views(query: Any) -> tuple[Event, ...]:
    return tuple(_view(row) for row in query.tuples())


def _view(row: tuple[Any, ...]) -> Event:
    identity, at, actor, desk, action, token, slot, cause, detail, *names = row
    when = clock.local(at).isoformat(timespec="seconds")
    return Event(identity, when, actor, desk, action, token, slot, cause, json.loads(detail), *names)


def since(slot: int, after: int, but_desk: str, limit: int) -> tuple[Event, ...]:
    """What desks other than `but_desk` did to a slot after event `after`: the last `limit`, oldest first."""
    of_slot = (tables.Event.slot == slot) | tables.Event.action.in_(MOVES)
    query = _query().where(of_slot, tables.Event.id > after, tables.Event.desk != but_desk)
    events = _views(query.order_by(tables.Event.id.desc()).limit(limit))
    return tuple(event for event in reversed(events) if slot in _ends(event))


MOVES = (Action.MOVE.value, Action.UNDO.value)
"""What may take a token out of a slot: such an event stands with the slot it goes to, and tells both."""


def _ends(event: Event) -> tuple[int | None, int | None]:
    return event.slot, event.detail.get("from", {}).get("slot")
