"""`L`, the doctor leaves: everybody with a token there, a proposed place for each, and a phone list of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Coroutine, Sequence
from typing import Any

from opd_tui import sentences, sentences_days
from opd_tui.errors import OpdError
from opd_tui.services import leaving, visits
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.desk_asking import YES
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.widgets.bars import NARROW, Choice
from opd_tui.tui.widgets.cells import PLAIN
from opd_tui.tui.widgets.pane import Column, Line, ListPane
from opd_tui.tui.widgets.panes import DIM
from opd_tui.views import Actor
from opd_tui.views_days import Leaving, Placed, Placement

AWAY = "doctor away"
"""The reason of a cancellation from the phone list."""


class LeavingPane(ListPane):
    """The list."""

    days = False
    """Whether it is of more days than one, so that each time needs its day."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Number, patient, phone, from when, to where."""
        narrow = width < 90
        return (
            Column("№", 4, right=True),
            Column("Patient", 0),
            Column("Phone", 12 if narrow else 16),
            Column("From", 11 if self.days else 5),
            Column("Proposed", 20 if narrow and self.days else 23 if narrow else 40),
            Column("Exp." if narrow else "Expected", 5 if narrow else 11),
        )


class LeavingScreen(Listing):
    """Nobody moves before Enter (the chosen one) or `a` (all). Who has no place stays on the list, to be phoned."""

    def __init__(self, runner: Runner, actor: Actor, doctor: int, name: str, start: str, end: str) -> None:
        super().__init__(runner, actor)
        self.doctor, self.doctor_name, self.start, self.end = doctor, name, start, end
        self.proposed = Leaving((), ())

    def pane(self) -> ListPane:
        """The list."""
        pane = LeavingPane(id="leaving", headings=True)
        pane.days = self.days
        return pane

    @property
    def days(self) -> bool:
        """Whether the span is of more days than one."""
        return self.start[:10] != self.end[:10]

    @property
    def empty(self) -> str:
        """Nobody is left."""
        return "nobody holds a token there: a closes the slots" if self.proposed.slots else "every slot there is closed"

    def title_text(self) -> str:
        """Who leaves, when, and how many are left."""
        name = sentences.short(self.doctor_name, 20)
        left = len(self.proposed.placements)
        phone = sum(each.place is None for each in self.proposed.placements)
        span = f"{_at(self.start, self.days)}–{_at(self.end, self.days)}"
        return f"{name} leaves {span} · {left} to go, {phone} to phone · {len(self.proposed.slots)} slot(s)"

    def lines(self) -> Sequence[Line]:
        """A line a token."""
        narrow = self.size.width < NARROW
        return [_line(each, self.days, narrow) for each in self.proposed.placements]

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return Choice("⏎", "Move this one", "enter"), Choice("a", "Move all, close", "a"), Choice("c", "Cancel", "c")

    async def read(self) -> None:
        """Propose anew: seats that others took meanwhile are no longer proposed."""
        self.proposed = await self.runner(leaving.propose, self.doctor, self.start, self.end)

    def pressed(self, key: str) -> Coroutine[Any, Any, None] | None:
        """Accept one or all, or cancel one who was phoned."""
        match key:
            case "enter" if self.proposed.placements:
                return self._one(self.proposed.placements[self.at])
            case "c" if self.proposed.placements:
                return self._cancel(self.proposed.placements[self.at])
            case "a" if self.proposed.slots:
                return self._all()
        return None

    async def _one(self, each: Placement) -> None:
        if each.place is None:
            self.status.say(f"{sentences.who(each.token)} has no other place: phone, then c cancels.")
            return
        if await self.ask(f"Move {sentences.who(each.token)} to {_where(each)}?", YES):
            try:
                done = await self._accept(each)
            except OpdError as e:
                self.status.say(e.message, wrong=True)
            else:
                self.status.say(sentences_days.placed(done))
            await self.reread()

    async def _accept(self, each: Placement) -> Placed:
        assert each.place is not None  # noqa: S101 - seen to by the callers
        others = [other.place.slot for other in self.proposed.placements if other.place and other is not each]
        slots = tuple(slot.id for slot in self.proposed.slots)
        return await self.runner(
            leaving.accept, each.token.id, each.place.slot, slots, dict(Counter(others)), self.actor
        )

    async def _all(self) -> None:
        placed = [each for each in self.proposed.placements if each.place]
        asked = f"Move {len(placed)} patient(s) as proposed, and close the slots in which nobody is left?"
        if not await self.ask(asked, YES):
            return
        done: list[Placed] = []
        problems: list[str] = []
        for each in placed:
            try:
                done.append(await self._accept(each))
            except OpdError as e:
                problems.append(e.message)
        try:
            for slot in self.proposed.slots:
                await self.runner(leaving.close_if_empty, slot.id, self.actor)
        except OpdError as e:
            problems.append(e.message)
        before = self.proposed
        await self.reread()
        closed = len(before.slots) - len(self.proposed.slots)
        self.status.say(sentences_days.all_placed(tuple(done), closed, len(self.proposed.placements), problems))

    async def _cancel(self, each: Placement) -> None:
        token = each.token
        if not await self.ask(f"Cancel {sentences.who(token)}? The reason will be: {AWAY}.", YES):
            return
        try:
            await self.runner(visits.cancel, token.id, AWAY, self.actor)
            closed = await self.runner(leaving.close_if_empty, token.slot, self.actor)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
        else:
            self.status.say(f"{sentences.who(token)} is cancelled.{f' {sentences.shut(closed)}' if closed else ''}")
        await self.reread()


def _where(each: Placement) -> str:
    place = each.place
    if place is None:
        return "in the room" if each.token.called else "none: phone"
    return f"{_at(place.start, place.start[:10] != each.slot.day)} {sentences.short(place.doctor_name)}"


def _at(moment: str, with_day: bool) -> str:
    return f"{moment[8:10]}/{moment[5:7]} {moment[11:]}" if with_day else moment[11:]


def _line(each: Placement, days: bool, narrow: bool) -> Line:
    token, place = each.token, each.place
    when = place.expected.label if place and place.expected else ""
    cells = (str(token.number), token.patient_name, each.phone or "–", _at(each.slot.start, days), _where(each))
    return Line(token.id, (*cells, when[:5] if narrow else when), (PLAIN, PLAIN, PLAIN, DIM, PLAIN, PLAIN))
