"""What the keys do to a day: slots that close, a doctor who is late or leaves, and what is left when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.services.day import doctor_away
from opd_tui.services.slots import closing
from opd_tui.tui.actions.tokens import TokenActions
from opd_tui.tui.typed_times import span_of_days
from opd_tui.tui.widgets.choice import YES, Choice

if TYPE_CHECKING:
    from opd_tui.tui.screens.listing import Said


class DayActions(TokenActions):
    """Each asks what it must, calls one service, and says what happened and why."""

    def action_close_slot(self) -> None:
        if self.may("close-slot") and self.slot:
            self.start(self._close_slot(self.slot))

    async def _close_slot(self, slot: SlotSummary) -> None:
        if await self.ask(f"Close {about_tokens.short(slot.label, 40)}? It takes no patients then.", YES):
            await self.do(lambda done: about_tokens.shut(done.slot), closing.close, slot.id, self.actor)

    def action_reopen_slot(self) -> None:
        if self.may("reopen-slot") and self.slot:
            self.start(self.do(about_tokens.shut, closing.reopen, self.slot.id, self.actor))

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

    async def _leave(self, slot: SlotSummary) -> None:
        name = about_tokens.short(slot.doctor_name)
        what = await self.ask(f"{name}, {slot.start[11:]}–{slot.end[11:]}: late, or not there?", *_LATE_OR_LEAVES)
        day = about_tokens.day_of(slot.start).removeprefix(" on") if self.view and slot.day != self.view.today else ""
        if what == "late":

            async def late(values: tuple[str, ...]) -> None:
                made = await self.runner(closing.set_late, slot.id, _minutes(values[0]), self.actor)
                self.status.say(f"{about_tokens.short(made.label, 40)} is {made.late_minutes} min late.")

            self.enter(f"Late{day} · {name}", [("By how many minutes", str(slot.late_minutes or 15))], late)
        elif what == "leaves":

            async def leaves(values: tuple[str, ...]) -> None:
                from opd_tui.tui.screens.doctor_away import LeavingScreen

                start, end = span_of_days(first[:10], *values)
                screen = LeavingScreen(self.runner, self.actor, slot.doctor, slot.doctor_name, start, end)
                self.app.push_screen(screen, self._back)

            last = max((each.end for each in self.view.slots), default=slot.end) if self.view else slot.end
            first, last = doctor_away.rest_of_day(slot, last)
            fields = [("From", first[11:]), (_TO, last[11:])]
            self.enter(f"Not there{day} · {name}", fields, leaves, "list them")

    def _back(self, said: Said | None) -> None:
        self.run_worker(self._back_with(said))

    async def _back_with(self, said: Said | None) -> None:
        """What happened on the other screen stands on the status line until the next thing happens."""
        await self.refresh_view(own=True)
        if said:
            self.status.say(said[0], wrong=said[1])


_TO = "To (also 31/12 18:00)"
_LATE_OR_LEAVES = (Choice("1", "late", "late"), Choice("2", "leaves, or does not come", "leaves"))


def _minutes(text: str) -> int:
    """What was typed as minutes; what is no number becomes −1, which nobody is late by."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
