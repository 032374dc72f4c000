"""`L o`, another doctor takes the slot over with its patients: the doctors who can, and why the others cannot."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from opd_tui.domain.errors import OpdError
from opd_tui.domain.locum import Candidate, HandedOver
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import HandOver
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_locum
from opd_tui.services.day import locum
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import DIM, PLAIN


class LocumPane(ListPane):
    """The list."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, department, and whether the doctor is free."""
        return Column("Doctor", 20 if width < 90 else 30), Column("Department", 14 if width < 90 else 24), Column("", 0)


class LocumScreen(Listing):
    """Every other doctor, who is free first. Enter asks, naming whose numbers change; then the desk comes back, and
    `follow` is told.
    """

    def __init__(self, runner: Runner, actor: Actor, slot: SlotSummary, follow: Callable[[HandedOver], None]) -> None:
        super().__init__(runner, actor)
        self.slot, self.candidates = slot, tuple[Candidate, ...]()
        self._follow = follow

    def pane(self) -> ListPane:
        """The list."""
        return LocumPane(id="locums", headings=True)

    @property
    def empty(self) -> str:
        """Nobody else works here."""
        return "There is no other doctor. D on the desk adds one."

    def title_text(self) -> str:
        """Of which slot."""
        return about_locum.title(self.slot)

    def lines(self) -> Sequence[Line]:
        """A line a doctor."""
        return [_line(each, self.slot.day) for each in self.candidates]

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return (Choice("⏎", "Give the slot to this doctor", "enter"),) if self.candidates else ()

    async def read(self) -> None:
        """Read who is free."""
        self.candidates = await self.runner(locum.candidates, self.slot.id)

    def pressed(self, key: str) -> Awaitable[object] | None:
        """Hand over to the chosen doctor."""
        return self._hand_over(self.candidates[self.at]) if key == "enter" and self.candidates else None

    async def _hand_over(self, chosen: Candidate) -> None:
        asked = HandOver(self.slot.id, chosen.doctor.id)
        try:
            would = await self.runner(locum.preview, asked, self.actor)
            if not await self.dialog.confirm(about_locum.ask(would)):
                return
            done = await self.runner(locum.hand_over, asked, self.actor)
        except OpdError as e:
            await self.reread()
            self.dialog.say(e.message, wrong=True)
            return
        self._follow(done)
        self.dismiss((about_locum.done(done), False))


def _line(each: Candidate, day: str) -> Line:
    style = DIM if each.problem else PLAIN
    cells = each.doctor.shown, each.doctor.department, about_locum.state(each, day)
    return Line(each.doctor.id, cells, (style,) * 3)
