"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

import asyncio

from textual import events
from textual.binding import Binding
from textual.widgets import Input

from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.messages.about_patients import likely_same
from opd_tui.tui.booking import text
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import Done, LeftWaiting, Previewed, Turned
from opd_tui.tui.booking.patient_finder import PatientFinder, is_number
from opd_tui.tui.booking.preview import DEFAULT_SOURCE, Outlook
from opd_tui.tui.booking.sending import Sending
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.runner import WAITING, Runner, latest
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import Paragraph

HINTS = (Choice("Enter", "book", ""), Choice("Tab", "next field", ""), Choice("↓", "known patient", ""))
BETTER = Choice("1–5", "better place", "")
BETTER_FROM_A_FIELD = Choice("1–5", "better place (at the sources)", "")  # in a field they are digits
DONE_HINTS = (Choice("Enter", "next patient", ""), Choice("e", "emergency", ""))
KEYS_OF_PLACES = ("1", "2", "3", "4", "5")


class BookingForm(BookingFields):
    """Patient, phone, source; what will happen; then the number.

    `finder` knows who is meant, `outlook` what would happen, `sending` what was sent.
    """

    BINDINGS = [Binding("plus", "toggle_seat", show=False, priority=True)]  # before the field takes it for a letter

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(id="booking")
        self.finder, self.outlook, self.sending = PatientFinder(runner), Outlook(runner), Sending(runner, actor)
        self.slot: SlotSummary | None = None
        self.done: Booked | None = None
        self._reset(DEFAULT_SOURCE)

    def _reset(self, source: str) -> None:
        self.finder.forget()
        self.outlook.forget(source)
        self.sending.forget()
        self.saving = self.waiting = False
        self.error = ""
        self.answered = asyncio.Event()
        self.answered.set()

    # --- opening and leaving

    def start(self, slot: SlotSummary, source: str = DEFAULT_SOURCE) -> None:
        """Open for a slot, empty, with a source already chosen."""
        self.slot, self.done = slot, None
        self._reset(source)
        self.clear(source)
        self.open_for(slot)
        self.screen.set_focus(self.name_field)

    def leave(self) -> None:
        """Hide the form, and the preview with it."""
        if self.saving and self.sending.last:
            self.post_message(LeftWaiting(f"{self._whom(self.sending.last)} is still being booked: {WAITING}"))
        self.slot = None
        self.post_message(Previewed(None))
        super().leave()

    @property
    def ended(self) -> bool:
        """Whether the form shows its result, or was left: answers that come late change nothing."""
        return self.done is not None or self.slot is None

    @property
    def hints(self) -> tuple[Choice, ...]:
        """What the keys do as the form stands."""
        if self.done is not None:
            return DONE_HINTS
        if not (self.outlook.would and self.outlook.would.alternatives):
            return HINTS
        return (*HINTS[:2], BETTER if self.at_sources else BETTER_FROM_A_FIELD)

    # --- keys

    async def on_key(self, event: events.Key) -> None:
        """Letters of the form; after the booking, what to do next.

        Enter waits until it is known who is meant by what was typed, and so do the keys after it.
        """
        if self.done is not None:
            event.stop()
            event.prevent_default()
            if self.slot and event.key in ("enter", "b", "e"):
                self.start(self.slot, "EMERGENCY" if event.key == "e" else DEFAULT_SOURCE)
            else:
                self.leave()
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.answered.wait()
            self.submit()
        elif self._outside_text(event.key):
            event.stop()
        elif event.key in ("down", "up") and self._step_within(1 if event.key == "down" else -1):
            event.stop()
            event.prevent_default()
        else:
            await super().on_key(event)

    def _outside_text(self, key: str) -> bool:
        """Keys that are characters in a field: a better place, or somebody new after all. Whether it was one."""
        places = self.outlook.would.alternatives if self.outlook.would else ()
        if not self.at_sources:
            return False
        if key in KEYS_OF_PLACES[: len(places)]:
            self.outlook.open_seat = False
            latest(self, "preview", self.ask_outlook, places[int(key) - 1].slot)
            return True
        if key == "n" and self.finder.patient:
            self._is_nobody()
            self.finder.somebody_new = True
            self.clear_phone()
            self.refresh_preview()
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ is a character like any other, save where a seat can be opened; in a number always."""
        if action == "toggle_seat":
            return self.done is None and not self._types_a_number() and self.outlook.may_open_seat
        return super().check_action(action, parameters)

    def _types_a_number(self) -> bool:
        """Whether a + would be part of a number: in the phone field, or before anything but a number in the name's."""
        field, name = self.screen.focused, self.name_field.value
        return field is self.phone_field or (field is self.name_field and (not name or is_number(name)))

    def action_toggle_seat(self) -> None:
        """Open a seat with the booking, or do not after all."""
        self.outlook.open_seat = not self.outlook.open_seat
        self.refresh_preview()

    def _step_within(self, by: int) -> bool:
        """Up and down: among the known patients while typing, among the sources there; whether there was a step."""
        if self.at_sources:
            return self.sources.step(by)
        there = self.finder.step(by)
        if there:
            self.show_text()
        return there

    # --- who is meant

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody else is meant than the record that was picked; look who is known by that."""
        event.stop()
        was_known = self.finder.patient is not None
        self._is_nobody()
        if self.slot:
            self.answered = asyncio.Event()
            latest(self, "look-up", self.look_up, event.value, self.answered)
            if was_known:
                self.refresh_preview()

    def _is_nobody(self) -> None:
        """Nobody who is known is meant, so nobody comes again."""
        self.finder.is_nobody()
        self.outlook.as_given = False
        self.sources.show_source(self.outlook.given)

    async def look_up(self, typed: str, answered: asyncio.Event) -> None:
        """Who is known by that; Enter waits until it is `answered`."""
        try:
            known = await self.finder.search(typed)
        except OpdError as e:
            self._refuse(e)
            return
        finally:
            answered.set()
        if not self.ended and typed in self.typed():  # an older answer never overwrites a newer one
            self.error = ""
            self.finder.offer(typed, known)
            if same := self.finder.same(*self.typed()):
                self._book_for(same)
            self.show_text()

    def _take(self, patient: Patient) -> None:
        """Take a record over: its name and phone stand in the fields."""
        self.fill(patient)
        self._book_for(patient)
        self.screen.set_focus(self.sources)  # where 1 to 5 take a better place
        self.show_text()

    def _book_for(self, patient: Patient) -> None:
        """The booking is for this record; see what else it holds at that time."""
        self.finder.take(patient)
        self.error = ""
        self.refresh_preview()
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        if self.slot and self.finder.patient:
            latest(self, "elsewhere", self.look_elsewhere, self.finder.patient.id, self.slot.id)

    async def look_elsewhere(self, patient: int, slot: int) -> None:
        """What else the patient holds at the time of that slot."""
        try:
            elsewhere = await self.finder.held_elsewhere(patient, slot)
        except OpdError as e:
            self._refuse(e)
            return
        if not self.ended:
            self.finder.elsewhere = elsewhere
            self.show_text()

    # --- what would happen

    def on_source_choice_changed(self, event: SourceChoice.Changed) -> None:
        """Another source, another place."""
        event.stop()
        self.outlook.choose_source(event.source)
        self.refresh_preview()

    def refresh_preview(self) -> None:
        """Ask again what would happen: the source changed, or another desk did something."""
        if self.slot and self.done is None:
            latest(self, "preview", self.ask_outlook, self.slot.id)

    async def ask_outlook(self, slot: int) -> None:
        """What would happen in that slot; from now on the booking is for it."""
        patient = self.finder.patient
        try:
            would = await self.outlook.ask(slot, patient.id if patient else None)
        except OpdError as e:
            if not self.ended:
                self.outlook.refuse(e)
                self._refuse(e)
                self.post_message(Previewed(None))
            return
        if self.ended:
            return
        self.outlook.take(would)
        self.sources.show_source(would.source)
        if self.slot and self.slot.id != slot:
            self._turn(would.slot)
        self.show_text()
        self.post_message(Previewed(would))

    def _turn(self, slot: SlotSummary) -> None:
        """Book into another slot: the desk shows its queues."""
        self.slot = slot
        self.open_for(slot)
        self._look_elsewhere()
        self.post_message(Turned(slot))

    # --- what there is to say

    def _refuse(self, e: OpdError) -> None:
        """Say what is wrong, unless it does not matter any more; what was typed stays."""
        if not self.ended:
            self.error = e.message
            self.show_text()

    def show_text(self) -> None:
        """What there is to say."""
        self.show_lines(self._lines)

    def _lines(self, width: int, crowded: bool) -> list[Paragraph]:
        narrow, waiting = self.screen.has_class("narrow"), WAITING if self.waiting else ""
        finder, outlook, typed = self.finder, self.outlook, self.typed()
        return text.lines(finder, outlook, waiting, self.error, typed, width, narrow=narrow, crowded=crowded)

    def on_resize(self) -> None:
        """Another room for the lines."""
        if self.slot and self.done is None:
            self.call_after_refresh(self.show_text)

    # --- booking

    def submit(self) -> None:
        """Enter: take the picked patient over, or book."""
        if self.saving or self.slot is None:
            return
        name, phone = self.typed()
        if chosen := self.finder.chosen(name, phone):
            self._take(chosen)
        elif problem := self.finder.unclear(name):
            self.error = problem
            self.show_text()
            self.screen.set_focus(self.name_field)
        else:
            self.saving = True
            asked = self.sending.asked_for(self.slot, self.finder, self.outlook, name, phone)
            self.run_worker(self._book(asked), group="book")

    def _left(self, asked: Book) -> bool:
        """Whether the form was left since, and maybe opened for somebody else."""
        return self.slot is None or self.sending.request != asked.request

    def _whom(self, asked: Book) -> str:
        return about_tokens.short(asked.patient.name if asked.patient else self.name_field.value)

    async def _book(self, asked: Book) -> None:
        new = asked.patient if not self.finder.somebody_new else None
        if new and (same := await self.finder.likely_known(new)):
            self._not_booked(asked, BadRequest(problem=likely_same(same)), same)
            return
        try:
            done, position = await self.sending.send(asked, self._show_waiting)
        except OpdError as e:
            self._not_booked(asked, e)
            return
        if not self._left(asked):  # else the status line says it
            self._show_result(done, position)
        self.post_message(Done(done, position))

    def _show_waiting(self) -> None:
        self.waiting = True
        self.show_text()

    def _not_booked(self, asked: Book, e: OpdError, same: tuple[Patient, ...] = ()) -> None:
        """It was refused, or the patient is likely one of the `same`: what was typed stays, what came after goes."""
        if self._left(asked):
            self.post_message(LeftWaiting(f"{self._whom(asked)} was not booked. {e.message}", wrong=True))
            return
        self.saving = self.waiting = False
        if same:
            self.finder.point_out(same)
            e = BadRequest(problem=f"{e.message} ↓ chooses. Enter again books somebody new.")
        self._refuse(e)
        self.drop_typed_ahead()

    def _show_result(self, done: Booked, position: int) -> None:
        self.saving = self.waiting = False
        self.done = done
        self.show_number(done.token.number, text.result(done, position, self.slot))
        self.post_message(Previewed(None))
