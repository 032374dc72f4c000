"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

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
from opd_tui.runtime import clock
from opd_tui.tui.booking import text
from opd_tui.tui.booking.draft import Draft
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import Done, LeftWaiting, Previewed
from opd_tui.tui.booking.patient_finder import is_number
from opd_tui.tui.booking.preview import DEFAULT_SOURCE
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

    `draft` knows who is meant and what would happen, `sending` what was sent.
    """

    BINDINGS = [Binding("plus", "toggle_seat", show=False, priority=True)]  # before the field takes it for a letter

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(id="booking")
        self.draft = Draft(runner, self, self.show_text)
        self.sending = Sending(runner, actor)
        self.done: Booked | None = None
        self.waiting = False

    @property
    def slot(self) -> SlotSummary | None:
        """The slot of the booking, None while the form is not open."""
        return self.draft.slot

    # --- opening and leaving

    def start(self, slot: SlotSummary, source: str = DEFAULT_SOURCE) -> None:
        """Open for a slot, empty, with a source already chosen."""
        self.done = None
        self.saving = self.waiting = False
        self.sending.forget()
        self.draft.start(slot, source)
        self.clear(source)
        self.open_for(slot)
        self.screen.set_focus(self.name_field)

    def start_for(self, slot: SlotSummary, patient: Patient) -> None:
        """Open for a slot, with the patient already chosen."""
        self.start(slot)
        self.draft.take(patient)

    def type(self, text: str) -> None:
        """Put text where the cursor is: what was typed or pasted to open the form."""
        self.name_field.insert_text_at_cursor(" ".join(text.split()))

    def leave(self) -> None:
        """Hide the form, and the preview with it."""
        if self.saving and self.sending.last:
            self.post_message(LeftWaiting(f"{self._whom(self.sending.last)} is still being booked: {WAITING}"))
        self.draft.slot = None
        self.post_message(Previewed(None))
        super().leave()

    @property
    def hints(self) -> tuple[Choice, ...]:
        """What the keys do as the form stands."""
        if self.done is not None:
            return DONE_HINTS
        if not (self.draft.outlook.would and self.draft.outlook.would.alternatives):
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
            await self.draft.answered.wait()
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
        places = self.draft.outlook.would.alternatives if self.draft.outlook.would else ()
        if not self.at_sources:
            return False
        if key in KEYS_OF_PLACES[: len(places)]:
            self.draft.outlook.open_seat = False
            latest(self, "preview", self.draft.ask_outlook, places[int(key) - 1].slot)
            return True
        if key == "n" and self.draft.finder.patient:
            self.draft.is_nobody()
            self.draft.finder.somebody_new = True
            self.clear_phone()
            self.refresh_preview()
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ is a character like any other, save where a seat can be opened; in a number always."""
        if action == "toggle_seat":
            return self.done is None and not self._types_a_number() and self.draft.outlook.may_open_seat
        return super().check_action(action, parameters)

    def _types_a_number(self) -> bool:
        """Whether a + would be part of a number: in the phone field, or before anything but a number in the name's."""
        field, name = self.screen.focused, self.name_field.value
        return field is self.phone_field or (field is self.name_field and (not name or is_number(name)))

    def action_toggle_seat(self) -> None:
        """Open a seat with the booking, or do not after all."""
        self.draft.outlook.open_seat = not self.draft.outlook.open_seat
        self.refresh_preview()

    def _step_within(self, by: int) -> bool:
        """Up and down: among the known patients while typing, among the sources there; whether there was a step."""
        if self.at_sources:
            return self.sources.step(by)
        there = self.draft.finder.step(by)
        if there:
            self.show_text()
        return there

    # --- what changes what would happen

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody else is meant than the record that was picked."""
        event.stop()
        self.draft.typed_anew(event.value)

    def on_source_choice_changed(self, event: SourceChoice.Changed) -> None:
        """Another source, another place."""
        event.stop()
        self.draft.outlook.choose_source(event.source)
        self.refresh_preview()

    def refresh_preview(self) -> None:
        """Ask again what would happen: another desk did something."""
        self.draft.ask_again()

    # --- what there is to say

    def show_text(self) -> None:
        """What there is to say."""
        self.show_lines(self._lines)

    def _lines(self, width: int, crowded: bool) -> list[Paragraph]:
        narrow, waiting = self.screen.has_class("narrow"), WAITING if self.waiting else ""
        finder, outlook, typed = self.draft.finder, self.draft.outlook, self.typed()
        return text.lines(finder, outlook, waiting, self.draft.error, typed, width, narrow=narrow, crowded=crowded)

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
        if chosen := self.draft.finder.chosen(name, phone):
            self.draft.take(chosen)
        elif problem := self.draft.finder.unclear(name):
            self.draft.refuse(problem)
            self.screen.set_focus(self.name_field)
        else:
            self.saving = True
            asked = self.sending.asked_for(self.slot, self.draft.finder, self.draft.outlook, name, phone)
            self.run_worker(self._book(asked), group="book")

    def _left(self, asked: Book) -> bool:
        """Whether the form was left since, and maybe opened for somebody else."""
        return self.slot is None or self.sending.request != asked.request

    def _whom(self, asked: Book) -> str:
        return about_tokens.short(asked.patient.name if asked.patient else self.name_field.value)

    async def _book(self, asked: Book) -> None:
        new = asked.patient if not self.draft.finder.somebody_new else None
        if new and (same := await self.draft.finder.likely_known(new)):
            self._not_booked(asked, BadRequest(problem=likely_same(same, clock.today())), same)
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
            self.draft.finder.point_out(same)
            e = BadRequest(problem=f"{e.message} ↓ chooses. Enter again books somebody new.")
        self.draft.refuse(e.message)
        self.drop_typed_ahead()

    def _show_result(self, done: Booked, position: int) -> None:
        self.saving = self.waiting = False
        self.done, self.draft.booked = done, True
        self.show_number(done.token.number, text.result(done, position, self.slot))
        self.post_message(Previewed(None))
