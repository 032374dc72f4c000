"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

import time

from textual import events
from textual.binding import Binding
from textual.widgets import Input
from textual.widgets.input import Selection

from opd_tui.domain.counter import Held
from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import DEFAULT_SOURCE
from opd_tui.messages import about_counter, about_tokens
from opd_tui.messages.about_patients import likely_same
from opd_tui.runtime import clock
from opd_tui.tui.booking import text
from opd_tui.tui.booking.draft import Draft
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import CheckedIn, Done, Hinted, LeftWaiting, Previewed
from opd_tui.tui.booking.offers import CheckIn, Pick, RegisterNew, TakeDoctor, TakePlace
from opd_tui.tui.booking.sending import Sending
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.runner import WAITING, Runner, latest
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import Paragraph

HINTS = (Choice("Enter", "book", ""), Choice("Tab", "source", ""))
CHOOSE, OTHER_SLOT = Choice("↓", "choose", ""), Choice("↓ Enter", "other slot", "")
CHECK_IN, PICK = Choice("Enter", "check in", ""), Choice("Enter", "pick", "")
CLEAR, GO_ON = Choice("^u", "clear", ""), Choice("→", "go on typing", "")
KEPT = "close (the draft is kept)"
DONE_HINTS = (Choice("Enter", "next patient", ""), Choice("e", "emergency", ""))
READ_SECONDS = 0.3
"""Nobody has read sooner who was found: an Enter that comes before only ends the search."""


class BookingForm(BookingFields):
    """Who stands at the counter; what Enter will do; then the number.

    `draft` knows who is meant and what would happen, `sending` what was sent. `kept` is what was typed when the form
    was closed, with its source.
    """

    BINDINGS = [
        Binding("plus", "toggle_seat", show=False, priority=True),  # before the field takes it for a letter
        Binding("ctrl+u", "clear", show=False, priority=True),
    ]

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(id="booking")
        self.draft = Draft(runner, self, self.show_text)
        self.sending = Sending(runner, actor)
        self.done: Booked | None = None
        self.waiting = False
        self.kept = ("", DEFAULT_SOURCE)
        self._does: tuple[str, int] | None = None
        self._does_since = 0.0

    @property
    def slot(self) -> SlotSummary | None:
        """The slot of the booking, None while the form is not open."""
        return self.draft.slot

    # --- opening and leaving

    def start(self, slot: SlotSummary, source: str = DEFAULT_SOURCE, *, note: str = "", kept: bool = False) -> None:
        """Open for a slot and a source: empty, or with what was `kept`, selected. `note` stays in sight."""
        text, source = self.kept if kept and self.kept[0] else ("", source)
        self.done = None
        self.saving = self.waiting = False
        self.sending.forget()
        self.draft.start(slot, source, note)
        self.clear(source)
        self.open_for(slot)
        self.screen.set_focus(self.name_field)
        if text:
            self.kept = ("", DEFAULT_SOURCE)
            self.name_field.value = text
            self.name_field.selection = Selection(0, len(text))  # the next letter may be of another patient

    def type(self, text: str) -> None:
        """Put text where the cursor is: what was typed or pasted to open the form."""
        self.name_field.insert_text_at_cursor(" ".join(text.split()))

    def leave(self) -> None:
        """Hide the form, and the preview with it; what was typed is kept."""
        if self.saving and self.sending.last:
            self.post_message(LeftWaiting(f"{self._whom(self.sending.last)} is still being booked: {WAITING}"))
        elif self.done is None and self.typed().strip():
            self.kept = (self.typed(), self.draft.outlook.given)
        self.draft.slot = None
        self.post_message(Previewed(None))
        super().leave()

    def action_clear(self) -> None:
        """Begin anew with an empty field."""
        if self.slot and self.done is None and not self.saving:
            self.start(self.draft.chosen_slot or self.slot)

    @property
    def escapes(self) -> str:
        """What Esc does."""
        return "close" if self.done is not None or not self.typed().strip() else KEPT

    @property
    def hints(self) -> tuple[Choice, ...]:
        """What the keys do as the form stands."""
        if self.done is not None:
            return DONE_HINTS
        offer, lines = self.draft.offer, self.draft.offers.lines
        enter = CHECK_IN if isinstance(offer, CheckIn) else PICK if isinstance(offer, Pick) else HINTS[0]
        if not self.name_field.selection.is_empty:  # the kept draft: a letter begins anew
            return enter, GO_ON, CLEAR
        if any(isinstance(each, TakePlace) for each in lines):
            return enter, OTHER_SLOT, HINTS[1]
        return (enter, CHOOSE, HINTS[1]) if len(lines) > 1 else (enter, HINTS[1], CLEAR)

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
            elif not event.is_printable:
                self.leave()
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            burst = isinstance(self.app, TypedAhead) and self.app.keyboard.in_burst
            await self.draft.answered.wait()
            self.submit_at(event.time, in_burst=burst)
        elif event.key in ("down", "up"):
            event.stop()
            event.prevent_default()
            by = 1 if event.key == "down" else -1
            if self.at_sources:
                self.sources.step(by)
            else:
                await self.draft.answered.wait()
                self.draft.step(by)
        elif self.at_sources and event.is_printable:
            event.stop()
            self._at_sources(event.character or "")
        else:
            await super().on_key(event)

    def _at_sources(self, sign: str) -> None:
        """A sign that is no source's letter: a digit belongs to a phone, the rest is not taken."""
        if sign.isdecimal() or sign == "@":
            self.screen.set_focus(self.name_field)
            self.end_word()
            self.name_field.insert_text_at_cursor(sign)
        else:
            self.draft.refuse(f"{shown(sign)} is no source. Press E, P, F, O or W; Tab goes to the name.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ is a character like any other, save where a seat can be opened; in a number always."""
        if action == "toggle_seat":
            return self.done is None and not self._types_a_number() and self.draft.outlook.may_open_seat
        return super().check_action(action, parameters)

    def _types_a_number(self) -> bool:
        """Whether a + would be part of a number: at the beginning of a word of the field, or in a number."""
        typed = self.typed()[: self.name_field.cursor_position]
        word = typed.rpartition(" ")[2]
        burst = isinstance(self.app, TypedAhead) and self.app.keyboard.in_burst
        return self.screen.focused is self.name_field and (burst or not any(c.isalpha() for c in word))

    def action_toggle_seat(self) -> None:
        """Open a seat with the booking, or do not after all."""
        self.draft.outlook.open_seat = not self.draft.outlook.open_seat
        self.refresh_preview()

    # --- what changes what would happen

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody else may be meant now."""
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
        """What there is to say, and what Enter does."""
        does = self.draft.offer.key if self.draft.offer else None
        if does != self._does:
            self._does, self._does_since = does, self._now()
        self.show_lines(self._lines)
        self.post_message(Hinted())

    def _now(self) -> float:
        return self.app.keyboard.now() if isinstance(self.app, TypedAhead) else time.monotonic()

    def _lines(self, width: int, crowded: bool) -> list[Paragraph]:
        narrow, waiting = self.screen.has_class("narrow"), WAITING if self.waiting else ""
        return text.lines(self.draft, waiting, width, narrow=narrow, crowded=crowded)

    def on_resize(self) -> None:
        """Another room for the lines."""
        if self.slot and self.done is None:
            self.call_after_refresh(self.show_text)

    # --- booking

    def submit(self) -> None:
        """Enter."""
        self.submit_at(self._now(), in_burst=False)

    def submit_at(self, when: float, *, in_burst: bool) -> None:
        """Do what is offered: check in, take a patient or a slot, or book.

        An Enter of a burst, or one that comes before anybody could read who was found, only ends the search.
        """
        if self.saving or self.slot is None:
            return
        draft, offer = self.draft, self.draft.offer
        early = draft.finder.by_itself and not draft.finder.same and when - self._does_since < READ_SECONDS
        if in_burst or early:
            self.end_word()
            if not isinstance(offer, Pick):
                draft.finder.by_itself = False
                draft.refuse(about_counter.SEARCHED)
                return
        match offer:
            case CheckIn(held):
                self.saving = True
                self.run_worker(self._check_in(held), group="book")
            case Pick(known):
                self.end_word()
                draft.take(known)
            case RegisterNew():
                draft.is_new()
            case TakePlace(place):
                draft.outlook.open_seat = False
                latest(self, "preview", draft.ask_outlook, place.slot)
            case TakeDoctor(found):
                draft.take_doctor(found)
            case _:
                self._book_what_is_typed()

    def _book_what_is_typed(self) -> None:
        draft, finder = self.draft, self.draft.finder
        if self.slot is None:
            return
        held = finder.held_in(self.slot.id)
        problem = about_counter.is_here(held) if held else draft.no_doctor
        if problem := problem or finder.unclear(emergency=draft.outlook.given == "EMERGENCY"):
            self.end_word()
            draft.refuse(problem)
            self.screen.set_focus(self.name_field)
        else:
            self.saving = True
            asked = self.sending.asked_for(self.slot, finder, draft.outlook)
            self.run_worker(self._book(asked), group="book")

    async def _check_in(self, held: Held) -> None:
        try:
            token = await self.sending.check_in(held.token.id)
        except OpdError as e:
            self.draft.refuse(e.message)
            self.drop_typed_ahead()
            return
        finally:
            self.saving = False
        if self.slot:
            self.draft.slot = None
            self.post_message(Previewed(None))
            super().leave()
        self.post_message(CheckedIn(token, held.slot))

    def _left(self, asked: Book) -> bool:
        """Whether the form was left since, and maybe opened for somebody else."""
        return self.slot is None or self.sending.request != asked.request

    def _whom(self, asked: Book) -> str:
        return about_tokens.short((asked.patient and asked.patient.name) or self.typed())

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
            e = BadRequest(problem=f"{e.message} ↓ to choose; Enter again registers a new patient.")
        self.draft.refuse(e.message)
        self.drop_typed_ahead()

    def _show_result(self, done: Booked, position: int) -> None:
        self.saving = self.waiting = False
        self.done, self.draft.booked = done, True
        self.show_number(done.token.number, text.result(done, position, self.slot))
        self.post_message(Previewed(None))
