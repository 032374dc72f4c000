"""The sentences of the log: what was done, by this desk or another, and what an undo puts back."""

from __future__ import annotations

from typing import Any

from opd_tui.sentences import day_of, moved_too, short, who
from opd_tui.views import Event, SlotHead, Undoable, Undone


def event(e: Event) -> str:
    """One line of the log in words, without who and when."""
    detail = e.detail
    to, why = detail.get("to", {}), str(detail.get("why", ""))
    by = f"№{e.cause_number} {short(e.cause_name or '')} ({e.cause_source})" if e.cause_number else ""
    reason = f": {short(str(detail['reason']), 80)}" if detail.get("reason") else ""
    match e.action:
        case "book":
            place = "a seat" if to.get("status") == "ACTIVE" else "waiting"
            return f"booked as {to.get('source')}, {place}{', at the desk' if to.get('arrived_at') else ''}"
        case "preempt":
            return f"moved to waiting, {_because(why, by)}"
        case "promote":
            return f"got a seat, {_because(why, by)}"
        case "cancel":
            return f"cancelled{reason}"
        case "no-show":
            return "did not come"
        case "complete":
            return "completed"
        case "call":
            return "called in"
        case "arrive":
            return "arrived"
        case "move":
            there, here = (short(end, 40) for end in detail.get("ends", ("?", "?")))
            return f"moved from {there} (№{detail.get('from', {}).get('number')}) to {here} (№{to.get('number')})"
        case "set-source":
            return f"source {detail.get('from', {}).get('source')} → {to.get('source')}"
        case "undo":
            now = f", now {to['status'].lower().replace('_', '-')}" if "status" in to else ""
            return f"{why or 'seats'} undone{now}"
        case "set-capacity":
            return f"seats {detail.get('from', {}).get('capacity')} → {to.get('capacity')}"
    return _event_of_record(e)


def _event_of_record(e: Event) -> str:
    """One line of the log about a patient's record."""
    match e.action:
        case "add-patient":
            return "registered"
        case "correct-patient":
            before, after = e.detail["from"], e.detail["to"]
            changes = (f"{FIELDS.get(f, f)} {_value(before[f])} → {_value(after[f])}" for f in after)
            return f"corrected: {', '.join(changes)}"
        case "merge":
            tokens = len(e.detail.get("tokens", ()))
            return f"{short(str(e.detail.get('merged_name')))} merged into this record, {tokens} token(s) moved over"
    return _SLOT_EVENTS.get(e.action, e.action).format(**e.detail.get("to", {}))


FIELDS = {
    "name": "name",
    "phone": "phone",
    "mrn": "hospital number",
    "year_of_birth": "year of birth",
    "sex": "sex",
    "notes": "notes",
}
"""The fields of a patient's record in words."""


_SLOT_EVENTS = {
    "close-slot": "the slot was closed",
    "reopen-slot": "the slot was opened again",
    "holiday-close": "the slot was closed, a holiday",
    "holiday-reopen": "the slot was opened again, no holiday any more",
    "set-late": "the doctor is {late_minutes} min late",
}


def _value(value: object) -> str:
    return short(str(value), 40) if value not in (None, "") else "–"


def _because(why: str, by: str) -> str:
    return {
        "book": f"{by} came" if by else "somebody came",
        "cancel": f"{by} cancelled",
        "no-show": f"{by} did not come",
        "set-capacity": "the number of seats changed",
        "set-source": f"the source of {by} changed" if by else "its source changed",
        "move": f"{by} was moved",
        "undo": f"{by} came back by undo" if by else "a change of seats was undone",
    }.get(why, why)


def news(events: tuple[Event, ...]) -> str:
    """What another desk just did, in one line; "" for nothing."""
    if not events:
        return ""
    told = []
    for e in events[-3:]:
        name = f"№{e.number} {short(e.patient_name or '', 18)} " if e.number else ""
        told.append(f"{name}{event(e)}")
    return f"{short(events[-1].actor)}: {'; '.join(told)}."


def will_undo(last: Undoable, today: str) -> str:
    """What an undo would put back, asked before it is done: of whom and where, and on which day if not `today`."""
    if last.patient is not None:
        return f"Undo {_of_record(last.action, last.before)} of {short(last.patient.name)} by {short(last.actor)}?"
    if last.token is None and last.slot is not None:
        day = _other_day(last.slot, today)
        return f"Undo {_slot_change(last)} of {short(last.slot.label, 40)}{day} by {short(last.actor)}?"
    what = {
        "book": "the booking (it will be cancelled)",
        "set-source": f"the change of source from {last.before.get('source')}",
        "move": f"the move (back to №{last.before.get('number')} where it was)",
    }.get(last.action, f"the {last.action}")
    whom = who(last.token) if last.token else "it"
    if last.slot:
        whom += f", {short(last.slot.doctor_name, 16)} {last.slot.start[11:]}{_other_day(last.slot, today)},"
    return f"Undo {what} of {whom} by {short(last.actor)}?"


def _other_day(slot: SlotHead, today: str) -> str:
    return "" if slot.day == today else day_of(slot.start)


def _of_record(action: str, fields: dict[str, Any]) -> str:
    """What was done to a patient's record."""
    if action == "merge":
        return "the merge"
    return f"the correction ({', '.join(FIELDS.get(field, field) for field in fields)})"


def _slot_change(last: Undoable) -> str:
    match last.action:
        case "close-slot":
            return "the closing"
        case "reopen-slot":
            return "the reopening"
        case "set-late":
            return f"the lateness ({last.before['late_minutes']} → {last.after['late_minutes']} min)"
    return f"the change of seats ({last.before['capacity']} → {last.after['capacity']})"


def undone(done: Undone) -> str:
    """What was put back, and who moved by it."""
    if done.patient is not None:
        what = "the merge into" if done.undone == "merge" else "the correction of"
        return f"Undone: {what} {short(done.patient.name)}."
    if done.token is None:
        slot = done.slot
        what = _slot_as_it_is(done.undone, slot) if slot else "the seats"
        return f"Undone: {what}{moved_too(done.promoted, done.preempted)}."
    token = done.token
    now = {"ACTIVE": "has a seat", "WAITING": "is waiting"}.get(token.status, f"is {token.status.lower()}")
    others = [t for t in done.promoted if t.id != token.id], [t for t in done.preempted if t.id != token.id]
    return f"Undone: {done.undone} of {who(token)}, who {now}{moved_too(tuple(others[0]), tuple(others[1]))}."


def _slot_as_it_is(action: str, slot: SlotHead) -> str:
    label = short(slot.label, 40)
    match action:
        case "close-slot" | "reopen-slot":
            return f"{label} is {'closed' if slot.closed else 'open'}"
        case "set-late":
            return f"{label} is {slot.late_minutes} min late"
    return f"the seats of {label}: {slot.capacity}"
