"""`L`, the doctor leaves: everybody with a token there, a proposed place for each, and a phone list of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Sequence

from opd_tui.domain.absences import AWAY, AbsencePlan, Proposal, Relocation, Relocations
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.messages import about_days, about_tokens
from opd_tui.services.day import doctor_away
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.list_pane import Column, Line, ListPane
from opd_tui.tui.widgets.styles import DIM, NARROW, PLAIN


class DoctorAwayPane(ListPane):
    """The list."""

    days = False
    """Whether it is of more days than one, so that each time needs its day."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Number, patient, phone, from when, to where."""
        narrow = width < 90
        return (
            Column("№", 4, right=True),
            Column("Patient", 0),
            Column("Phone", 16),
            Column("From", 11 if self.days else 5),
            Column("Proposed", 19 if narrow else 40),
            Column("Exp." if narrow else "Expected", 5 if narrow else 11),
        )


class DoctorAwayScreen(Listing):
    """Nobody moves before Enter (the chosen one) or `a` (all, and every slot closes). Who has no place stays on the
    list, to be phoned, also when it is opened again.
    """

    def __init__(self, runner: Runner, actor: Actor, doctor: int, name: str, start: str, end: str) -> None:
        super().__init__(runner, actor)
        self.doctor, self.doctor_name, self.start, self.end = doctor, name, start, end
        self.proposed = AbsencePlan((), ())

    def pane(self) -> ListPane:
        """The list."""
        pane = DoctorAwayPane(id="leaving", headings=True)
        pane.days = self.days
        return pane

    @property
    def days(self) -> bool:
        """Whether the span is of more days than one, or the slots are not of its day: a night's, after midnight."""
        return self.start[:10] != self.end[:10] or any(slot.day != self.start[:10] for slot in self.proposed.slots)

    @property
    def empty(self) -> str:
        """Nobody is left."""
        if self.proposed.still_open:
            return "nobody holds a token there: a closes the slots"
        if self.proposed.slots:
            return "every slot there is closed, and nobody is left in it"
        return "no slot there: other times, with Esc and L"

    def title_text(self) -> str:
        """Who leaves, when, and how many are left."""
        there, narrow = self.proposed, self.size.width < NARROW
        name = about_tokens.short(self.doctor_name, 12 if narrow else 20)
        leaves = "" if narrow and self.days else " leaves"
        parts = [f"{name}{leaves} {self._at(self.start)}–{self._at(self.end)}"]
        if there.placements:
            parts.append(about_days.still_there(there))
        if there.slots and not there.still_open:
            parts.append("closed")
        elif there.slots and not (narrow and there.in_room):  # with all three counts there is no room; `a` says it too
            parts.append(about_tokens.counted(len(there.still_open), "slot"))
        return " · ".join(parts)

    def lines(self) -> Sequence[Line]:
        """A line a token."""
        narrow = self.size.width < NARROW
        return [_line(each, self._day, narrow) for each in self.proposed.placements]

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return Choice("⏎", "Move this one", "enter"), Choice("a", "Move all, close", "a"), Choice("c", "Cancel", "c")

    async def read(self) -> None:
        """Propose anew: seats that others took meanwhile are no longer proposed."""
        self.proposed = await self.runner(doctor_away.propose, self.doctor, self.start, self.end)
        self.query_one(DoctorAwayPane).days = self.days

    def pressed(self, key: str) -> Awaitable[object] | None:
        """Accept one or all, or cancel one who was phoned."""
        match key:
            case "enter" if self.proposed.placements:
                return self._one(self.proposed.placements[self.at])
            case "c" if self.proposed.placements:
                return self._cancel(self.proposed.placements[self.at])
            case "a" if self.proposed.still_open or self.proposed.to_move or not self.proposed.noted:
                return self._all()
            case "a":
                self.dialog.say("Nobody can be moved, and no slot is open there.")
        return None

    async def _one(self, each: Proposal) -> None:
        if each.token.called:
            self.dialog.say(_IN_ROOM.format(whom=about_tokens.who(each.token)))
        elif each.place is None:
            self.dialog.say(f"{about_tokens.who(each.token)} has no other place: phone, then c cancels.")
        elif await self.dialog.confirm(f"Move {about_tokens.who(each.token)} to {_where(each)}?"):
            before = self.proposed.placements[: self.proposed.placements.index(each)]
            promised = Counter(other.place.slot for other in before if other.place)
            slots = tuple(slot.id for slot in self.proposed.slots)
            token, place = each.token.id, each.place.slot
            await self.dialog.do(self._placed, doctor_away.accept, token, place, slots, promised, self.actor)

    def _placed(self, done: Relocation) -> str:
        return about_days.placed(done, self._day)

    async def _all(self) -> None:
        """All at once: one operation, one undo."""
        there = self.proposed
        if not await self.dialog.confirm(about_days.ask_to_leave(there)):
            return
        try:
            all_done = await self.runner(doctor_away.accept_all, there, self.actor)
        except OpdError as e:
            all_done = Relocations((), 0, (e.message,))
        done, problems = all_done.done, list(all_done.problems)
        await self.reread()
        told = about_days.all_placed(done, all_done.closed, self.proposed, problems, self._day)
        self.dialog.say(told, wrong=bool(problems))
        others = about_days.elsewhere(done, self._day)
        self.show_rest("Seats were taken meanwhile: these stand elsewhere than proposed · Esc back", others)

    async def _cancel(self, each: Proposal) -> None:
        token = each.token
        if token.called:
            self.dialog.say(_IN_ROOM.format(whom=about_tokens.who(token)))
        elif await self.dialog.confirm(f"Cancel {about_tokens.who(token)}? The reason will be: {AWAY}."):
            await self.dialog.do(self._placed, doctor_away.cancel, token.id, token.slot, self.actor)

    @property
    def _day(self) -> str:
        """The day that needs no naming: the span's, if it is of one."""
        return "" if self.days else self.start[:10]

    def _at(self, moment: str) -> str:
        return about_days.at(moment, self._day)


_IN_ROOM = "{whom} is in the room with the doctor: d on the desk, once it is over."


def _where(each: Proposal) -> str:
    place = each.place
    if place is None:
        return "in the room" if each.token.called else "none: phone"
    return f"{about_days.at(place.start, each.slot.day)} {about_tokens.short(place.doctor_name)}"


def _line(each: Proposal, day: str, narrow: bool) -> Line:
    token, place = each.token, each.place
    when = place.expected.label if place and place.expected else ""
    start = about_days.at(each.slot.start, day)
    cells = (str(token.number), token.patient_name, each.phone or "–", start, _where(each))
    return Line(token.id, (*cells, when[:5] if narrow else when), (PLAIN, PLAIN, PLAIN, DIM, PLAIN, PLAIN))
