"""Undo: one change of a token, a slot (seats, closed, late), a patient's record or a week, put back as a new event.

What may be put back is the last change that a person made and nobody has put back yet; promotions and preemptions do
not count, nor do a change and its own undo, which cancel out. Once the slot's day is past, its changes stay; only what
settled a token of a past slot can be put back until the end of the day on which that was done.
"""

from __future__ import annotations

import json

from opd_tui.db import connection, tables
from opd_tui.domain.actions import OF_WEEKS, SLOT_COLUMN, UNRESOLVED, Action, noun
from opd_tui.domain.errors import CannotUndo, NothingToUndo, SlotClosed, UnknownSlot
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.runtime import clock
from opd_tui.services.allocation import Moves
from opd_tui.services.patients import merging, records
from opd_tui.services.slots import capacity, closing, slot_days
from opd_tui.services.undo import of_token, of_week
from opd_tui.store import events, open_changes, patients, seating


def preview(actor: Actor, token: int | None = None, *, patient: int | None = None) -> Undoable:
    """What `undo` would put back now. Writes nothing. Raises as `undo` does."""
    with connection.reading():
        return _refuse(_last(actor, token, patient))


def undo(actor: Actor, token: int | None = None, event: int | None = None, *, patient: int | None = None) -> Undone:
    """Put back the actor's own last change, or with `token` or `patient` the last change of that, whoever made it.

    `event` is what the caller saw in `preview`: if something else is the last change by now, it is refused.
    Raises NothingToUndo, CannotUndo, SlotClosed, UnknownToken or UnknownPatient.
    """
    with connection.transaction():
        last = _refuse(_last(actor, token, patient))
        if event is not None and event != last.event:
            raise CannotUndo(
                action=noun(last.action), subject=_subject(last), problem="it happened just now; look at it first"
            )
        if last.week is not None:
            return of_week.put_back(last, last.week, actor)
        if last.patient is not None:
            return _undo_record(last, last.patient, actor)
        if last.token is None:
            return _undo_slot(last, actor)
        return _undone(last, of_token.put_back(last, last.token, actor))


def _last(actor: Actor, token: int | None, patient: int | None) -> Undoable:
    if token is not None:
        query, whom = open_changes.query().where(tables.Event.token == token), f"№{seating.token(token).number}"
    elif patient is not None:
        query, whom = open_changes.query().where(tables.Event.patient == patient), patients.patient(patient).name
    else:
        query, whom = open_changes.query().where(tables.Event.actor == actor.name), actor.name
    row = query.tuples().first()
    if row is None:
        raise NothingToUndo(whom=whom)
    event, action, token_id, slot, patient_id, detail, by, at = row
    states = json.loads(detail)
    if action in OF_WEEKS:
        return of_week.undoable(event, action, states, by)
    if patient_id is not None:
        record = patients.patient(patient_id)
        return Undoable(event, action, None, None, states["from"], states["to"], by, record)
    held = seating.token(token_id) if token_id is not None else None
    try:
        head = seating.head(held.slot if held else slot)
    except UnknownSlot as e:
        raise CannotUndo(action=noun(action), subject=f"slot {slot}", problem="the slot was removed since") from e
    settled = states.get("why") == UNRESOLVED
    last_day = clock.local(at).date().isoformat() if settled else head.day
    return Undoable(event, action, held, head, states["from"], states["to"], by, None, max(head.day, last_day))


def _subject(last: Undoable) -> str:
    if last.week:
        return of_week.subject(last.week)
    if last.patient:
        return last.patient.name
    return f"№{last.token.number} {last.token.patient_name}" if last.token else _slot_of(last).label


def _slot_of(last: Undoable) -> SlotSummary:
    assert last.slot is not None  # noqa: S101 - what is not of a patient is of a slot
    return last.slot


def _refuse(last: Undoable) -> Undoable:
    _refuse_shut(last)
    problem = _problem(last)
    if problem:
        raise CannotUndo(action=noun(last.action), subject=_subject(last), problem=problem)
    return last


def _refuse_shut(last: Undoable) -> None:
    """Nobody returns to a closed slot, from an end or from where they were moved to, but who was left in it."""
    if last.token is None:
        return
    if last.action == Action.MOVE:
        slot = seating.head(last.before["slot"])
    elif Status(last.token.status).live:
        return
    else:
        slot = _slot_of(last)
    if slot.closed and last.token.id not in closing.left_in(slot.id):
        raise SlotClosed(slot=slot.label, day=slot.day)


def _problem(last: Undoable) -> str | None:
    """Why this change cannot be put back, or None."""
    if last.week is not None:
        return of_week.problem(last, last.week)
    if last.patient is not None:
        return _problem_of_record(last, last.patient)
    slot = _slot_of(last)
    if last.last_day < clock.today() and closing.has_ended(slot.end):
        return f"its day, {last.last_day}, is past"
    if last.token is None:
        column = SLOT_COLUMN[Action(last.action)]
        alike = [action.value for action, other in SLOT_COLUMN.items() if other == column]
        newest = open_changes.query().where(
            tables.Event.slot == slot.id, tables.Event.token.is_null(), tables.Event.action.in_(alike)
        )
        if problem := closing.problem_with_undo(slot, last.before, last.event):
            return problem
    else:
        newest = open_changes.query().where(tables.Event.token == last.token.id)
        moved = last.action == Action.MOVE
        if moved and slot_days.is_past(left := seating.head(last.before["slot"])):
            return f"the day it was moved from, {left.day}, is past"
        other = _other_live(last.token, last.before["slot"] if moved else last.token.slot)
        if other and (moved or not Status(last.token.status).live):
            return f"the patient holds №{other} in that slot by now"
    [event, action, *_, by, _] = newest.tuples().first()
    if event != last.event:
        return f"{by} has changed it since ({noun(action)})"
    if last.token is None and getattr(slot, column) != last.after[column]:
        return "the doctor's week or a holiday has changed it since"
    return None


def _problem_of_record(last: Undoable, record: Patient) -> str | None:
    if last.action == Action.MERGE:
        return merging.problem_with_undo(record, last.after)
    if record.merged_into is not None:
        return f"the record was merged into {patients.standing(record.id).name} since: undo that first"
    changed = [field for field, value in last.after.items() if getattr(record, field) != value]
    if changed:
        return f"the {changed[0].replace('_', ' ')} was changed again since: put that back first"
    mrn = last.before.get("mrn")
    for holder in patients.numbered(mrn) if mrn else ():
        if holder != record.id:
            return f"hospital number {mrn} belongs to {patients.standing(holder).name} by now"
    return None


def _undo_record(last: Undoable, record: Patient, actor: Actor) -> Undone:
    if last.action == Action.MERGE:
        detail = json.loads(tables.Event.select(tables.Event.detail).where(tables.Event.id == last.event).scalar())
        return Undone(last.action, None, patient=merging.undo_merge(record, last.event, detail, actor))
    records.write_fields(record.id, last.before)
    events.append(
        actor,
        Action.UNDO,
        patient=record.id,
        undoes=last.event,
        before=last.after,
        after=last.before,
        why=last.action,
    )
    return Undone(last.action, None, patient=patients.patient(record.id))


def _other_live(token: Token, slot: int) -> int | None:
    row = (
        tables.Token.select(tables.Token.number)
        .where(
            tables.Token.slot == slot,
            tables.Token.patient == token.patient,
            tables.Token.id != token.id,
            tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value]),
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


def _undone(last: Undoable, moves: Moves) -> Undone:
    token = seating.token(last.token.id) if last.token else None
    where = seating.head(token.slot if token else _slot_of(last).id)
    return Undone(last.action, token, tuple(moves.promoted), tuple(moves.preempted), where)
