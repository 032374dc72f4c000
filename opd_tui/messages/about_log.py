"""Sentences for the log: what was done, at this desk or another."""

from __future__ import annotations

from opd_tui.domain.actions import Action, noun
from opd_tui.domain.events import Detail, Event
from opd_tui.domain.phones import BETWEEN
from opd_tui.domain.policy import text_of
from opd_tui.domain.recurrence import short_words
from opd_tui.domain.tokens import Status
from opd_tui.domain.weeks import WEEKDAYS
from opd_tui.messages import about_causes, dates
from opd_tui.messages.about_tokens import counted, person, short


def event(e: Event) -> str:
    """One event of the log in words, without who and when."""
    detail = e.detail
    to, why, own = detail.get("to", {}), str(detail.get("why", "")), bool(detail.get("own"))
    reason = f": {short(str(detail['reason']), 80)}" if detail.get("reason") else ""
    match e.action:
        case Action.BOOK:
            place = "with a seat" if to.get("status") == Status.ACTIVE else "on the waiting list"
            here = ", checked in" if to.get("arrived_at") else ""
            return f"booked as {to.get('source')}{_instead(detail)}, {place}{here}{_late_entry(detail)}"
        case Action.PREEMPT:
            return f"lost the seat{about_causes.lost(e, why, own)}; on the waiting list"
        case Action.PROMOTE:
            return f"got a seat{about_causes.got(e, why, own)}"
        case Action.CANCEL:
            return f"cancelled{reason}"
        case Action.NO_SHOW if deadline := detail.get("deadline"):
            return f"no-show{' by itself' if e.automatic else ''}: not here by {str(deadline)[11:16]}"
        case Action.MOVE:
            there, here = (short(end, 40) for end in detail.get("ends", ("?", "?")))
            return f"moved from {there} (№{detail.get('from', {}).get('number')}) to {here} (№{to.get('number')})"
        case Action.SET_SOURCE:
            return f"source changed from {detail.get('from', {}).get('source')} to {to.get('source')}"
        case Action.UNDO:
            return f"{noun(why or Action.SET_CAPACITY)} undone{_now(to.get('status'))}"
    return _PLAIN.get(e.action) or _event_of_record(e)


_PLAIN: dict[str, str] = {
    Action.NO_SHOW: "no-show",
    Action.COMPLETE: "consultation done",
    Action.CALL: "called in",
    Action.ARRIVE: "checked in",
    Action.REMOVE_ARRIVAL: "check-in taken back",
    Action.STEP_OUT: "stepped out",
}
"""Events of a token that need no more words."""
_NOW = {
    Status.ACTIVE: "; has a seat",
    Status.WAITING: "; on the waiting list",
    Status.CANCELLED: "; cancelled",
}


def _now(status: str | None) -> str:
    """The state to which an undo returned a token; "" if no state changed."""
    return _NOW[Status(status)] if status else ""


def _event_of_record(e: Event) -> str:
    """One event of the log about a patient's record."""
    match e.action:
        case Action.ADD_PATIENT:
            return "registered"
        case Action.CORRECT_PATIENT:
            before, after = e.detail["from"], e.detail["to"]
            said = [field for field in after if field != "precedence_until"]  # its precedence is named
            changes = (f"{FIELDS.get(f, f)} {_value(before[f])} → {_value(after[f])}" for f in said or after)
            return f"corrected: {', '.join(changes)}"
        case Action.MERGE:
            tokens = counted(len(e.detail.get("tokens", ())), "token")
            return f"record of {person(str(e.detail.get('merged_name')))} merged into this one, with {tokens}"
    return _event_of_day(e)


def _event_of_day(e: Event) -> str:
    """One event of the log about a slot or a doctor."""
    before, to = e.detail.get("from", {}), e.detail.get("to", {})
    match e.action:
        case Action.ADD_SLOT:
            return f"slot {_window(to)} added, {counted(to['capacity'], 'seat')}{_late_entry(e.detail)}"
        case Action.HAND_OVER:
            there, here = (short(end, 40) for end in e.detail.get("ends", ("?", "?")))
            return f"{there} with its patients handed over to {here}"
        case Action.CHANGE_WINDOW:
            if "start" not in to:
                return _seats(before, to)
            return f"slot {_window(before)} is now {_window(to)}"
        case Action.REMOVE_SLOT:
            return f"slot {_window(before)} removed"
        case Action.SET_CAPACITY:
            return _seats(before, to)
        case Action.ADD_DOCTOR:
            return f"doctor {short(str(to.get('name')))} added"
        case Action.CORRECT_DOCTOR:
            return _doctor_changed(before, to)
        case Action.RETIRE_DOCTOR:
            return "doctor retired"
        case Action.BRING_BACK_DOCTOR:
            return "doctor brought back"
        case Action.SET_LATE:
            return f"doctor {to['late_minutes']} min late" if to["late_minutes"] else "doctor on time"
        case Action.DOCTOR_HERE:
            return "the doctor is here" if to["doctor_here_at"] else "the doctor is not here after all"
    return _CLOSINGS.get(e.action) or _event_of_week(e)


def _event_of_week(e: Event) -> str:
    """One event of the log about a weekly slot, a holiday or an absence."""
    before, to = e.detail.get("from", {}), e.detail.get("to", {})
    match e.action:
        case Action.ADD_TEMPLATE:
            return f"weekly slot added: {_weekly(to)}"
        case Action.CHANGE_TEMPLATE:
            return f"weekly slot changed: {_weekly(before)} is now {_weekly(to)}"
        case Action.PASS_OVER:
            return f"no slot created on {_day(e.detail.get('day'))}: {short(str(e.detail.get('why')), 80)}"
        case Action.ADD_HOLIDAY:
            return f"holiday on {_day(to.get('day'))}: {short(str(to.get('name')))}"
        case Action.REMOVE_HOLIDAY:
            return f"holiday on {_day(before.get('day'))} removed: {short(str(before.get('name')))}"
        case Action.ADD_ABSENCE:
            return f"doctor away {_span(to)}"
        case Action.REMOVE_ABSENCE:
            return f"absence removed: {_span(before)}"
        case Action.SET:
            return ", ".join(f"setting {name} {_setting(before.get(name))} → {_setting(to[name])}" for name in to)
    return e.action


_CLOSINGS: dict[str, str] = {
    Action.CLOSE_SLOT: "slot closed",
    Action.REOPEN_SLOT: "slot reopened",
    Action.HOLIDAY_CLOSE: "slot closed: holiday",
    Action.HOLIDAY_REOPEN: "slot reopened: the holiday was removed",
    Action.ABSENCE_CLOSE: "slot closed: doctor away",
    Action.ABSENCE_REOPEN: "slot reopened: the absence was removed",
}


def _doctor_changed(before: Detail, to: Detail) -> str:
    """Such as doctor Roa is now Rao, room 3 → 4."""
    others = [field for field in to if field != "name"]
    moved = [f"{FIELDS.get(field, field)} {_value(before[field])} → {_value(to[field])}" for field in others]
    if "name" in to:
        moved.insert(0, f"doctor {_value(before['name'])} is now {_value(to['name'])}")
        return ", ".join(moved)
    return f"doctor's {', '.join(moved)}"


def _window(slot: Detail) -> str:
    """Such as Thu 26 Nov 2026 09:00–10:00."""
    return f"{_day(slot['start'])} {slot['start'][11:]}–{slot['end'][11:]}"


def _span(absence: Detail) -> str:
    """Such as Thu 26 Nov 2026 09:00 to Mon 30 Nov 2026 18:00."""
    start, end = (str(absence[at]) for at in ("start", "end"))
    return f"{_day(start)} {start[11:]} to {_day(end)} {end[11:]}"


def _seats(before: Detail, to: Detail) -> str:
    return f"seats changed from {before.get('capacity')} to {to.get('capacity')}"


def _weekly(fields: Detail) -> str:
    """Such as MON 10:00–11:00, 5 seats, from Thu 26 Nov 2026 to Thu 31 Dec 2026."""
    last = f" to {_day(fields['valid_to'])}" if fields.get("valid_to") else ""
    days = short_words(WEEKDAYS[fields["weekday"]], fields.get("rule", ""))
    times = f"{days} {fields['start']}–{fields['end']}"
    return f"{times}, {counted(fields['capacity'], 'seat')}, from {_day(fields['valid_from'])}{last}"


def _day(of: object) -> str:
    """A day of the calendar in words; whatever else a damaged log holds, as it is."""
    try:
        return dates.day_and_year(str(of))
    except ValueError:
        return str(of)


FIELDS = {
    "name": "name",
    "phone": "phone",
    "mrn": "hospital number",
    "year_of_birth": "year of birth",
    "sex": "sex",
    "notes": "notes",
    "precedence": "precedence",
    "precedence_until": "last day of the precedence",
    "no_show_grace_minutes": "no_show_grace_minutes",
}
"""The fields of a patient's or a doctor's record in words."""


def _value(value: object) -> str:
    value = BETWEEN.join(map(str, value)) if isinstance(value, list) else value
    return short(str(value), 40) if value not in (None, "") else "–"


def _setting(value: object) -> str:
    """A setting's value as it is typed; whatever else a damaged log holds, as it is."""
    if isinstance(value, list):
        value = tuple(value)
    if value is None:
        return "–"
    return short(text_of(value) if isinstance(value, bool | int | str | tuple) else str(value), 40) or "–"


def _late_entry(detail: Detail) -> str:
    """That it was written down after the slot had ended; "" if not."""
    return "; entered late" if detail.get("late_entry") else ""


def _instead(detail: Detail) -> str:
    """Why a booking was not made with the chosen source."""
    given, why = detail.get("source_given"), detail.get("why_source")
    if not given or not why:
        return ""
    return f" ({given} was chosen; {short(str(why).removeprefix('follow-up: '), 80)})"


def in_time(e: Event) -> str:
    """One event of the log with when and who: 10:05 ravi: №36 Ravi Kumar called in."""
    name = f"№{e.number} {person(e.patient_name or '', 30)} " if e.number else ""
    return f"{e.at[11:16]} {short(e.actor, 20)}: {name}{event(e)}"


def news(events: tuple[Event, ...]) -> str:
    """What another desk did just now, in one line; "" for nothing."""
    if not events:
        return ""
    done = []
    for e in events[-3:]:
        name = f"№{e.number} {person(e.patient_name or '', 18)} " if e.number else ""
        done.append(f"{name}{event(e)}")
    return f"{short(events[-1].actor)}: {'; '.join(done)}."
