"""Changes by people that are not undone, newest first; undo chooses from them."""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import JOIN, OP, Expression, Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import OF_DOCTORS, OF_WEEKS, UNDOABLE, Action
from opd_tui.domain.tokens import LIVE
from opd_tui.store.slots import on_day

NEVER = (1 << 63) - 1
"""Higher than the id of every event."""


class Change(NamedTuple):
    """A change as the log has it; `detail` is JSON."""

    event: int
    operation: int
    action: str
    token: int | None
    slot: int | None
    patient: int | None
    doctor: int | None
    detail: str
    actor: str
    at: str


_COLUMNS = (
    tables.Event.id,
    tables.Event.operation,
    tables.Event.action,
    tables.Event.token,
    tables.Event.slot,
    tables.Event.patient,
    tables.Event.doctor,
    tables.Event.detail,
    tables.Event.actor,
    tables.Event.at,
)
_UNDOABLE = [action.value for action in UNDOABLE]


_FOLLOWS_TEMPLATE = (tables.Event.action == Action.CHANGE_WINDOW.value) & tables.Event.detail.contains('"template":')
"""The times of a slot that followed its weekly template: they go back with the change of that."""


def _open(*where: Any) -> Query:
    undone = tables.Event.alias()
    return (
        tables.Event.select(*_COLUMNS)
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(undone.id.is_null(), tables.Event.action.in_(_UNDOABLE), ~_FOLLOWS_TEMPLATE, *where)
        .order_by(tables.Event.id.desc())
    )


@prepared(Change)
def of_token(token: int) -> Query:
    """The changes of a token."""
    return _open(tables.Event.token == token)


@prepared(Change)
def of_patient(patient: int) -> Query:
    """The changes of a patient's record."""
    return _open(tables.Event.patient == patient)


@prepared(Change)
def of_doctor(doctor: int) -> Query:
    """The changes of a doctor: the name, the department, the room, the retirement."""
    actions = [action.value for action in OF_DOCTORS]
    return _open(tables.Event.doctor == doctor, tables.Event.action.in_(actions))


@prepared(Change)
def of_slot(slot: int, action: str, other: str, third: str) -> Query:
    """The changes of a slot by one of three actions."""
    return _open(
        tables.Event.slot == slot, tables.Event.token.is_null(), tables.Event.action.in_([action, other, third])
    )


@prepared(Change)
def of_actor(actor: str, before: int) -> Query:
    """The last change by an actor, at any desk, before an event; changes that the program made by itself do
    not count.
    """
    mine = tables.Event.actor == actor, tables.Event.automatic == False  # noqa: E712 - Peewee builds SQL from it
    return _open(*mine, tables.Event.id < before).limit(1)


@prepared(Change)
def of_desk(desk: str, actor: str, before: int) -> Query:
    """The last change by an actor at a desk before an event; changes that the program made by itself do not count."""
    mine = tables.Event.actor == actor, tables.Event.automatic == False  # noqa: E712 - as above
    return _open(tables.Event.desk == desk, *mine, tables.Event.id < before).limit(1)


@prepared(Change)
def of_weeks_since(event: int) -> Query:
    """The changes of weekly templates, holidays and absences after an event."""
    return _open(tables.Event.id > event, tables.Event.action.in_([action.value for action in OF_WEEKS]))


@prepared(Change)
def of_operation(first: int, operation: int) -> Query:
    """The changes of an operation. Its id is passed twice, because its first event is found by id and the others by an
    index.
    """
    return _open(_within(first, operation))


def _within(first: int, operation: int) -> Any:
    not_first = Expression(tables.Event.operation, OP.NE, tables.Event.id)  # in this order, for the index of just these
    others = (tables.Event.operation == operation) & not_first
    return (tables.Event.id == first) | others


@prepared(str)
def undone_in(first: int, operation: int) -> Query:
    """The details of the undos that have put back changes of an operation; its id is passed twice."""
    undo = tables.Event.alias()
    query = tables.Event.select(undo.detail).join(undo, on=(undo.undoes == tables.Event.id))
    return query.where(_within(first, operation))


@prepared(int)
def slots_in(first: int, operation: int, action: str) -> Query:
    """The slots that an operation has changed by an action; its id is passed twice."""
    return tables.Event.select(tables.Event.slot).where(_within(first, operation), tables.Event.action == action)


@prepared(tuple[int, str])
def reshaped_in(first: int, operation: int, action: str) -> Query:
    """The slots that an operation has changed by an action, each with its event's detail; its id is passed twice."""
    columns = tables.Event.slot, tables.Event.detail
    return tables.Event.select(*columns).where(_within(first, operation), tables.Event.action == action)


@prepared(int)
def slots_added_since(event: int) -> Query:
    """The slots that were added after an event."""
    added = tables.Event.action == Action.ADD_SLOT.value
    return tables.Event.select(tables.Event.slot).where(tables.Event.id > event, added)


@prepared(str)
def detail(event: int) -> Query:
    """The detail of an event."""
    return tables.Event.select(tables.Event.detail).where(tables.Event.id == event)


@prepared(int)
def other_live(slot: int, patient: int, token: int) -> Query:
    """The numbers of the patient's other live tokens in a slot."""
    return tables.Token.select(tables.Token.number).where(
        tables.Token.slot == slot,
        tables.Token.patient == patient,
        tables.Token.id != token,
        tables.Token.status.in_(LIVE),
    )


@prepared(int)
def called_since(event: int, token: int, doctor: int, day: str) -> Query:
    """The calls of other tokens of a doctor and day after an event, without those that were undone."""
    undone = tables.Event.alias()
    slots = tables.Slot.select(tables.Slot.id).where(*on_day(tables.Slot, doctor, day))
    return (
        tables.Event.select(tables.Event.id)
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(
            tables.Event.slot.in_(slots),
            tables.Event.id > event,
            tables.Event.action == Action.CALL.value,
            tables.Event.token != token,
            undone.id.is_null(),
        )
        .limit(1)
    )
