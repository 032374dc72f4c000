"""What a command does to a doctor's day: the doctor is late, or not there."""

from __future__ import annotations

from collections.abc import Callable

from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.services.day import doctor_away
from opd_tui.services.slots import closing
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.typed_times import as_typed, span_of_days
from opd_tui.tui.widgets.choice import Choice

_TO = "To (also 31/12 18:00)"
_LATE_OR_LEAVES = (Choice("1", "late", "late"), Choice("2", "leaves, or does not come", "leaves"))


async def late_or_away(
    dialog: Dialog,
    slot: SlotSummary,
    *,
    today: str,
    last_end: str,
    show_away: Callable[[SlotSummary, str, str], None],
) -> None:
    """Ask which; enter the minutes, or the span, of which `show_away` shows the patients.

    `last_end` is when the doctor's last slot of the day ends.
    """
    name = about_tokens.short(slot.doctor_name)
    what = await dialog.ask(f"{name}, {slot.start[11:]}–{slot.end[11:]}: late, or not there?", *_LATE_OR_LEAVES)
    day = about_tokens.day_of(slot.start).removeprefix(" on") if slot.day != today else ""

    async def late(values: tuple[str, ...]) -> None:
        [minutes] = values
        made = await dialog.runner(closing.set_late, slot.id, _minutes(minutes), dialog.actor)
        dialog.say(f"{about_tokens.short(made.label, 40)} is {made.late_minutes} min late.")

    async def away(values: tuple[str, ...]) -> None:
        show_away(slot, *span_of_days(first[:10], today, *values))

    first, last = doctor_away.rest_of_day(slot, last_end)
    if what == "late":
        dialog.enter(f"Late{day} · {name}", [("By how many minutes", str(slot.late_minutes or 15))], late)
    elif what == "leaves":
        fields = [("From", first[11:]), (_TO, as_typed(first[:10], last))]
        dialog.enter(f"Not there{day} · {name}", fields, away, "list them")


def _minutes(text: str) -> int:
    """What was typed as minutes; what is no number becomes −1, which nobody is late by."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
