"""`L a`, the doctor is away: every patient of that time, the slot proposed for each, and who must be phoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Sequence

from opd_tui.domain.absences import AWAY, AbsencePlan, Proposal, Relocation, Relocations
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.messages import about_absences, about_tokens, dates
from opd_tui.services.day import doctor_away
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Line
from opd_tui.tui.widgets.list_pane import ListPane
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
            Column("From", 12 if self.days else 5),
            Column("Proposed", 19 if narrow else 40),
            Column("Exp." if narrow else "Expected", 5 if narrow else 11),
        )


class DoctorAwayScreen(Listing):
    """Nobody moves before Enter (the chosen one) or `a` (all, and every slot closes). Patients without another slot
    stay on the list, to be phoned, also when it is opened again. Once nobody is left, the desk comes back.
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
        return self.start[:10] != dates.last_day(self.end) or any(
            slot.day != self.start[:10] for slot in self.proposed.slots
        )

    @property
    def empty(self) -> str:
        """Nobody is left."""
        if self.proposed.still_open:
            return "No patients in this period. a: close the slots"
        if self.proposed.slots:
            return "All slots closed, no patients left."
        if self.proposed.noted:
            return "No slots in this period. Slots created for it will be closed."
        return "No slots in this period. a: close the slots that are created for it"

    def title_text(self) -> str:
        """Who is away, when, and how many are left."""
        plan, narrow = self.proposed, self.size.width < NARROW
        name = about_tokens.short(self.doctor_name, 12 if narrow else 20)
        parts = [f"{name} away {dates.span(self.start, self.end, self._day)}"]
        if plan.placements:
            parts.append(about_absences.left(plan))
        if plan.slots and not plan.still_open:
            parts.append("closed")
        elif plan.slots and not (narrow and plan.in_room):  # with all three counts there is no room; `a` says it too
            parts.append(about_tokens.counted(len(plan.still_open), "slot"))
        return " · ".join(parts)

    def lines(self) -> Sequence[Line]:
        """A line a token."""
        return [self._line(each) for each in self.proposed.placements]

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        chosen = self.proposed.placements[self.at].token if self.proposed.placements else None
        one = (Choice("⏎", "Move this one", "enter"), Choice("c", "cancel token", "c")) if chosen else ()
        every = Choice("a", "Move all, close slots" if self.proposed.to_move else "Close slots", "a")
        return (*((every,) if self._to_do else ()), *one)

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
            case "a" if self._to_do:
                return self._all()
            case "a":
                self.dialog.say("Nothing left to move or to close. Phone the patients on the list.")
        return None

    @property
    def _to_do(self) -> bool:
        """Whether `a` does something."""
        return bool(self.proposed.still_open or self.proposed.to_move) or not self.proposed.noted

    async def _one(self, each: Proposal) -> None:
        if each.token.called:
            self.dialog.say(_IN_ROOM.format(whom=about_tokens.who(each.token)))
        elif each.place is None:
            self.dialog.say(
                f"{about_tokens.who(each.token)} has no other slot. Phone the patient; c: cancel the token."
            )
        elif await self.dialog.confirm(f"Move {about_tokens.who(each.token)} to {self._where(each)}?"):
            before = self.proposed.placements[: self.proposed.placements.index(each)]
            promised = Counter(other.place.slot for other in before if other.place)
            slots = tuple(slot.id for slot in self.proposed.slots)
            token, place = each.token.id, each.place.slot
            await self.dialog.do(self._placed, doctor_away.accept, token, place, slots, promised, self.actor)

    def _placed(self, done: Relocation) -> str:
        return about_absences.relocated(done, self._day)

    async def _all(self) -> None:
        """All at once: one operation, one undo."""
        if not await self.dialog.confirm(about_absences.ask_to_move_all(self.proposed)):
            return
        try:
            done = await self.runner(doctor_away.accept_all, self.proposed, self.actor)
        except OpdError as e:
            done = Relocations((), problems=(e.message,))
        await self.reread()
        plan, wrong = self.proposed, bool(done.problems)
        said = about_absences.all_relocated(done.done, len(done.closed), plan, done.problems, self._day)
        if not (plan.placements or wrong):
            self.dismiss((said, False))
            return
        self.dialog.say(said, wrong=wrong)
        others = about_absences.elsewhere(done.done, self._day)
        self.show_rest("Proposed seats were just taken: these patients have other slots · Esc back", others)

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

    def _where(self, each: Proposal) -> str:
        return about_absences.proposed(each, narrow=self.size.width < NARROW)

    def _line(self, each: Proposal) -> Line:
        token, place = each.token, each.place
        when = place.expected.label if place and place.expected else ""
        expected = when[:5] if self.size.width < NARROW else when
        start = dates.time(each.slot.start, self._day)
        cells = (str(token.number), token.patient_name, each.phone or "–", start, self._where(each), expected)
        return Line(token.id, cells, (PLAIN, PLAIN, PLAIN, DIM, PLAIN, PLAIN))


_IN_ROOM = "{whom} is in the room with the doctor. Press d on the desk when the consultation is done."
