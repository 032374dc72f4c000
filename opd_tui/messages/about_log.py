"""The sentences of the log: what was done, by this desk or another."""

from __future__ import annotations

from opd_tui.domain.actions import REORDERED, Action, noun
from opd_tui.domain.events import Detail, Event
from opd_tui.domain.phones import BETWEEN
from opd_tui.messages.about_tokens import counted, short


def event(e: Event) -> str:
    """One line of the log in words, without who and when."""
    detail = e.detail
    to, why, own = detail.get("to", {}), str(detail.get("why", "")), bool(detail.get("own"))
    by = f"№{e.cause_number} {short(e.cause_name or '')} ({e.cause_source})" if e.cause_number else ""
    reason = f": {short(str(detail['reason']), 80)}" if detail.get("reason") else ""
    match e.action:
        case Action.BOOK:
            place = "a seat" if to.get("status") == "ACTIVE" else "waiting"
            desk = ", at the desk" if to.get("arrived_at") else ""
            return f"booked as {to.get('source')}{_instead(detail)}, {place}{desk}"
        case Action.PREEMPT:
            return f"moved to waiting, {_because(why, by, own)}"
        case Action.PROMOTE:
            return f"got a seat, {_because(why, by, own)}"
        case Action.CANCEL:
            return f"cancelled{reason}"
        case Action.NO_SHOW:
            return "did not come"
        case Action.COMPLETE:
            return "completed"
        case Action.CALL:
            return "called in"
        case Action.ARRIVE:
            return "arrived"
        case Action.MOVE:
            there, here = (short(end, 40) for end in detail.get("ends", ("?", "?")))
            return f"moved from {there} (№{detail.get('from', {}).get('number')}) to {here} (№{to.get('number')})"
        case Action.SET_SOURCE:
            return f"source {detail.get('from', {}).get('source')} → {to.get('source')}"
        case Action.UNDO:
            now = f", now {to['status'].lower().replace('_', '-')}" if "status" in to else ""
            return f"{noun(why or Action.SET_CAPACITY)} undone{now}"
        case Action.SET_CAPACITY:
            return f"seats {detail.get('from', {}).get('capacity')} → {to.get('capacity')}"
    return _event_of_record(e)


def _event_of_record(e: Event) -> str:
    """One line of the log about a patient's record."""
    match e.action:
        case Action.ADD_PATIENT:
            return "registered"
        case Action.CORRECT_PATIENT:
            before, after = e.detail["from"], e.detail["to"]
            changes = (f"{FIELDS.get(f, f)} {_value(before[f])} → {_value(after[f])}" for f in after)
            return f"corrected: {', '.join(changes)}"
        case Action.MERGE:
            tokens = counted(len(e.detail.get("tokens", ())), "token")
            return f"{short(str(e.detail.get('merged_name')))} merged into this record, {tokens} moved over"
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


_SLOT_EVENTS: dict[str, str] = {
    Action.CLOSE_SLOT: "the slot was closed",
    Action.REOPEN_SLOT: "the slot was opened again",
    Action.HOLIDAY_CLOSE: "the slot was closed, a holiday",
    Action.HOLIDAY_REOPEN: "the slot was opened again, no holiday any more",
    Action.ABSENCE_CLOSE: "the slot was closed, the doctor is away",
    Action.ABSENCE_REOPEN: "the slot was opened again, the doctor is not away any more",
    Action.SET_LATE: "the doctor is {late_minutes} min late",
}


def _value(value: object) -> str:
    value = BETWEEN.join(map(str, value)) if isinstance(value, list) else value
    return short(str(value), 40) if value not in (None, "") else "–"


def _instead(detail: Detail) -> str:
    """Why a booking got another source than the one that was chosen."""
    given, why = detail.get("source_given"), detail.get("why_source")
    if not given or not why:
        return ""
    return f" ({given} was chosen; {short(str(why).removeprefix('follow-up: '), 80)})"


def _because(why: str, by: str, own: bool) -> str:
    """Why a token moved; `own`: what was done to it itself led to that."""
    if own:
        owns: dict[str, str] = {Action.SET_SOURCE: "its own source changed", Action.UNDO: "its own change was undone"}
        return owns.get(why, f"by its own {noun(why)}")
    causes: dict[str, str] = {
        Action.BOOK: f"{by} came" if by else "somebody came",
        Action.CANCEL: f"{by} cancelled",
        Action.NO_SHOW: f"{by} did not come",
        Action.SET_CAPACITY: "the number of seats changed",
        Action.SET_SOURCE: f"the source of {by} changed" if by else "its source changed",
        Action.MOVE: f"{by} was moved",
        Action.UNDO: f"{by} came back by undo" if by else "a change of seats was undone",
        REORDERED: "the order of who is here changed",
    }
    return causes.get(why, why)


def news(events: tuple[Event, ...]) -> str:
    """What another desk just did, in one line; "" for nothing."""
    if not events:
        return ""
    told = []
    for e in events[-3:]:
        name = f"№{e.number} {short(e.patient_name or '', 18)} " if e.number else ""
        told.append(f"{name}{event(e)}")
    return f"{short(events[-1].actor)}: {'; '.join(told)}."
