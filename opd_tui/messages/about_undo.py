"""Sentences for undo: the question before it, and the answer after it."""

from __future__ import annotations

from opd_tui.domain.absences import Absence, AbsenceRemoved
from opd_tui.domain.actions import Action, noun
from opd_tui.domain.events import Detail
from opd_tui.domain.holidays import HolidayMade, HolidayRemoved
from opd_tui.domain.people import Doctor
from opd_tui.domain.recurrence import short_words
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.domain.weeks import WEEKDAYS, Template, TemplateChanged, Weekly
from opd_tui.messages import dates
from opd_tui.messages.about_log import FIELDS
from opd_tui.messages.about_slots import to_tell
from opd_tui.messages.about_tokens import counted, day_of, moved_too, person, short, who


def will_undo(last: Undoable, today: str) -> str:
    """The question before an undo: what it would put back, of whom and where, with the day if that is not `today`.

    For an operation of several changes: how many of each kind, whose, and what stays as it is.
    """
    if last.whole is not None:
        return f"Undo {_all_of(last.whole)} by {short(last.actor)}?{_stays(last.whole)}"
    if last.week is not None:
        return f"Undo {_of_week(last)} by {short(last.actor)}?"
    if last.doctor is not None:
        return f"Undo {_of_doctor(last.action, last.before)} of {short(last.doctor.shown)} by {short(last.actor)}?"
    if last.patient is not None:
        return f"Undo {_of_record(last.action, last.before)} of {person(last.patient.name)} by {short(last.actor)}?"
    if last.token is None and last.slot is not None:
        day = _other_day(last.slot, today)
        return f"Undo {_slot_change(last)} of {short(last.slot.label, 40)}{day} by {short(last.actor)}?"
    if last.back_to is not None and last.token is not None and last.slot is not None:
        there, back = (_where(slot, today) for slot in (last.slot, last.back_to))
        number = last.before.get("number", last.token.number)
        return f"Undo the move of {who(last.token)} by {short(last.actor)}: from {there} back to {back}, as №{number}?"
    changes: dict[str, str] = {
        Action.SET_SOURCE: f"the change of source from {last.before.get('source')}",
    }
    what = changes.get(last.action, f"the {noun(last.action)}")
    whom = who(last.token) if last.token else "it"
    if last.slot:
        whom += f", {_where(last.slot, today)},"
    then = " The token will be cancelled." if last.action == Action.BOOK else ""
    return f"Undo {what} of {whom} by {short(last.actor)}?{then}"


def _all_of(done: Undone) -> str:
    """Such as 5 moves, 1 closing (№3 Ravi, №4 Asha and 3 more)."""
    kinds = ", ".join(
        f"{number} {noun(action) if number == 1 else _several(noun(action))}" for action, number in done.counts
    )
    tokens = ((done.token,) if done.token else ()) + done.others
    if not tokens:
        return kinds
    more = f" and {len(tokens) - _NAMED} more" if len(tokens) > _NAMED else ""
    ends = ", cancelled" if any(action == Action.BOOK for action, _ in done.counts) else ""
    return f"{kinds} ({', '.join(who(token) for token in tokens[:_NAMED])}{more}{ends})"


_NAMED = 2
"""How many tokens a sentence names before it counts."""


def _several(one: str) -> str:
    """The plural: changes of seats, removals of the holiday, new weekly slots."""
    head, of, rest = one.partition(" of ")
    return f"{head}{'es' if head.endswith('s') else 's'}{of}{rest}"


def _stays(done: Undone) -> str:
    """What is not put back; "" for nothing."""
    if not done.not_undone:
        return ""
    first, number = done.not_undone[0], len(done.not_undone)
    rest = f" and {number - 1} more" if number > 1 else ""
    return f" Not the {noun(first.action)} of {short(first.subject, 40)} ({first.why}){rest}."


def _where(slot: SlotSummary, today: str) -> str:
    """Dr Rao 10:00, on another day than `today` with the day."""
    return f"{short(slot.doctor_name, 16)} {slot.start[11:]}{_other_day(slot, today)}"


def _other_day(slot: SlotSummary, today: str) -> str:
    return "" if slot.day == today else day_of(slot.start)


def _of_record(action: str, fields: Detail) -> str:
    """What was done to a patient's record."""
    if action == Action.MERGE:
        return "the merge"
    return f"the correction ({', '.join(FIELDS.get(field, field) for field in fields)})"


def _of_doctor(action: str, fields: Detail) -> str:
    """What was done to a doctor."""
    if action == Action.CORRECT_DOCTOR:
        return f"the change ({', '.join(FIELDS.get(field, field) for field in fields)})"
    return "the retirement" if action == Action.RETIRE_DOCTOR else "the return"


def _slot_change(last: Undoable) -> str:
    match last.action:
        case Action.CLOSE_SLOT:
            return "the closing"
        case Action.REOPEN_SLOT:
            return "the reopening"
        case Action.HAND_OVER:
            return "the hand-over"
        case Action.SET_LATE:
            return f"the lateness ({last.before['late_minutes']} → {last.after['late_minutes']} min)"
        case Action.DOCTOR_HERE:
            return "what was said of the doctor being here"
        case Action.CHANGE_WINDOW:
            return f"the change of times ({_times(last.before)} → {_times(last.after)})"
    return f"the change of seats ({last.before['capacity']} → {last.after['capacity']})"


def _times(window: Detail) -> str:
    """10:00–12:00."""
    return f"{window['start'][11:]}–{window['end'][11:]}"


def undone(done: Undone) -> str:
    """What was put back, and which tokens moved because of it."""
    if done.counts:
        moved = moved_too(done.promoted, done.preempted)
        return f"Undone: {_all_of(done)}{moved}.{_stays(done)}"
    if done.week is not None:
        return f"Undone: {_week_as_it_is(done, done.week)}"
    if done.doctor is not None:
        return f"Undone: {_doctor_as_it_is(done.doctor)}."
    if done.patient is not None:
        what = "the merge into" if done.undone == Action.MERGE else "the correction of"
        return f"Undone: {what} {person(done.patient.name)}."
    if done.token is None:
        slot = done.slot
        what = _slot_as_it_is(done.undone, slot) if slot else "the seats"
        return f"Undone: {what}{moved_too(done.promoted, done.preempted)}."
    token = done.token
    now = {"ACTIVE": "has a seat", "WAITING": "is on the waiting list"}.get(token.status, f"is {token.status.lower()}")
    others = [t for t in done.promoted if t.id != token.id], [t for t in done.preempted if t.id != token.id]
    moved = moved_too(tuple(others[0]), tuple(others[1]))
    return f"Undone: the {noun(done.undone)} of {who(token)}; the token {now}{moved}."


def _slot_as_it_is(action: str, slot: SlotSummary) -> str:
    label = short(slot.label, 40)
    match action:
        case Action.CLOSE_SLOT | Action.REOPEN_SLOT | Action.HAND_OVER:
            return f"{label}{day_of(slot.start)} is {'closed' if slot.closed else 'open'}"
        case Action.SET_LATE:
            late = f"{slot.late_minutes} min late" if slot.late_minutes else "on time"
            return f"{label}{day_of(slot.start)} is {late}"
        case Action.DOCTOR_HERE:
            here = "here" if slot.doctor_here_at else "not here yet"
            return f"{short(slot.doctor_name)} is {here}"
        case Action.CHANGE_WINDOW:
            return f"{label}{day_of(slot.start)} has its old times{to_tell(slot)}"
    return f"the seats of {label}{day_of(slot.start)}: {slot.capacity}"


def _doctor_as_it_is(doctor: Doctor) -> str:
    """Such as Dr Rao · Cardiology · room 3."""
    room = f"room {short(doctor.room)}" if doctor.room else ""
    state = "retired" if doctor.retired else ""
    return " · ".join(part for part in (short(doctor.name), short(doctor.department), room, state) if part)


def _of_week(last: Undoable) -> str:
    """What was done to a weekly slot, a holiday or an absence."""
    of = last.week
    if isinstance(of, Absence):
        what = "the removal of the absence" if last.action == "remove-absence" else "the absence"
        return f"{what} of {short(of.doctor_name, 16)}, {dates.span(of.start, of.end)}"
    if not isinstance(of, Template):
        what = "the removal of the holiday" if last.action == Action.REMOVE_HOLIDAY else "the holiday"
        whose = f" of {short(of.doctor_name, 16)}" if of and of.doctor_name else ""
        return f"{what} on {dates.day_and_year(of.day)} ({short(of.name)}){whose}" if of else what
    named = f"weekly slot {weekly(of.weekly)} of {short(of.doctor_name, 16)}"
    if last.action == Action.ADD_TEMPLATE:
        return f"the new {named} (its days without tokens go)"
    return f"the change of the {named} (as before: {', '.join(_differences(last.before, last.after))})"


def _differences(before: Detail, after: Detail) -> list[str]:
    """The fields of a template that a change changed, with their old values."""
    differs = {name for name in before if before[name] != after.get(name)}
    parts = []
    if differs & {"weekday", "start", "end", "rule"}:
        days = short_words(WEEKDAYS[before["weekday"]], before.get("rule", ""))
        parts.append(f"{days} {before['start']}–{before['end']}")
    if "capacity" in differs:
        parts.append(f"{before['capacity']} seats")
    if "valid_from" in differs:
        parts.append(f"from {before['valid_from']}")
    if "valid_to" in differs:
        parts.append(f"to {before['valid_to']}" if before["valid_to"] else "until further notice")
    return parts


def weekly(asked: Weekly) -> str:
    """Such as MON 10:00–11:00, or every second SAT 10:00–11:00."""
    return f"{short_words(asked.weekday, asked.rule)} {asked.start}–{asked.end}"


_Week = TemplateChanged | HolidayMade | HolidayRemoved | Absence | AbsenceRemoved


def _week_as_it_is(done: Undone, week: _Week) -> str:
    from opd_tui.messages import about_absences, about_days  # rarely: the desk starts without them

    match week:
        case HolidayMade():
            return about_days.holiday_made(week)
        case HolidayRemoved():
            return about_days.holiday_removed(week)
        case Absence():
            return about_absences.absence_made(week)
        case AbsenceRemoved():
            return about_absences.absence_removed(week)
    of = week.template
    whose = f"{weekly(of.weekly)} of {short(of.doctor_name, 16)}"
    kept = about_days.kept(week)
    if done.undone == Action.ADD_TEMPLATE:
        return f"{whose} is withdrawn; {counted(week.followed, 'slot')} ahead removed{kept}."
    return f"{whose} is as it was; {counted(week.followed, 'day')} ahead followed{kept}."
