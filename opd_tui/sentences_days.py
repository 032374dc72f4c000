"""The sentences of the weeks and the ends of days: templates, holidays, a doctor who leaves, what was unresolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opd_tui.sentences import ENDED, moved_too, short, shut, who

if TYPE_CHECKING:
    from opd_tui.views import SlotHead
    from opd_tui.views_days import HolidayMade, HolidayRemoved, Placed, Settled, TemplateChanged


def settled(done: Settled) -> str:
    """What became of tokens of slots that have ended."""
    first = done.tokens[0]
    others = f" and {len(done.tokens) - 1} other(s)" if len(done.tokens) > 1 else ""
    return f"{who(first)}{others}: {ENDED[first.status]}{moved_too(done.promoted, ())}."


def template_changed(done: TemplateChanged) -> str:
    """A changed weekly slot: the days that followed, and those that stay because they have tokens."""
    return f"Changed; {done.followed} day(s) ahead followed{kept(done)}."


def kept(done: TemplateChanged) -> str:
    """The days that stay as they were, for the end of a sentence."""
    return f"; as they were: {_days(done.kept)}" if done.kept else ""


def holiday_made(done: HolidayMade) -> str:
    """A new holiday: what closed, and what stays open because patients are booked there."""
    kept = f"; still open, with patients: {_days(done.kept)}" if done.kept else ""
    return f"{done.holiday.day} is a holiday; {len(done.closed)} slot(s) closed{kept}."


def holiday_removed(done: HolidayRemoved) -> str:
    """A day that is no holiday any more."""
    return f"{done.holiday.day} is no holiday any more; {len(done.reopened)} slot(s) open again."


def _days(slots: tuple[SlotHead, ...], most: int = 4) -> str:
    names = [f"{slot.day[8:]}/{slot.day[5:7]} {slot.start[11:]} {short(slot.doctor_name, 16)}" for slot in slots[:most]]
    return ", ".join(names) + (f" and {len(slots) - most} more" if len(slots) > most else "")


def placed(done: Placed) -> str:
    """Where a patient of a doctor who leaves stands now, and whether that is another place than proposed."""
    if done.slot is None:
        return f"{who(done.token)} was not moved: another desk took the last seat there is. Phone the patient."
    why = "another desk took the seat meanwhile; " if done.otherwise else ""
    shut_too = f" {shut(done.closed)}" if done.closed else ""
    return f"{why}{who(done.token)} has a seat: {short(done.slot.label, 40)} on {done.slot.day}.{shut_too}"


def all_placed(done: tuple[Placed, ...], closed: int, left: int, problems: list[str]) -> str:
    """What came of moving everybody: how many have a seat, who got another than proposed, who is left to be phoned."""
    seated = [each for each in done if each.slot]
    other = [who(each.token) for each in seated if each.otherwise]
    parts = [f"{len(seated)} moved, {closed} slot(s) closed"]
    if other:
        parts.append(f"another desk took a seat meanwhile, so the next best for {', '.join(other[:4])}")
    if left:
        parts.append(f"{left} left to phone")
    return "; ".join(parts) + "." + (f" {problems[0]}" if problems else "")
