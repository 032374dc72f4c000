"""What the keys do to tokens: book, cancel, no-show, arrived, done, call, source, and undo."""

from __future__ import annotations

from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import PRIORITY, Token
from opd_tui.messages import about_tokens, about_undo
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from opd_tui.tui.day_opener import DaysAhead
from opd_tui.tui.desk.asking import DeskAsking
from opd_tui.tui.widgets.choice import YES, Choice

REASONS = ("phoned", "left", "our mistake", "doctor away")


class TokenActions(DeskAsking):
    """Each asks what it must, calls one service, and says what happened and why."""

    # --- giving out tokens

    def action_book(self) -> None:
        if self.may("book") and self.slot:
            self.booking.start(self.slot)
            self.tell_keys()

    def action_emergency(self) -> None:
        if self.may("emergency") and self.slot:
            self.booking.start(self.slot, "EMERGENCY")
            self.tell_keys()

    # --- the chosen token

    def action_cancel(self) -> None:
        if self.may("cancel") and self.token:
            self.start(self._cancel(self.token))

    async def _cancel(self, token: Token) -> None:
        choices = [Choice(str(i), reason, reason) for i, reason in enumerate(REASONS, start=1)]
        asked = f"Cancel {about_tokens.who(token)} ({token.source})? Choose why."
        reason = await self.ask(asked, *choices, Choice("o", "other", "other"))
        if reason == "other":
            title = f"Cancel {about_tokens.who(token)}"
            self.enter(title, [("Reason", "")], lambda values: self._cancel_for(token, values[0]))
        elif reason:
            await self._cancel_now(token, reason)

    async def _cancel_now(self, token: Token, reason: str) -> None:
        seated = token.status == "ACTIVE"
        await self.do(lambda done: about_tokens.freed(done, seated), visits.cancel, token.id, reason, self.actor)

    async def _cancel_for(self, token: Token, reason: str) -> None:
        if not reason.strip():
            raise BadRequest(problem="Type the reason, or leave with Esc: nothing was cancelled.")
        done = await self.runner(visits.cancel, token.id, reason, self.actor)
        self.status.say(about_tokens.freed(done, token.status == "ACTIVE"))

    def action_no_show(self) -> None:
        if self.may("no-show") and self.token:
            self.start(self._no_show(self.token))

    async def _no_show(self, token: Token) -> None:
        if await self.ask(f"No-show: {about_tokens.who(token)} ({token.source}) did not come?", YES):
            seated = token.status == "ACTIVE"
            await self.do(lambda done: about_tokens.freed(done, seated), visits.no_show, token.id, self.actor)

    def action_done(self) -> None:
        if self.may("done") and self.token and not self.held("done"):
            self.start(self.do(about_tokens.completed, visits.complete, self.token.id, self.actor))

    def action_call_next(self) -> None:
        slot = self.slot
        if self.may("call-next") and slot and not self.held("call-next"):
            self.start(self._call_next(slot))

    async def _call_next(self, slot: SlotSummary) -> None:
        """The next who has arrived; where nobody is left who has, ask for the first who has not."""
        try:
            first = await self.runner(visits.next_to_call, slot.id)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
            return
        if first is None or first.arrived:
            await self.do(lambda done: about_tokens.called(done, slot), visits.call_next, slot.id, self.actor)
        else:
            await self._call(first, slot)

    def action_call(self) -> None:
        slot, token = self.slot, self.token
        if self.may("call") and slot and token and not self.held("call"):
            self.start(self._call(token, slot))

    async def _call(self, token: Token, slot: SlotSummary) -> None:
        if token.called or token.arrived or await self.ask(about_tokens.ask_to_call(token), YES):
            await self.do(lambda done: about_tokens.called(done, slot), visits.call, token.id, self.actor)

    def action_arrived(self) -> None:
        if self.may("arrived") and self.token:
            self.start(self.do(about_tokens.arrived, visits.arrive, self.token.id, self.actor))

    def action_source(self) -> None:
        if self.may("source") and self.token:
            self.start(self._source(self.token))

    async def _source(self, token: Token) -> None:
        choices = [Choice(str(place), name, name) for name, place in PRIORITY.items()]
        source = await self.ask(f"{about_tokens.who(token)} came as {token.source}. What is right?", *choices)
        if source:
            await self.do(about_tokens.resourced, visits.set_source, token.id, source, self.actor)

    def action_move(self) -> None:
        token = self.token
        if self.may("move") and token:
            from opd_tui.tui.screens.move import MoveScreen

            def chosen(slot: int | None) -> None:
                if slot is not None:
                    self.start(self.do(about_tokens.moved, moving.move, token.id, slot, self.actor))

            self.app.push_screen(MoveScreen(self.runner, token.id), chosen)

    def action_correct_patient(self) -> None:
        token = self.token
        if self.may("correct-patient") and token:

            async def correct(values: tuple[str, ...]) -> None:
                await self.runner(records.correct_name, token.patient, values[0], self.actor)
                self.status.say(f"№{token.number} is {about_tokens.short(values[0])} now.")

            self.enter("Correct the name", [("Patient", token.patient_name)], correct)

    # --- undo

    def action_undo(self) -> None:
        self.start(self._undo(None))

    def action_undo_token(self) -> None:
        if self.may("undo-token") and self.token:
            self.start(self._undo(self.token.id))

    async def _undo(self, token: int | None) -> None:
        try:
            last = await self.runner(undo.preview, self.actor, token)
        except OpdError as e:
            self.status.say(e.message)
            return
        if await self.ask(about_undo.will_undo(last, clock.today()), YES):
            done = await self.do(about_undo.undone, undo.undo, self.actor, token, last.event)
            if done is not None and done.week is not None:
                await self._open_days(about_undo.undone(done))

    async def _open_days(self, said: str) -> None:
        """A week was put back: days ahead may be open again by it."""
        try:
            opened = await DaysAhead(self.runner, self.actor).told()
        except OpdError as e:
            self.status.say(f"{said} {e.message}", wrong=True)
            return
        if opened:
            await self.refresh_view(own=True)
            self.status.say(said + opened)
