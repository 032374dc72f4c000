"""Reading the log: the events of a token, a slot, a patient's record, or all of them; and why tokens are in their
queues.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from peewee import JOIN, Expression, ModelSelect, Query

from opd_tui.db import tables
from opd_tui.db.prepared import Prepared, prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import DamagedRow
from opd_tui.domain.events import Detail, Event
from opd_tui.domain.tokens import Source, Status
from opd_tui.runtime import clock, damaged_rows
from opd_tui.store import kept_seats, precedence, queues

MOVES = (Action.MOVE.value, Action.UNDO.value)
"""The actions that may move a token to another slot: the event is of the new slot, its detail names both."""


def of_token(token: int) -> tuple[Event, ...]:
    """Every event of a token, oldest first."""
    return _events(select().where(tables.Event.token == token).order_by(tables.Event.id))


def of_slot(slot: int) -> tuple[Event, ...]:
    """Every event of a slot and of its tokens, including those moved away from it, oldest first."""
    in_slot = tables.Event.alias()
    once_there = in_slot.select(in_slot.token).where(in_slot.slot == slot, in_slot.token.is_null(False))
    moves = tables.Event.action.in_(MOVES) & tables.Event.token.in_(once_there)
    events = _events(select().where((tables.Event.slot == slot) | moves).order_by(tables.Event.id))
    return tuple(event for event in events if slot in _ends(event))


def of_patient(patient: int) -> tuple[Event, ...]:
    """Every event of a patient's record (not of the tokens), oldest first."""
    return _events(select().where(tables.Event.patient == patient).order_by(tables.Event.id))


def latest(limit: int) -> tuple[Event, ...]:
    """The last `limit` events of the whole hospital, oldest first."""
    return _latest.readable(limit)[::-1]


def latest_of_tokens(limit: int) -> tuple[Event, ...]:
    """The last `limit` events of tokens, of the whole hospital, oldest first."""
    return _latest_of_tokens.readable(limit)[::-1]


def last_of_token(token: int, limit: int) -> tuple[Event, ...]:
    """The last `limit` events of a token, oldest first."""
    return _last_of_token.readable(token, limit)[::-1]


def since(slot: int, after: int, but_desk: str, limit: int) -> tuple[Event, ...]:
    """What other desks than `but_desk` did to a slot after event `after`: the last `limit` events, oldest first."""
    of_slot = (tables.Event.slot == slot) | tables.Event.action.in_(MOVES)
    query = select().where(of_slot, tables.Event.id > after, tables.Event.desk != but_desk)
    events = _events(query.order_by(tables.Event.id.desc()).limit(limit))
    return tuple(event for event in reversed(events) if slot in _ends(event))


def _ends(event: Event) -> tuple[int | None, int | None]:
    return event.slot, event.detail.get("from", {}).get("slot")


def select() -> ModelSelect:
    """A query of events whose rows `event_of` understands; add `where` and `order_by`."""
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
            tables.Event.automatic,
        )
        .join(tables.Token, JOIN.LEFT_OUTER, on=(tables.Event.token == tables.Token.id))
        .join(tables.Patient, JOIN.LEFT_OUTER, on=(tables.Token.patient == tables.Patient.id))
        .switch(tables.Event)
        .join(cause, JOIN.LEFT_OUTER, on=(tables.Event.cause == cause.id))
        .join(cause_patient, JOIN.LEFT_OUTER, on=(cause.patient == cause_patient.id))
    )


def _events(query: Query) -> tuple[Event, ...]:
    return damaged_rows.readable(event_of, query.tuples())


def event_of(
    id: int,
    at: str,
    actor: str,
    desk: str,
    action: str,
    token: int | None,
    slot: int | None,
    cause: int | None,
    detail: str,
    number: int | None,
    patient: str | None,
    cause_number: int | None,
    cause_name: str | None,
    cause_source: str | None,
    automatic: int,
) -> Event:
    """The event from a row of `select()`. Raises DamagedRow."""
    names = number, patient, cause_number, cause_name
    try:
        when = clock.local(at).isoformat(timespec="seconds")
        source = None if cause_source is None else Source(cause_source)
        found = _in_wall_time(json.loads(detail))
        return Event(id, when, actor, desk, action, token, slot, cause, found, *names, source, bool(automatic))
    except (ValueError, TypeError, OverflowError) as e:
        raise DamagedRow("event", id) from e


def _in_wall_time(detail: Detail) -> Detail:
    """The detail with the moments that people read on the hospital's wall clock."""
    if "deadline" in detail:
        detail["deadline"] = clock.local(detail["deadline"]).isoformat(timespec="seconds")
    return detail


@prepared(event_of)
def _latest(limit: int) -> Query:
    return select().order_by(tables.Event.id.desc()).limit(limit)


@prepared(event_of)
def _latest_of_tokens(limit: int) -> Query:
    return select().where(tables.Event.token.is_null(False)).order_by(tables.Event.id.desc()).limit(limit)


@prepared(event_of)
def _last_of_token(token: int, limit: int) -> Query:
    return select().where(tables.Event.token == token).order_by(tables.Event.id.desc()).limit(limit)


def booking_of(token: int) -> str:
    """The detail of the event that booked a token, JSON."""
    [detail] = _booking_of(token)
    return detail


@prepared(str)
def _booking_of(token: int) -> Query:
    return tables.Event.select(tables.Event.detail).where(
        tables.Event.token == token, tables.Event.action == Action.BOOK.value
    )


def of_slot_itself(slot: int, before: int | None = None) -> Iterable[str]:
    """The details (JSON) of a slot's own events, latest first; with `before` only those before that event."""
    query = tables.Event.select(tables.Event.detail).where(tables.Event.slot == slot, tables.Event.token.is_null())
    if before is not None:
        query = query.where(tables.Event.id < before)
    return (detail for (detail,) in query.order_by(tables.Event.id.desc()).tuples())


MoveRow = tuple[int, str, str, int | None, str | None]
"""A token, what was done, the detail (JSON), and the number and the source of who caused it."""
_MOVING = (Action.BOOK, Action.MOVE, Action.PREEMPT, Action.PROMOTE, Action.UNDO)


def moves_of(slot: int, status: Status, offset: int, limit: int) -> list[MoveRow]:
    """The last moves of `limit` tokens of a queue from the `offset`th on, oldest first."""
    if precedence.matters(status):
        return [row for token in queues.order(slot, status)[offset : offset + limit] for row in _moves_of_token(token)]
    return _moves[queues.is_kept(slot, status)](slot, status.value, limit, offset)


def _moves_in_order(kept: bool) -> Prepared[[int, str, int, int], MoveRow]:
    @prepared(tuple[int, str, str, int | None, str | None])
    def moves(slot: int, status: str, limit: int, offset: int) -> Query:
        shown = tables.Token.alias()
        tokens = (
            shown.select(shown.id)
            .where(shown.slot == slot, shown.status == status)
            .order_by(*kept_seats.order(shown, kept))
            .limit(limit)
            .offset(offset)
        )
        return _moves_of(tables.Event.token.in_(tokens))

    return moves


def _moves_of(tokens: Expression) -> Query:
    cause = tables.Token.alias()
    columns = (tables.Event.token, tables.Event.action, tables.Event.detail)
    return (
        tables.Event.select(*columns, cause.number, cause.source)
        .join(cause, JOIN.LEFT_OUTER, on=(tables.Event.cause == cause.id))
        .where(tokens, tables.Event.action.in_([a.value for a in _MOVING]))
        .order_by(tables.Event.id)
    )


@prepared(tuple[int, str, str, int | None, str | None])
def _moves_of_token(token: int) -> Query:
    return _moves_of(tables.Event.token == token)


_moves = {kept: _moves_in_order(kept) for kept in (False, True)}
