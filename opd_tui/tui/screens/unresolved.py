"""`U`: live tokens of doctors' days that are over, and what became of them, singly or together."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from opd_tui.domain.people import Actor
from opd_tui.domain.unresolved import Outcome, Unresolved
from opd_tui.messages import about_days, about_patients, dates
from opd_tui.runtime import clock
from opd_tui.services.day import unresolved
from opd_tui.tui.actions.undo import undo_last
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import PLAIN, SOURCES

WIDE = 90
"""Cells inside the frame from which on the source is shown."""
_OUTCOMES = {"s": Outcome.SEEN, "x": Outcome.NOT_SEEN, "n": Outcome.NO_SHOW}


class UnresolvedPane(ListPane):
    """The list."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Marked, number, patient, what tells namesakes apart, doctor, when, where it stood, source where it fits."""
        wide = width >= WIDE
        return (
            Column("", 1),
            Column("№", 4, right=True),
            Column("Patient", 0, name=True),
            Column("No., age, sex", 20 if wide else 13),
            Column("Doctor", 20 if wide else 11),
            Column("When", 12),
            Column("Was", 7),
            *((Column("Source", 9),) if wide else ()),
        )


class UnresolvedScreen(Listing):
    """Space marks one, `a` all of the chosen one's slot, and never the whole hospital; then one key says what became of
    the marked, or of the chosen one if none is marked.
    """

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(runner, actor)
        self.found: tuple[Unresolved, ...] = ()
        self.marked: set[int] = set()

    def pane(self) -> ListPane:
        """The list."""
        return UnresolvedPane(id="unresolved", headings=True)

    @property
    def empty(self) -> str:
        """Nobody is left."""
        return "Nothing to settle."

    def title_text(self) -> str:
        """How many."""
        more = "+" if len(self.found) == unresolved.LIMIT else ""
        return f"Unresolved · {len(self.found)}{more} · marked {len(self.marked)}"

    def lines(self) -> Sequence[Line]:
        """A line a token."""
        today = clock.today()
        return [_line(each, each.token.id in self.marked, today) for each in self.found]

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        back = Choice("u", "Undo", "u")
        if not self.found:
            return (back,)
        return (
            Choice("s", "Seen", "s"),
            Choice("x", "Not seen", "x"),
            Choice("n", "No-show", "n"),
            Choice("␣", "Mark", "space"),
            Choice("a", "All of the slot", "a"),
            back,
        )

    async def read(self) -> None:
        """Read the list; who was settled meanwhile is marked no more."""
        self.found = await self.runner(unresolved.past)
        self.marked &= {each.token.id for each in self.found}

    def pressed(self, key: str) -> Awaitable[object] | None:
        """Mark, settle, undo."""
        if key == "u":
            return undo_last(self.dialog)
        if not self.found:
            return None
        if key == "space":
            self.marked ^= {self.found[self.at].token.id}
            self.at = min(self.at + 1, len(self.found) - 1)
            self.paint()
        elif key == "a":
            slot = self.found[self.at].token.slot
            every = {each.token.id for each in self.found if each.token.slot == slot}
            self.marked = self.marked - every if every <= self.marked else self.marked | every
            self.paint()
        elif key in _OUTCOMES:
            return self._settle(_OUTCOMES[key])
        return None

    async def _settle(self, outcome: Outcome) -> None:
        here = [each for each in self.found if each.token.id in self.marked] or [self.found[self.at]]
        if await self.dialog.confirm(about_days.ask_to_settle(here, outcome, clock.today())):
            tokens = tuple(each.token.id for each in here)
            await self.dialog.do(about_days.settled, unresolved.settle, tokens, outcome, self.actor)


def _line(each: Unresolved, marked: bool, today: str) -> Line:
    token, slot = each.token, each.slot
    known, when = about_patients.told_apart(each.patient, today), dates.time(slot.start, today)
    was = "in room" if token.called else "seat" if token.status == "ACTIVE" else "waiting"
    cells = (
        "*" if marked else "",
        str(token.number),
        token.patient_name,
        known,
        slot.doctor_name,
        when,
        was,
        token.source,
    )
    return Line(token.id, cells, (*(PLAIN,) * 7, SOURCES.get(token.source, PLAIN)))
