"""Sentences about a doctor who is late or away: what is planned, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opd_tui.messages import dates
from opd_tui.messages.about_slots import shut
from opd_tui.messages.about_tokens import ENDED, counted, short, who

if TYPE_CHECKING:
    from opd_tui.domain.absences import Absence, AbsencePlan, AbsenceRemoved, Proposal, Relocation
    from opd_tui.domain.slots import SlotSummary

NAMED = 2
"""So many of a list have room in a status line of two lines of 80 cells; the screens show a longer one whole."""


def late(slots: tuple[SlotSummary, ...]) -> str:
    """A doctor who is late, or on time after all."""
    first, more = slots[0], len(slots) - 1
    how = f"{first.late_minutes} min late" if first.late_minutes else "on time"
    after = f", and the {counted(more, 'slot')} after it" if more else ""
    return f"{short(first.doctor_name)} is {how}: {first.start[11:]}–{first.end[11:]}{after}."


def absence_made(of: Absence) -> str:
    """A doctor who is away."""
    return (
        f"{short(of.doctor_name, 40)} is away {dates.span(of.start, of.end)}. Slots created for that time are closed."
    )


def absence_removed(done: AbsenceRemoved) -> str:
    """A doctor who is not away after all."""
    again = f"; {counted(len(done.reopened), 'slot')} open again" if done.reopened else ""
    return f"{short(done.absence.doctor_name, 40)} is no longer away{again}."


def left(plan: AbsencePlan) -> str:
    """How many patients of a doctor who is away are to be moved, phoned, or in the room."""
    parts = ((len(plan.to_move), "to move"), (plan.to_phone, "to phone"), (plan.in_room, "in the room"))
    return ", ".join(f"{number} {what}" for number, what in parts if number)


def ask_to_move_all(plan: AbsencePlan) -> str:
    """Asked before all are moved and every slot closes: how many, and what happens to the others."""
    move = f"move {counted(len(plan.to_move), 'patient')} as shown" if plan.to_move else ""
    close = f"close {counted(len(plan.still_open), 'slot')}" if plan.still_open else ""
    parts = " and ".join(part for part in (move, close) if part) or "close the slots that are created for this time"
    asked = parts.capitalize() + "?"
    if plan.to_move:
        asked += " Nobody else loses a seat."
    if plan.to_phone:
        asked += f" {counted(plan.to_phone, 'patient')} without a slot: phone."
    return asked + (f" {plan.in_room} in the room." if plan.in_room else "")


def proposed(each: Proposal, *, narrow: bool) -> str:
    """Where a patient of a doctor who is away would go, in a cell of a list."""
    place = each.place
    if place is not None:
        return f"{dates.time(place.start, each.slot.day)} {short(place.doctor_name)}"
    if each.token.called:
        return "in the room"
    return "no slot – phone" if narrow else "no slot – phone patient"


def relocated(done: Relocation, day: str) -> str:
    """What became of one patient of a doctor who is away; `day` is the one that needs no naming."""
    if done.meanwhile:
        return f"Another desk has already handled {who(done.token)}: {_now(done, day)}."
    closed = f" {shut(done.closed)}" if done.closed else ""
    if done.token.status in ENDED:
        return f"{who(done.token)} is cancelled.{closed}"
    if done.slot is None:
        return f"{who(done.token)} was not moved: the last free seat was just taken at another desk. Phone the patient."
    why = " The proposed seat was just taken at another desk." if done.otherwise else ""
    on = "" if done.slot.day == day else f" on {dates.day(done.slot.day)}"
    return f"{who(done.token)} has a seat with {short(done.slot.label, 40)}{on}.{why}{closed}"


def all_relocated(
    done: tuple[Relocation, ...], closed: int, plan: AbsencePlan, problems: tuple[str, ...], day: str
) -> str:
    """What came of moving everybody and closing the slots: how many were moved, who got another slot than proposed,
    whom another desk handled, and who is left in the `plan` as it is now. `day` is the one that needs no naming.
    """
    seated = [each for each in done if each.slot and not each.meanwhile]
    other = elsewhere(tuple(seated), day)
    theirs = [f"{who(each.token)} ({_now(each, day)})" for each in done if each.meanwhile]
    moved = f"{counted(len(seated), 'patient')} moved" if seated else ""
    shut_too = f"{counted(closed, 'slot')} closed" if closed else ""
    nothing = "Nothing was left to do" if theirs else "Slots created for this time will be closed"
    parts = [", ".join(part for part in (moved, shut_too) if part) or nothing]
    if other:
        parts.append(f"proposed seats were just taken, so the next best: {first_of(other)}")
    if theirs:
        parts.append(f"another desk has already handled {first_of(theirs)}")
    if plan.placements:
        parts.append(f"left: {left(plan)}")
    return "; ".join(parts) + "." + (f" {problems[0]}" if problems else "")


def elsewhere(done: tuple[Relocation, ...], day: str) -> list[str]:
    """Who got another slot than proposed, and which."""
    return [f"{who(each.token)} {_now(each, day)}" for each in done if each.otherwise and not each.meanwhile]


def first_of(names: list[str], most: int = NAMED) -> str:
    """The first of them, and how many more there are."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _now(done: Relocation, day: str) -> str:
    """Where a token is now, in a few words."""
    if done.token.called:
        return "in the room"
    if done.slot is None or done.token.status in ENDED:
        return ENDED.get(done.token.status, "in no other slot")
    return f"{dates.time(done.slot.start, day)} {short(done.slot.doctor_name, 16)}"


def here(slot: SlotSummary) -> str:
    """That a doctor is here, or not after all."""
    is_here = "is here" if slot.doctor_here_at else "is not here after all"
    return f"{short(slot.doctor_name)} {is_here}."
