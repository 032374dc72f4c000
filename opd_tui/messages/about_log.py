"""The sentences of the log: what was done, by this desk or another."""

from __future__ import annotations

from opd_tui.domain.actions import REORDERED, Action, noun
from opd_tui.domain.events import Detail, Event
from opd_tui.messages.about_tokens import counted, short


def event(e: Event) -> str:
    """One line of the log in words, without who and when."""
    detail = e.detail
    to, why, own = detail.get("to", {}), str(detail.get("why", "")), bool(detail.get("own"))
    by = f"№{e.cause_number} {short(e.cause_name or '')} ({e.cause_source})" if e.cause_number else ""
    reason = f": {short(str(detail['reason']), 80)}" if detail.get("reason") else ""
    match e.action:
        case "book":
            place = "a seat" if to.get("status") == "ACTIVE" else "waiting"
            desk = ", at the desk" if to.get("arrived_at") else ""
            return f"booked as {to.get('source')}{_instead(detail)}, {place}{desk}"
        case "preempt":
            return f"moved to waiting, {_because(why, by, own)}"
        case "promote":
            return f"got a seat, {_because(why, by, own)}"
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
            return f"{noun(why or Action.SET_CAPACITY)} undone{now}"
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


_SLOT_EVENTS = {
    "close-slot": "the slot was closed",
    "reopen-slot": "the slot was opened again",
    "holiday-close": "the slot was closed, a holiday",
    "holiday-reopen": "the slot was opened again, no holiday any more",
    "set-late": "the doctor is {late_minutes} min late",
}


def _value(value: object) -> str:
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
    return {
        "book": f"{by} came" if by else "somebody came",
        "cancel": f"{by} cancelled",
        "no-show": f"{by} did not come",
        "set-capacity": "the number of seats changed",
        "set-source": f"the source of {by} changed" if by else "its source changed",
        "move": f"{by} was moved",
        "undo": f"{by} came back by undo" if by else "a change of seats was undone",
        REORDERED: "the order of who is here changed",
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
