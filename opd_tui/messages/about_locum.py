"""Sentences about a doctor who takes over a slot of another one, with its patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opd_tui.domain.holidays import Holiday
from opd_tui.messages import dates
from opd_tui.messages.about_tokens import counted, moved_too, person, short

if TYPE_CHECKING:
    from opd_tui.domain.absences import Absence
    from opd_tui.domain.locum import Candidate, HandedOver, Renumbered
    from opd_tui.domain.slots import SlotSummary

_NAMED = 2
"""How many patients a sentence names before it counts."""


def ask(would: HandedOver) -> str:
    """The question before it: whose numbers change, and whether the other doctor has a holiday or is away then."""
    off = f"{_taker(would)} {_is_off(would.off, would.left.day)}. " if would.off else ""
    return f"{off}Give {_slot(would.left)} to {_taker(would)}? {_numbers(would)}"


def state(each: Candidate, day: str) -> str:
    """Whether a doctor can take a slot of that day over: free, why not, or away 10:30–11:30 (Conference)."""
    if each.problem:
        return each.problem
    return _is_off(each.off, day).removeprefix("is ").removeprefix("has a ") if each.off else "free"


def _is_off(off: Holiday | Absence, day: str) -> str:
    """Such as has a holiday (Diwali), or is away 10:30–11:30 (Conference)."""
    if isinstance(off, Holiday):
        return f"has a holiday ({short(off.name)})"
    return f"is away {dates.span(off.start, off.end, day)} ({short(off.reason)})"


def done(done: HandedOver) -> str:
    """What came of it."""
    given = f"{_slot(done.left)} given to {_taker(done)}"
    return f"{given}. {_numbers(done)}{moved_too(done.promoted, ()).removeprefix(';')}".strip()


def new_numbers(done: HandedOver) -> tuple[str, list[str]]:
    """A title, and a line for each patient whose number changed: №3 → №12 Ravi Kumar."""
    title = f"New numbers · {_slot(done.left)} → {_taker(done)} · Esc back"
    return title, [f"№{each.had} → №{each.token.number} {person(each.token.patient_name, 60)}" for each in done.tokens]


def title(slot: SlotSummary) -> str:
    """The title of the list of doctors."""
    return f"Who takes over {_slot(slot)}?"


def _numbers(of: HandedOver) -> str:
    changed = [each for each in of.tokens if each.had != each.token.number]
    if not of.tokens:
        return "It has no patients."
    if not changed:
        return f"{counted(len(of.tokens), 'patient')}, and every number stays."
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return f"New numbers: {', '.join(map(_number, changed[:_NAMED]))}{more}."


def _number(each: Renumbered) -> str:
    return f"№{each.had} {person(each.token.patient_name)} → №{each.token.number}"


def _slot(slot: SlotSummary) -> str:
    return f"{short(slot.doctor_name, 16)} {slot.start[11:]}–{slot.end[11:]}"


def _taker(of: HandedOver) -> str:
    return short(of.slot.doctor_name, 16)
