"""What a command does to a doctor's day: the doctor is late, or away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from opd_tui.domain.absences import Part, span_of
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.requests.slots import DoctorHere, SetLate
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_absences, about_tokens, dates
from opd_tui.services.slots import closing, lateness
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.typed_times import span_of_days
from opd_tui.tui.widgets.choice import Choice

_LATE_OR_AWAY = (Choice("l", "late", "late"), Choice("a", "away", "away"), Choice("o", "other doctor", "locum"))
_HERE, _NOT_HERE = Choice("h", "is here", "here"), Choice("h", "not here after all", "not-here")
_UNTIL = "until"


async def late_or_away(
    dialog: Dialog,
    slot: SlotSummary,
    *,
    today: str,
    of_day: Sequence[SlotSummary],
    show_away: Callable[[SlotSummary, str, str], None],
    show_locum: Callable[[SlotSummary], None],
) -> None:
    """Ask which; enter the minutes, or ask for the span, of which `show_away` shows the patients, or let another doctor
    take over, whom `show_locum` lets choose.

    `of_day` are the doctor's slots of that day.
    """
    name = about_tokens.short(slot.doctor_name)
    on = f" on {dates.day(slot.day)}" if slot.day != today else ""
    here = () if on else (_NOT_HERE if slot.doctor_here_at else _HERE,)
    question = f"{name} {slot.start[11:]}–{slot.end[11:]}{on}: late or away?"
    what = await dialog.menu(question, *_LATE_OR_AWAY, *here)
    if what in ("here", "not-here"):
        asked = DoctorHere(slot.id, here=what == "here")
        await dialog.do(about_absences.here, lateness.doctor_here, asked, dialog.actor)
    elif what == "late":
        _enter_minutes(dialog, slot, f"Late{on} · {name}")
    elif what == "locum":
        show_locum(slot)
    elif what == "away":
        part = await dialog.menu(f"{name} away{on}, for how long?", *_parts(slot, is_today=not on))
        if part == _UNTIL:
            _enter_span(dialog, slot, today, f"Away · {name}", show_away)
        elif part is not None:
            window = span_of(Part(part), slot, of_day, closing.now())
            if window is None:
                dialog.say(f"{_named(Part(part), on)} is over and has no patients left. L a: choose another time.")
            else:
                show_away(slot, window.start, window.end)


def _parts(slot: SlotSummary, *, is_today: bool) -> tuple[Choice, ...]:
    return (
        Choice("s", f"{slot.start[11:]}–{slot.end[11:]}", Part.SLOT),
        Choice("m", "this morning" if is_today else "the morning", Part.MORNING),
        Choice("a", "afternoon", Part.AFTERNOON),
        Choice("t", "today" if is_today else "the whole day", Part.DAY),
        Choice("u", "until a date", _UNTIL),
    )


def _named(part: Part, on: str) -> str:
    named = {Part.SLOT: "The slot", Part.DAY: "The day"}.get(part)
    return named or (f"The {part}{on}" if on else f"This {part}")


def _enter_minutes(dialog: Dialog, slot: SlotSummary, title: str) -> None:
    async def late(values: tuple[str, ...]) -> None:
        asked = SetLate(slot.id, _minutes(values[0]), following=True)
        dialog.say(about_absences.late(await dialog.runner(lateness.set_late, asked, dialog.actor)))

    dialog.enter(title, [("Minutes late, also in the slots after it", str(slot.late_minutes or 15))], late)


def _enter_span(
    dialog: Dialog, slot: SlotSummary, today: str, title: str, show_away: Callable[[SlotSummary, str, str], None]
) -> None:
    async def away(values: tuple[str, ...]) -> None:
        begins, ends = values
        show_away(slot, *span_of_days(slot.day, today, begins, ends))

    begins = max(slot.start, min(closing.now(), slot.end))
    fields = [("From (a time, a day or both)", begins[11:]), ("Until and with (a day, a time or both)", "tomorrow")]
    dialog.enter(title, fields, away, "show patients")


def _minutes(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise BadRequest(problem=f'Minutes: "{about_tokens.short(text)}" is not a number. Use 0 (on time) to 600.')
    return int(text)
