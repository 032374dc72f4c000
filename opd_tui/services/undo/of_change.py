"""One change of the log: how undo shows it, whether it can be undone, and undoing it."""

from __future__ import annotations

import json
from typing import Any

from opd_tui.domain import slot_day
from opd_tui.domain.actions import OF_DOCTORS, OF_WEEKS, SETTLES, UNRESOLVED, Action, noun
from opd_tui.domain.errors import CannotUndo, OpdError, UnknownSlot
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import Window
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.runtime import clock, damaged_rows
from opd_tui.services.undo import of_doctor, of_record, of_slot, of_token, of_week
from opd_tui.store import doctors, patients, slots, tokens
from opd_tui.store.undo import Change


def states(change: Change) -> dict[str, Any]:
    """The detail of the change's event: `from`, `to` and more."""
    detail: dict[str, Any] = json.loads(change.detail)
    return detail


def undoable(change: Change) -> Undoable:
    """The change as shown before it is undone. Raises CannotUndo if its slot was removed since."""
    event, operation, action, token_id, slot, patient, doctor, _, by, at = change
    detail = states(change)
    if action in OF_DOCTORS and doctor is not None:
        whose = doctors.doctor(doctor)
        return Undoable(event, operation, action, None, None, detail["from"], detail["to"], by, doctor=whose)
    if action in OF_WEEKS:
        return of_week.undoable(event, operation, action, detail, by)
    if patient is not None:
        record = patients.patient(patient)
        return Undoable(event, operation, action, None, None, detail["from"], detail["to"], by, record)
    token = tokens.token(token_id) if token_id is not None else None
    try:
        where = token.slot if token else slot
        head = slots.summary(where if where is not None else 0)
        back_to = slots.summary(detail["from"]["slot"]) if action == Action.MOVE else None
    except UnknownSlot as e:
        raise CannotUndo(action=noun(action), subject=f"slot {slot}", problem="the slot was removed since") from e
    damaged_rows.checked("event", event, at)
    done = clock.minute(clock.local(at))
    settled = detail.get("why") == UNRESOLVED or (
        action in SETTLES and slot_day.is_over(Window(head.start, head.end), done)
    )
    last_day = max(head.day, done[:10]) if settled else head.day
    return Undoable(
        event, operation, action, token, head, detail["from"], detail["to"], by, last_day=last_day, back_to=back_to
    )


def allowed(last: Undoable) -> Undoable:
    """The change, if it can be undone. Raises CannotUndo, SlotClosed or SlotOverlap."""
    if last.week is not None:
        problem = of_week.problem(last, last.week)
    elif last.doctor is not None:
        problem = of_doctor.problem(last, last.doctor)
    elif last.patient is not None:
        problem = of_record.problem(last, last.patient)
    elif last.token is not None:
        of_token.check_open(last, last.token)
        problem = of_slot.past(last) or of_token.problem(last, last.token)
    else:
        problem = of_slot.past(last) or of_slot.problem(last)
        of_slot.check_time(last)
    if problem:
        raise CannotUndo(action=noun(last.action), subject=_subject(last), problem=problem)
    return last


def put_back(last: Undoable, actor: Actor, seats_to_go: int = 0) -> Undone:
    """Undo the change, with an event; the caller has called `allowed`.

    `seats_to_go` is how many seats were added for the change's token in its slot and are removed next: no other token
    gets them meanwhile, and the caller settles the slot.
    """
    if last.week is not None:
        return of_week.put_back(last, last.week, actor)
    if last.doctor is not None:
        return of_doctor.put_back(last, last.doctor, actor)
    if last.patient is not None:
        return of_record.put_back(last, last.patient, actor)
    if last.token is None:
        return of_slot.put_back(last, actor)
    moves = of_token.put_back(last, last.token, actor, seats_to_go)
    token = tokens.token(last.token.id)
    return Undone(last.action, token, tuple(moves.promoted), tuple(moves.preempted), slots.summary(token.slot))


def subject(change: Change) -> str:
    """How a sentence names what was changed."""
    try:
        return _subject(undoable(change))
    except OpdError:
        return f"slot {change.slot}"


def _subject(last: Undoable) -> str:
    if last.week:
        return of_week.subject(last.week)
    if last.doctor:
        return last.doctor.shown
    if last.patient:
        return last.patient.name
    return f"№{last.token.number} {last.token.patient_name}" if last.token else of_slot.slot_of(last).label
