"""The sentences of the weeks and the ends of days: templates, holidays, a doctor who leaves, what was unresolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opd_tui.messages.about_tokens import ENDED, counted, moved_too, short, shut, who

if TYPE_CHECKING:
    from opd_tui.domain.absences import Absence, AbsencePlan, AbsenceRemoved, Relocation
    from opd_tui.domain.holidays import HolidayMade, HolidayRemoved
    from opd_tui.domain.slots import SlotSummary
    from opd_tui.domain.unresolved import Settled
    from opd_tui.domain.weeks import Passed, TemplateChanged


def settled(done: Settled) -> str:
    """What became of tokens of slots that have ended."""
    first = done.tokens[0]
    others = f" and {counted(len(done.tokens) - 1, 'other')}" if len(done.tokens) > 1 else ""
    return f"{who(first)}{others}: {ENDED[first.status]}{moved_too(done.promoted, ())}."


def template_changed(done: TemplateChanged) -> str:
    """A changed weekly slot: the days that followed, and those that stay because they have tokens."""
    return f"Changed; {counted(done.followed, 'day')} ahead followed{kept(done)}."


def kept(done: TemplateChanged) -> str:
    """The days that stay as they were, for the end of a sentence."""
    return f"; as they were: {_first(days(done.kept))}" if done.kept else ""


def holiday_made(done: HolidayMade) -> str:
    """A new holiday: what closed, and what stays open because patients are booked there."""
    kept = f"; still open, with patients: {_first(days(done.kept))}" if done.kept else ""
    return f"{done.holiday.day} is a holiday; {counted(len(done.closed), 'slot')} closed{kept}."


def holiday_removed(done: HolidayRemoved) -> str:
    """A day that is no holiday any more."""
    return f"{done.holiday.day} is no holiday any more; {counted(len(done.reopened), 'slot')} open again."


def passed_over(passed: tuple[Passed, ...]) -> str:
    """The days that could not be opened, with why of the first, as the end of what is said; "" for none."""
    if not passed:
        return ""
    first = passed[0]
    more = f" and {counted(len(passed) - 1, 'other day')}" if len(passed) > 1 else ""
    return f" {first.day} of {short(first.template.doctor_name, 16)}{more} could not open: {first.why}"


def absence_made(of: Absence) -> str:
    """A doctor who is away."""
    span = f"{of.start.replace('T', ' ')} to {of.end.replace('T', ' ')}"
    return f"{short(of.doctor_name, 40)} is away {span}; slots that open then are closed."


def absence_removed(done: AbsenceRemoved) -> str:
    """A doctor who is not away after all."""
    again = f"; {counted(len(done.reopened), 'slot')} open again" if done.reopened else ""
    return f"{short(done.absence.doctor_name, 40)} is not away any more{again}."


NAMED = 2
"""So many of a list have room in a status line of two lines of 80 cells; the screens show a longer one whole."""


def days(slots: tuple[SlotSummary, ...]) -> list[str]:
    """Slots by day, time and doctor."""
    return [f"{slot.day[8:]}/{slot.day[5:7]} {slot.start[11:]} {short(slot.doctor_name, 16)}" for slot in slots]


def still_there(there: AbsencePlan) -> str:
    """How many of a doctor who leaves are to be moved, phoned, or in the room."""
    parts = ((len(there.to_move), "to move"), (there.to_phone, "to phone"), (there.in_room, "in the room"))
    return ", ".join(f"{number} {what}" for number, what in parts if number)


def ask_to_leave(there: AbsencePlan) -> str:
    """Asked before all are moved and every slot closes."""
    move = f"move {counted(len(there.to_move), 'patient')} as proposed" if there.to_move else ""
    close = f"close {counted(len(there.still_open), 'slot')}" if there.still_open else ""
    parts = " and ".join(part for part in (move, close) if part) or "keep the slots closed that open later"
    asked = parts.capitalize() + "?"
    if there.to_phone:
        asked += f" {counted(there.to_phone, 'patient')} {'is' if there.to_phone == 1 else 'are'} left to phone."
    return asked + (f" {there.in_room} in the room." if there.in_room else "")


def at(moment: str, day: str) -> str:
    """A time, with its day where that is not the `day` that is meant anyway."""
    return moment[11:] if moment[:10] == day else f"{moment[8:10]}/{moment[5:7]} {moment[11:]}"


def placed(done: Relocation, day: str) -> str:
    """What became of a patient of a doctor who leaves; `day` is the one that needs no naming."""
    if done.meanwhile:
        return f"Another desk saw to {who(done.token)} meanwhile: {_stands(done, day)}."
    if done.token.status in ENDED:
        return f"{who(done.token)} is cancelled.{f' {shut(done.closed)}' if done.closed else ''}"
    if done.slot is None:
        return f"{who(done.token)} was not moved: another desk took the last seat there is. Phone the patient."
    why = "another desk took the seat meanwhile; " if done.otherwise else ""
    shut_too = f" {shut(done.closed)}" if done.closed else ""
    return f"{why}{who(done.token)} has a seat: {short(done.slot.label, 40)} on {done.slot.day}.{shut_too}"


def all_placed(done: tuple[Relocation, ...], closed: int, left: AbsencePlan, problems: list[str], day: str) -> str:
    """What came of moving everybody and closing the slots: how many have a seat, who got which other than proposed,
    whom another desk saw to, and who is left. `day` is the one that needs no naming.
    """
    seated = [each for each in done if each.slot and not each.meanwhile]
    other = elsewhere(tuple(seated), day)
    theirs = [f"{who(each.token)} ({_stands(each, day)})" for each in done if each.meanwhile]
    moved = f"{len(seated)} moved" if seated else ""
    shut = f"{counted(closed, 'slot')} closed" if closed else ""
    nothing = "Nothing was left to do here" if theirs else "Slots that open later will open closed"
    parts = [", ".join(part for part in (moved, shut) if part) or nothing]
    if other:
        parts.append(f"seats were taken meanwhile, so the next best: {_first(other)}")
    if theirs:
        parts.append(f"another desk saw to {_first(theirs)}")
    if left.placements:
        parts.append(f"still there: {still_there(left)}")
    return "; ".join(parts) + "." + (f" {problems[0]}" if problems else "")


def elsewhere(done: tuple[Relocation, ...], day: str) -> list[str]:
    """Who got another place than proposed, and where."""
    return [f"{who(each.token)} {_stands(each, day)}" for each in done if each.otherwise and not each.meanwhile]


def _first(names: list[str], most: int = NAMED) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _stands(done: Relocation, day: str) -> str:
    """Where a token stands now, in a few words."""
    if done.token.called:
        return "in the room"
    if done.slot is None or done.token.status in ENDED:
        return ENDED.get(done.token.status, "nowhere else")
    return f"{at(done.slot.start, day)} {short(done.slot.doctor_name, 16)}"
