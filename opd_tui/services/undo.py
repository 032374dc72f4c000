"""Undo: one change of a token, of a slot (seats, closed, late) or of a patient's record, put back as a new event.

What may be put back is the last change that a person made and nobody has put back yet; promotions and preemptions do
not count, nor do a change and its own undo, which cancel out. Once the slot's day is past, its changes stay; only what
settled a token of a past slot can be put back until the end of the day on which that was done.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from peewee import JOIN

from opd_tui import clock, db, rules
from opd_tui.errors import CannotUndo, NothingToUndo, SlotClosed, UnknownSlot
from opd_tui.models import Event, Patient, Token
from opd_tui.rules import SLOT_COLUMN, UNDOABLE, UNRESOLVED, Action, Standing, Status
from opd_tui.services import capacity, closing, journal, merging, moving, patients, records, seating, token_changes
from opd_tui.services.token_changes import Moves
from opd_tui.views import Actor, SlotHead, Undoable, Undone
from opd_tui.views import Patient as PatientView
from opd_tui.views import Token as TokenView


def preview(actor: Actor, token: int | None = None, *, patient: int | None = None) -> Undoable:
    """What `undo` would put back now. Writes nothing. Raises as `undo` does."""
    with db.reading():
        return _refuse(_last(actor, token, patient))


def undo(actor: Actor, token: int | None = None, event: int | None = None, *, patient: int | None = None) -> Undone:
    """Put back the actor's own last change, or with `token` or `patient` the last change of that, whoever made it.

    `event` is what the caller saw in `preview`: if something else is the last change by now, it is refused.
    Raises NothingToUndo, CannotUndo, SlotClosed, UnknownToken or UnknownPatient.
    """
    with db.transaction():
        last = _refuse(_last(actor, token, patient))
        if event is not None and event != last.event:
            raise CannotUndo(
                action=last.action, subject=_subject(last), problem="it happened just now; look at it first"
            )
        if last.patient is not None:
            return _undo_record(last, last.patient, actor)
        if last.token is None:
            return _undo_slot(last, actor)
        return _undo_token(last, last.token, actor)


def _open_changes() -> Any:
    """Changes that people made and nobody has put back, newest first."""
    undone = Event.alias()
    return (
        Event.select(
            Event.id, Event.action, Event.token, Event.slot, Event.patient, Event.detail, Event.actor, Event.at
        )
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == Event.id))
        .where(undone.id.is_null(), Event.action.in_([action.value for action in UNDOABLE]))
        .order_by(Event.id.desc())
    )


def _last(actor: Actor, token: int | None, patient: int | None) -> Undoable:
    if token is not None:
        query, whom = _open_changes().where(Event.token == token), f"№{seating.token(token).number}"
    elif patient is not None:
        query, whom = _open_changes().where(Event.patient == patient), records.patient(patient).name
    else:
        query, whom = _open_changes().where(Event.actor == actor.name), actor.name
    row = query.tuples().first()
    if row is None:
        raise NothingToUndo(whom=whom)
    event, action, token_id, slot, patient_id, detail, by, at = row
    states = json.loads(detail)
    if patient_id is not None:
        record = records.patient(patient_id)
        return Undoable(event, action, None, None, states["from"], states["to"], by, record)
    held = seating.token(token_id) if token_id is not None else None
    try:
        head = seating.head(held.slot if held else slot)
    except UnknownSlot as e:
        raise CannotUndo(action=action, subject=f"slot {slot}", problem="the slot was removed since") from e
    settled = states.get("why") == UNRESOLVED
    last_day = clock.local(at).date().isoformat() if settled else head.day
    return Undoable(event, action, held, head, states["from"], states["to"], by, None, max(head.day, last_day))


def _subject(last: Undoable) -> str:
    if last.patient:
        return last.patient.name
    return f"№{last.token.number} {last.token.patient_name}" if last.token else _slot_of(last).label


def _slot_of(last: Undoable) -> SlotHead:
    assert last.slot is not None  # noqa: S101 - what is not of a patient is of a slot
    return last.slot


def _refuse(last: Undoable) -> Undoable:
    _refuse_shut(last)
    problem = _problem(last)
    if problem:
        raise CannotUndo(action=last.action, subject=_subject(last), problem=problem)
    return last


def _refuse_shut(last: Undoable) -> None:
    """Nobody returns to a closed slot: from an end, or from where they were moved to."""
    if last.token is None:
        return
    if last.action == Action.MOVE:
        slot = seating.head(last.before["slot"])
    elif Status(last.token.status).live:
        return
    else:
        slot = _slot_of(last)
    if slot.closed:
        raise SlotClosed(slot=slot.label, day=slot.day)


def _problem(last: Undoable) -> str | None:
    """Why this change cannot be put back, or None."""
    if last.patient is not None:
        return _problem_of_record(last, last.patient)
    slot = _slot_of(last)
    if last.last_day < clock.today():
        return f"its day, {last.last_day}, is past"
    if last.token is None:
        column = SLOT_COLUMN[Action(last.action)]
        alike = [action.value for action, other in SLOT_COLUMN.items() if other == column]
        newest = _open_changes().where(Event.slot == slot.id, Event.token.is_null(), Event.action.in_(alike))
        if problem := closing.problem_with_undo(slot, last.before):
            return problem
    else:
        newest = _open_changes().where(Event.token == last.token.id)
        moved = last.action == Action.MOVE
        if moved and (day := seating.head(last.before["slot"]).day) < clock.today():
            return f"the day it was moved from, {day}, is past"
        other = _other_live(last.token, last.before["slot"] if moved else last.token.slot)
        if other and (moved or not Status(last.token.status).live):
            return f"the patient holds №{other} in that slot by now"
    [event, action, *_, by, _] = newest.tuples().first()
    if event != last.event:
        return f"{by} has changed it since ({action})"
    return None


def _problem_of_record(last: Undoable, record: PatientView) -> str | None:
    if last.action == Action.MERGE:
        return merging.problem_with_undo(record, last.after)
    if record.merged_into is not None:
        return f"the record was merged into {records.standing(record.id).name} since: undo that first"
    changed = [field for field, value in last.after.items() if getattr(record, field) != value]
    if changed:
        return f"the {changed[0].replace('_', ' ')} was changed again since: put that back first"
    mrn = last.before.get("mrn")
    holder = Patient.select(Patient.name).where(Patient.mrn == mrn).tuples().first() if mrn else None
    return f"hospital number {mrn} belongs to {holder[0]} by now" if holder else None


def _undo_record(last: Undoable, record: PatientView, actor: Actor) -> Undone:
    if last.action == Action.MERGE:
        detail = json.loads(Event.select(Event.detail).where(Event.id == last.event).scalar())
        return Undone(last.action, None, patient=merging.undo_merge(record, last.event, detail, actor))
    patients.write_fields(record.id, last.before)
    journal.write(
        actor,
        Action.UNDO,
        patient=record.id,
        undoes=last.event,
        before=last.after,
        after=last.before,
        why=last.action,
    )
    return Undone(last.action, None, patient=records.patient(record.id))


def _other_live(token: TokenView, slot: int) -> int | None:
    row = (
        Token.select(Token.number)
        .where(
            Token.slot == slot,
            Token.patient == token.patient,
            Token.id != token.id,
            Token.status.in_([Status.ACTIVE.value, Status.WAITING.value]),
        )
        .tuples()
        .first()
    )
    return int(row[0]) if row else None


def _undo_slot(last: Undoable, actor: Actor) -> Undone:
    slot = _slot_of(last)
    if last.action == Action.SET_CAPACITY:
        return _undone(last, capacity.resize(slot, last.before["capacity"], actor, Action.UNDO, last.event))
    closing.put(slot, Action.UNDO, actor, undoes=last.event, told={"why": last.action}, **last.before)
    return _undone(last, Moves())


def _undo_token(last: Undoable, token: TokenView, actor: Actor) -> Undone:
    match last.action:
        case Action.BOOK:
            to: dict[str, Any] = {"status": Status.CANCELLED.value}
            if token.called:
                to["called"] = False
            token_changes.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, reason="undone", **to)
        case Action.CALL | Action.ARRIVE:
            token_changes.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **last.before)
        case Action.SET_SOURCE:
            source = last.before["source"]
            token_changes.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, source=source)
        case Action.MOVE:
            return _move_back(last, token, actor)
        case _:
            return _bring_back(last, token, actor)
    return _undone(last, token_changes.settle(actor, token.slot, token.id, Action.UNDO))


def _move_back(last: Undoable, token: TokenView, actor: Actor) -> Undone:
    """Undo a move: slot, number and arrival are those that the token had there; the one rule decides its place."""
    kept = {key: value for key, value in last.before.items() if key != "status"}
    back = replace(token, **kept)
    rooms = seating.room(token.slot), seating.room(back.slot)
    held = back.arrived and last.before["status"] == Status.ACTIVE and rooms[1].held  # as in _bring_back
    _, moves = moving.relocate(actor, Action.UNDO, token, back, rooms, held=held, undoes=last.event)
    return _undone(last, moves, back.slot)


def _bring_back(last: Undoable, token: TokenView, actor: Actor) -> Undone:
    """Undo an end: the token returns with number, priority and arrival, and its call if a seat can be had for it."""
    room = seating.room(token.slot)
    held = token.arrived and last.before["status"] == Status.ACTIVE and room.held  # who sat in the hall does again
    back = Standing(token.priority, token.arrival, token.id, bool(last.before.get("called")), held)
    free = room.free + (token.status == Status.COMPLETED)
    placed = rules.place(back, free, seating.worst_active(token.slot, room.held), room.best_waiter)
    moves = Moves()
    if placed.victim:
        moves.preempted.append(token_changes.preempt(actor, placed.victim.token, token.id, Action.UNDO))
    to: dict[str, Any] = {"status": placed.status.value}
    if back.called and placed.status is Status.ACTIVE:
        to["called"] = True
    elif token.called_at:
        to["called_at"] = None
    if token.ended_at:
        to["ended_at"] = None
    token_changes.change(actor, Action.UNDO, token, undoes=last.event, why=last.action, **to)
    settled = token_changes.settle(actor, token.slot, token.id, Action.UNDO)
    return _undone(last, Moves(settled.promoted, moves.preempted + settled.preempted))


def _undone(last: Undoable, moves: Moves, slot: int | None = None) -> Undone:
    token = seating.token(last.token.id) if last.token else None
    where = seating.head(slot or _slot_of(last).id)
    return Undone(last.action, token, tuple(moves.promoted), tuple(moves.preempted), where)
