"""Sentences about doctors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opd_tui.messages.about_tokens import counted, short

if TYPE_CHECKING:
    from opd_tui.domain.people import Doctor
    from opd_tui.domain.results import Retirement


def added(doctor: Doctor) -> str:
    """A doctor who is new."""
    return f"{short(doctor.shown)} added. S: add a slot · T: weekly schedule."


def changed(doctor: Doctor) -> str:
    """A doctor's name, department and room after a change."""
    room = f"room {short(doctor.room)}" if doctor.room else ""
    return f"Saved: {' · '.join(part for part in (short(doctor.name), short(doctor.department), room) if part)}."


def namesakes(same: Sequence[Doctor]) -> str:
    """Doctors who have the name already, with what tells them apart."""
    first, others = same[0], len(same) - 1
    more = f" and {counted(others, 'other')}" if others else ""
    department = short(first.department) if first.department else "no department"
    state = ", retired" if first.retired else ""
    return f"There is a {short(first.name)} already ({department}{state}){more}."


def ask_to_retire(doctor: Doctor) -> str:
    """The question before a doctor is retired."""
    return f"Retire {short(doctor.shown)}? The weekly schedule ends today and all slots ahead close."


def retired(done: Retirement) -> str:
    """A doctor who is retired, and what ended."""
    ended = counted(len(done.ended), "weekly slot")
    closed = counted(len(done.closed), "slot")
    return f"{short(done.doctor.shown)} retired: {ended} ended, {closed} closed. b: bring back."


def back(doctor: Doctor) -> str:
    """A doctor who is no longer retired."""
    return f"{short(doctor.shown)} is back. T: weekly schedule."
