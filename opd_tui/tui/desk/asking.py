"""What every key of the desk goes by: what is chosen, why a key cannot work now, asking, doing, saying."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from textual.worker import Worker

from opd_tui.domain.errors import OpdError
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_tokens
from opd_tui.services.slots import closing, slot_days
from opd_tui.tui.booking.form import BookingForm
from opd_tui.tui.desk.selection import DeskMovement
from opd_tui.tui.runner import PATIENCE_SECONDS, WAITING
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import EntryForm

HELD_SECONDS = 0.7
"""A key that acts without asking, pressed again sooner than this, is taken for held down: a keyboard's first repeat
comes after up to 0.66 s, the others every few hundredths of a second."""
ONE_PATIENT = " One key, one patient: let go, press again."
NEEDS_SLOT = {"book", "emergency", "call-next", "open-seat", "close-seat", "change-window", "remove-slot"}
NEEDS_SLOT |= {"close-slot", "reopen-slot", "leave"}
NEEDS_TOKEN = {
    "card",
    "cancel",
    "no-show",
    "done",
    "arrived",
    "source",
    "move",
    "call",
    "correct-patient",
    "undo-token",
}


ON_THE_DAY = {"call-next", "call", "arrived", "done", "no-show"}
"""What is done on the slot's day only."""


def _other_day(slot: SlotSummary) -> str | None:
    """Why nobody of the slot is checked in, called, seen or a no-show today, or None."""
    label = about_tokens.short(slot.label, 40)
    if not slot_days.has_begun(slot):
        return f"{label} is on {slot.day}, a day still to come: nobody of it can be called, seen or missing today."
    if slot_days.is_past(slot):
        return f"{label} was on {slot.day}: U lists whom to settle."
    return None


def _shut(id: str, slot: SlotSummary) -> str | None:
    """Why a slot cannot be booked, closed or reopened."""
    label = about_tokens.short(slot.label, 40)
    if id == "reopen-slot":
        return None if slot.closed else f"{label} is not closed."
    if slot.closed:
        return f"{label} is closed: choose another slot, or reopen it (^p)."
    if id == "close-slot":
        live = slot.active + slot.waiting
        return (
            f"{label} still has {about_tokens.counted(live, 'live token')}: cancel or settle them first."
            if live
            else None
        )
    return f"{label} has ended: choose a later slot." if closing.has_ended(slot.end) else None


def _no_seat_to_close(slot: SlotSummary) -> str | None:
    """Why the slot must keep its seats, or None."""
    label = about_tokens.short(slot.label, 40)
    if slot.capacity <= slot.completed + slot.called:
        return f"Every seat of {label} is used or called in: none can be closed."
    if slot.capacity > 1:
        return None
    return f"{label} has one seat, and a slot has at least one: c cancels a patient; empty, the slot closes (^p)."


Entry = Callable[[tuple[str, ...]], Coroutine[Any, Any, None]]
"""What is done with the values of a form."""


class DeskAsking(DeskMovement):
    """Between a key and a service."""

    _pressed: tuple[str, float] = ("", 0.0)
    _entry: Entry | None = None
    _saving: Worker[None] | None = None

    @property
    def booking(self) -> BookingForm:
        """The booking form."""
        return self.query_one(BookingForm)

    def tell_keys(self) -> None:
        """Show which keys work now."""
        raise NotImplementedError

    @property
    def slot(self) -> SlotSummary | None:
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
        if slot and id in ("book", "emergency", "reopen-slot", "close-slot"):
            return _shut(id, slot)
        if id in NEEDS_TOKEN and token is None:
            return "No patient is chosen: go to a queue with Tab or →, then to the patient with ↑ ↓."
        if id in ON_THE_DAY and slot and (problem := _other_day(slot)):
            return problem
        if id == "move" and token and token.called:
            return f"{about_tokens.who(token)} is called in and cannot be moved: undo the call first."
        if id in ("done", "call") and token and token.status != "ACTIVE":
            return f"{about_tokens.who(token)} is waiting, not in a seat: + opens one."
        if id == "arrived" and token and token.arrived:
            return f"{about_tokens.who(token)} has arrived already."
        if id == "call-next" and slot and slot.active == slot.called:
            return f"Nobody is left to call in {about_tokens.short(slot.label, 40)}."
        if id == "close-seat" and slot:
            return _no_seat_to_close(slot)
        if id in ("add-slot", "correct-doctor", "week") and (self.view is None or self.view.doctor is None):
            return "There is no doctor yet: D adds one."
        return None

    def may(self, id: str) -> bool:
        """Whether a key works now; if not, the status line says why."""
        problem = self.why_not(id)
        if problem:
            self.status.say(problem)
        return problem is None

    def held(self, id: str) -> bool:
        """Whether a key that acts at once on one patient seems to be held down: it must not go on to the next."""
        now = time.monotonic()
        before, self._pressed = self._pressed, (id, now)
        if before[0] != id or now - before[1] > HELD_SECONDS:
            return False
        told = self.status.text.removesuffix(ONE_PATIENT)
        self.status.say(f"{told}{ONE_PATIENT}", wrong=self.status.wrong)
        return True

    async def do(self, say: Callable[[Any], str], service: Callable[..., Any], *args: Any) -> Any:
        """Call a service, say what came of it, show it; the answer. Errors are said in words, and answer None."""
        answer = asyncio.ensure_future(self.runner(service, *args))
        if not (await asyncio.wait({answer}, timeout=PATIENCE_SECONDS))[0]:
            self.status.say(WAITING)
        try:
            done = await answer
        except OpdError as e:
            await self.refresh_view(own=True)
            self.status.say(e.message, wrong=True)
            return None
        await self.refresh_view(own=True)
        self.status.say(say(done))  # in one picture with the queues: a second one would be a frame later
        return done

    def start(self, flow: Coroutine[Any, Any, None]) -> None:
        self.run_worker(flow)

    async def ask(self, question: str, *choices: Choice) -> str | None:
        """Ask in the status line; the value of the answer, None for no."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.status.ask(question, choices, answer.set_result)
        self.tell_keys()
        value = await answer
        if value is None:  # else what comes of it tells them, in the same picture
            self.tell_keys()
        return value

    def enter(
        self,
        title: str,
        fields: list[tuple[str, str]],
        then: Entry,
        does: str = "save",
    ) -> None:
        self._entry = then
        self.query_one(EntryForm).fill(title, fields, does)
        self.tell_keys()

    async def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for, once however long Enter is held.

        The keys after it wait for that, but not for as long as another desk may keep the database locked.
        """
        if self._entry is None or (self._saving and not self._saving.is_finished):
            return
        self._saving = self.run_worker(self._save(self._entry, event.values))
        if not (await asyncio.wait({asyncio.ensure_future(self._saving.wait())}, timeout=PATIENCE_SECONDS))[0]:
            self.status.say(WAITING)

    async def _save(self, then: Entry, values: tuple[str, ...]) -> None:
        """If it is refused, the form stays as it is."""
        form = self.query_one(EntryForm)
        form.saving = True
        try:
            await then(values)
        except OpdError as e:
            if form.display and self._entry is then:
                form.refuse(e.message)
            else:
                self.status.say(e.message, wrong=True)
            return
        finally:
            form.saving = False
        if self._entry is then:
            self._entry = None
            if form.display:
                form.leave()
        await self.refresh_view(own=True)
