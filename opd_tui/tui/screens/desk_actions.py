"""What the desk's keys do: each asks what it must, calls one service, and says what happened and why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from opd_tui import sentences
from opd_tui.errors import BadRequest, OpdError
from opd_tui.rules import PRIORITY
from opd_tui.services import capacity, doctors, patients, schedule, undo, visits
from opd_tui.tui.screens.desk_movement import DeskMovement
from opd_tui.tui.widgets.bars import Choice
from opd_tui.tui.widgets.booking_form import BookingForm
from opd_tui.tui.widgets.form import EntryForm
from opd_tui.views import Found, SlotHead, Token

PATIENCE_SECONDS = 0.7
"""How long a key may take before the status line says what it waits for."""
YES = Choice("y", "yes", "yes")
REASONS = ("phoned", "left", "our mistake", "doctor away")
NEEDS_SLOT = {"book", "emergency", "call-next", "open-seat", "close-seat", "change-window", "remove-slot"}
NEEDS_TOKEN = {"card", "cancel", "no-show", "done", "source", "call", "correct-patient", "undo-token"}


class DeskActions(DeskMovement):
    """The actions, apart from the screen's own business of showing."""

    _answer: asyncio.Future[str | None] | None = None
    _entry: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]] | None = None

    @property
    def booking(self) -> BookingForm:
        """The booking form."""
        return self.query_one(BookingForm)

    def tell_keys(self) -> None:
        """Show which keys work now."""
        raise NotImplementedError

    @property
    def slot(self) -> SlotHead | None:
        """The chosen slot."""
        return self.view.slot if self.view else None

    @property
    def token(self) -> Token | None:
        """The chosen token, while one of the queues has the keys."""
        return self.view.cursor if self.view and self.pane in ("active", "waiting") else None

    def why_not(self, id: str) -> str | None:
        """Why a key cannot work now, or None."""
        slot, token = self.slot, self.token
        if id in NEEDS_SLOT and slot is None:
            return "No slot is chosen: S opens one, [ and ] go to other days."
        if id == "card" and self.pane in ("doctors", "slots"):
            return None
        if id in NEEDS_TOKEN and token is None:
            return "No patient is chosen: go to a queue with Tab or →, then to the patient with ↑ ↓."
        if id in ("done", "call") and token and token.status != "ACTIVE":
            return f"{sentences.who(token)} is waiting, not in a seat: + opens one."
        if id == "call-next" and slot and slot.active == slot.called:
            return f"Nobody is left to call in {sentences.short(slot.label, 40)}."
        if id == "close-seat" and slot and slot.capacity <= max(1, slot.completed + slot.called):
            return f"Every seat of {sentences.short(slot.label, 40)} is used or called in: none can be closed."
        if id in ("add-slot", "correct-doctor") and (self.view is None or self.view.doctor is None):
            return "There is no doctor yet: D adds one."
        return None

    def _may(self, id: str) -> bool:
        """Whether a key works now; if not, the status line says why."""
        problem = self.why_not(id)
        if problem:
            self.status.say(problem)
        return problem is None

    async def do(self, say: Callable[[Any], str], service: Callable[..., Any], *args: Any) -> None:
        """Call a service, say what came of it, show it. Errors are said in words."""
        patience = self.set_timer(PATIENCE_SECONDS, lambda: self.status.say("Waiting for another desk to finish…"))
        try:
            done = await self.runner(service, *args)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
            await self.refresh_view(own=True)
            return
        finally:
            patience.stop()
        self.status.say(say(done))
        await self.refresh_view(own=True)

    def _start(self, flow: Coroutine[Any, Any, None]) -> None:
        self.run_worker(flow)

    async def ask(self, question: str, *choices: Choice) -> str | None:
        """Ask in the status line; the value of the answer, None for no."""
        self._answer = asyncio.get_running_loop().create_future()
        self.status.ask(question, choices)
        self.tell_keys()
        return await self._answer

    def answered(self, value: str | None) -> None:
        """The status line has the answer."""
        if self._answer and not self._answer.done():
            self._answer.set_result(value)
        self.tell_keys()

    def _enter(
        self,
        title: str,
        fields: list[tuple[str, str]],
        then: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]],
    ) -> None:
        self._entry = then
        self.query_one(EntryForm).fill(title, fields)
        self.tell_keys()

    async def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for; if it is refused, the form stays as it is."""
        form = self.query_one(EntryForm)
        if self._entry is None:
            return
        try:
            await self._entry(event.values)
        except OpdError as e:
            form.refuse(e.message)
            return
        form.leave()
        await self.refresh_view(own=True)

    # --- giving out tokens

    def action_book(self) -> None:
        if self._may("book") and self.slot:
            self.booking.start(self.slot)
            self.tell_keys()

    def action_emergency(self) -> None:
        if self._may("emergency") and self.slot:
            self.booking.start(self.slot, "EMERGENCY")
            self.tell_keys()

    # --- the chosen token

    def action_cancel(self) -> None:
        if self._may("cancel") and self.token:
            self._start(self._cancel(self.token))

    async def _cancel(self, token: Token) -> None:
        choices = [Choice(str(i), reason, reason) for i, reason in enumerate(REASONS, start=1)]
        asked = f"Cancel {sentences.who(token)} ({token.source})? Choose why."
        reason = await self.ask(asked, *choices, Choice("o", "other", "other"))
        if reason == "other":
            title = f"Cancel {sentences.who(token)}"
            self._enter(title, [("Reason", "")], lambda values: self._cancel_for(token, values[0]))
        elif reason:
            await self._cancel_now(token, reason)

    async def _cancel_now(self, token: Token, reason: str) -> None:
        seated = token.status == "ACTIVE"
        await self.do(lambda done: sentences.freed(done, seated), visits.cancel, token.id, reason, self.actor)

    async def _cancel_for(self, token: Token, reason: str) -> None:
        if not reason.strip():
            raise BadRequest(problem="Type the reason, or leave with Esc: nothing was cancelled.")
        done = await self.runner(visits.cancel, token.id, reason, self.actor)
        self.status.say(sentences.freed(done, token.status == "ACTIVE"))

    def action_no_show(self) -> None:
        if self._may("no-show") and self.token:
            self._start(self._no_show(self.token))

    async def _no_show(self, token: Token) -> None:
        if await self.ask(f"No-show: {sentences.who(token)} ({token.source}) did not come?", YES):
            seated = token.status == "ACTIVE"
            await self.do(lambda done: sentences.freed(done, seated), visits.no_show, token.id, self.actor)

    def action_done(self) -> None:
        if self._may("done") and self.token:
            self._start(self.do(sentences.completed, visits.complete, self.token.id, self.actor))

    def action_call_next(self) -> None:
        slot = self.slot
        if self._may("call-next") and slot:
            called = self.do(lambda done: sentences.called(done, slot), visits.call_next, slot.id, self.actor)
            self._start(called)

    def action_call(self) -> None:
        slot, token = self.slot, self.token
        if self._may("call") and slot and token:
            self._start(self.do(lambda done: sentences.called(done, slot), visits.call, token.id, self.actor))

    def action_source(self) -> None:
        if self._may("source") and self.token:
            self._start(self._source(self.token))

    async def _source(self, token: Token) -> None:
        choices = [Choice(str(place), name, name) for name, place in PRIORITY.items()]
        source = await self.ask(f"{sentences.who(token)} came as {token.source}. What is right?", *choices)
        if source:
            await self.do(sentences.resourced, visits.set_source, token.id, source, self.actor)

    def action_correct_patient(self) -> None:
        token = self.token
        if self._may("correct-patient") and token:

            async def correct(values: tuple[str, ...]) -> None:
                await self.runner(patients.correct_name, token.patient, values[0], self.actor)
                self.status.say(f"№{token.number} is {sentences.short(values[0])} now.")

            self._enter("Correct the name", [("Patient", token.patient_name)], correct)

    # --- undo

    def action_undo(self) -> None:
        self._start(self._undo(None))

    def action_undo_token(self) -> None:
        if self._may("undo-token") and self.token:
            self._start(self._undo(self.token.id))

    async def _undo(self, token: int | None) -> None:
        try:
            last = await self.runner(undo.preview, self.actor, token)
        except OpdError as e:
            self.status.say(e.message)
            return
        if await self.ask(sentences.will_undo(last), YES):
            await self.do(sentences.undone, undo.undo, self.actor, token, last.event)

    # --- seats, slots, doctors

    def action_open_seat(self) -> None:
        if self._may("open-seat") and self.slot:
            self._start(self.do(sentences.resized, capacity.add_seats, self.slot.id, 1, self.actor))

    def action_close_seat(self) -> None:
        if self._may("close-seat") and self.slot:
            self._start(self._close_seat(self.slot))

    async def _close_seat(self, slot: SlotHead) -> None:
        if slot.free <= 0:
            asked = f"Close a seat of {sentences.short(slot.label, 40)}? The last in order goes to waiting."
            if not await self.ask(asked, YES):
                return
        await self.do(sentences.resized, capacity.add_seats, slot.id, -1, self.actor)

    def action_add_doctor(self) -> None:
        async def add(values: tuple[str, ...]) -> None:
            name, department, room = values
            made = await self.runner(doctors.add, name, department, room, self.actor)
            self.look = self.look_at(doctor=made.id, slot=None, cursor=None)
            self.status.say(f"{sentences.short(made.name)} is here. S opens a slot.")

        self._enter("New doctor", [("Name", ""), ("Department", ""), ("Room", "")], add)

    def action_correct_doctor(self) -> None:
        doctor = self.view.doctor if self.view else None
        if self._may("correct-doctor") and doctor:

            async def correct(values: tuple[str, ...]) -> None:
                made = await self.runner(doctors.correct_name, doctor.id, values[0], self.actor)
                self.status.say(f"The name is {sentences.short(made.name)} now.")

            self._enter("Correct the name", [("Doctor", doctor.name)], correct)

    def action_add_slot(self) -> None:
        view = self.view
        if self._may("add-slot") and view and view.doctor:
            doctor, day = view.doctor, view.day
            start, end, seats = _next_window(view.slots)

            async def add(values: tuple[str, ...]) -> None:
                begins, ends, seated = values
                made = await self.runner(
                    schedule.add, doctor.id, _at(day, begins), _at(day, ends), _number(seated), self.actor
                )
                self.look = self.look_at(slot=made.id, cursor=None)
                self.status.say(f"{sentences.short(made.label, 40)} is open for {made.capacity}. b books.")

            title = f"New slot · {sentences.short(doctor.name, 16)}"
            self._enter(title, [("From", start), ("To", end), ("Seats", seats)], add)

    def action_change_window(self) -> None:
        slot = self.slot
        if self._may("change-window") and slot:

            async def change(values: tuple[str, ...]) -> None:
                begins, ends = values
                made = await self.runner(
                    schedule.change_window, slot.id, _at(slot.day, begins), _at(slot.day, ends), self.actor
                )
                self.status.say(f"The slot is {sentences.short(made.label, 40)} now.")

            self._enter("Times of the slot", [("From", slot.start[11:]), ("To", slot.end[11:])], change)

    def action_remove_slot(self) -> None:
        if self._may("remove-slot") and self.slot:
            self._start(self._remove_slot(self.slot))

    async def _remove_slot(self, slot: SlotHead) -> None:
        if await self.ask(f"Remove {sentences.short(slot.label, 40)}? It never had a token.", YES):
            await self.do(
                lambda gone: f"{sentences.short(gone.label, 40)} is removed.",
                schedule.remove,
                slot.id,
                self.actor,
            )

    # --- other screens

    def action_card(self) -> None:
        """Open what is chosen: a doctor's slots, a slot's queue, a token's card."""
        if self.pane in ("doctors", "slots"):
            self.to_pane({"doctors": "slots", "slots": "active"}[self.pane])
        elif self._may("card") and self.token:
            from opd_tui.tui.screens.card import CardScreen

            self.app.push_screen(CardScreen(self.runner, self.token.id, self.actor), self._back_from_card)

    def _back_from_card(self, undo_wanted: bool | None) -> None:
        if undo_wanted:
            self.action_undo_token()

    def action_find(self) -> None:
        from opd_tui.tui.screens.find import FindScreen

        day = min(self.view.day, self.view.today) if self.view else ""
        self.app.push_screen(FindScreen(self.runner, day), self._go_to)

    def _go_to(self, found: Found | None) -> None:
        if found is None:
            return
        token = found.token
        live = token.status in ("ACTIVE", "WAITING")
        self.pane = token.status.lower() if live else "slots"
        day = found.start[:10]
        self.go(day=day, doctor=found.doctor, slot=token.slot, cursor=token.id if live else None)
        if not live:
            self.status.say(f"{sentences.who(token)} is {sentences.ENDED[token.status]}, so in no queue.")

    def action_help(self) -> None:
        from opd_tui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keys))

    def action_quit(self) -> None:
        self._start(self._quit())

    async def _quit(self) -> None:
        if await self.ask("Leave the desk? Everything is saved.", YES):
            self.app.exit()


def _at(day: str, time: str) -> str:
    """A wall time of that day; people may leave out a leading zero."""
    time = time.strip()
    return f"{day}T{'0' if len(time) == 4 else ''}{time}"


def _number(text: str) -> int:
    """What was typed as a number; what is none becomes 0, which no capacity may be."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _next_window(slots: tuple[SlotHead, ...]) -> tuple[str, str, str]:
    """What a new slot most likely is: as long and as large as the last one, right after it."""
    if not slots:
        return "10:00", "11:00", "10"
    last = slots[-1]
    begins, ends = (int(t[11:13]) * 60 + int(t[14:16]) for t in (last.start, last.end))
    until = min(ends + max(ends - begins, 15), 23 * 60 + 59)
    return last.end[11:], f"{until // 60:02}:{until % 60:02}", str(last.capacity)
