"""What the keys do to a day: slots that close, a doctor who is late or leaves, and what is left when it is over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from opd_tui import sentences
from opd_tui.errors import BadRequest
from opd_tui.services import closing, leaving, schedule
from opd_tui.tui.screens.desk_asking import YES
from opd_tui.tui.screens.token_actions import TokenActions
from opd_tui.tui.widgets.bars import Choice
from opd_tui.views import SlotHead


class DayActions(TokenActions):
    """Each asks what it must, calls one service, and says what happened and why."""

    def action_close_slot(self) -> None:
        if self.may("close-slot") and self.slot:
            self.start(self._close_slot(self.slot))

    async def _close_slot(self, slot: SlotHead) -> None:
        if await self.ask(f"Close {sentences.short(slot.label, 40)}? It takes no patients then.", YES):
            await self.do(lambda done: sentences.shut(done.slot), closing.close, slot.id, self.actor)

    def action_reopen_slot(self) -> None:
        if self.may("reopen-slot") and self.slot:
            self.start(self.do(sentences.shut, closing.reopen, self.slot.id, self.actor))

    def action_week(self) -> None:
        doctor = self.view.doctor if self.view else None
        if self.may("week") and doctor:
            from opd_tui.tui.screens.week import WeekScreen

            self.app.push_screen(WeekScreen(self.runner, self.actor, doctor), self._back)

    def action_unresolved(self) -> None:
        from opd_tui.tui.screens.unresolved import UnresolvedScreen

        self.app.push_screen(UnresolvedScreen(self.runner, self.actor), self._back)

    def action_leave(self) -> None:
        if self.may("leave") and self.slot:
            self.start(self._leave(self.slot))

    async def _leave(self, slot: SlotHead) -> None:
        name = sentences.short(slot.doctor_name)
        what = await self.ask(f"{name}, {slot.start[11:]}–{slot.end[11:]}: late, or not there?", *_LATE_OR_LEAVES)
        if what == "late":

            async def late(values: tuple[str, ...]) -> None:
                made = await self.runner(closing.set_late, slot.id, _minutes(values[0]), self.actor)
                self.status.say(f"{sentences.short(made.label, 40)} is {made.late_minutes} min late.")

            self.enter(f"Late · {name}", [("By how many minutes", str(slot.late_minutes or 15))], late)
        elif what == "leaves":

            async def leaves(values: tuple[str, ...]) -> None:
                from opd_tui.tui.screens.leaving import LeavingScreen

                begins, ends = values
                start, end = span(first[:10], begins, ends)
                schedule.parse_window(start, end)
                screen = LeavingScreen(self.runner, self.actor, slot.doctor, slot.doctor_name, start, end)
                self.app.push_screen(screen, self._back)

            last = max((each.end for each in self.view.slots), default=slot.end) if self.view else slot.end
            first, last = leaving.rest_of_day(slot, last)
            self.enter(f"Not there · {name}", [("From", first[11:]), ("To", last[11:])], leaves)

    def _back(self, _: None) -> None:
        self.run_worker(self.refresh_view(own=True))


_LATE_OR_LEAVES = (Choice("1", "late", "late"), Choice("2", "leaves, or does not come", "leaves"))


def _minutes(text: str) -> int:
    """What was typed as minutes; what is no number becomes −1, which nobody is late by."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


LONGEST_NIGHT = timedelta(hours=12)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def span(day: str, begins: str, ends: str) -> tuple[str, str]:
    """Two wall times as they were typed, the first of that day; an end at or before it is on the next day.

    More than LONGEST_NIGHT is no night but a slip. Raises BadRequest, which names the field.
    """
    first, last = (datetime.fromisoformat(f"{day}T{_time(*each)}") for each in (("From", begins), ("To", ends)))
    if last <= first:
        last += timedelta(days=1)
        if last - first > LONGEST_NIGHT:
            raise BadRequest(problem=f"To: it must end after it starts, and {last:%H:%M} is not after {first:%H:%M}.")
    return first.isoformat(timespec="minutes"), last.isoformat(timespec="minutes")


def _time(field: str, text: str) -> str:
    """People may leave out a leading zero."""
    typed = _TIME.fullmatch(text.strip())
    if typed is None or int(typed[1]) > 23 or int(typed[2]) > 59:
        raise BadRequest(problem=f"{field}: type a time such as 9:00 or 14:30; {sentences.short(text)!r} is none.")
    return f"{int(typed[1]):02}:{typed[2]}"
