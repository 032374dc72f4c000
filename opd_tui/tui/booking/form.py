"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

import time

from textual import events
from textual.binding import Binding
from textual.widgets import Input
from textual.widgets.input import Selection

from opd_tui.domain.names import shown
from opd_tui.domain.people import Actor
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import DEFAULT_SOURCE
from opd_tui.tui.booking import hints, text
from opd_tui.tui.booking.draft import Draft
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import Hinted, Previewed
from opd_tui.tui.booking.sending import Sending
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.booking.submission import Submission
from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.runner import WAITING, Runner
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import Paragraph


class BookingForm(BookingFields):
    """Who stands at the counter; what Enter will do; then the number.

    `draft` knows who is meant and what would happen, `submission` what was sent and what came of it. `kept` is what was
    typed when the form was closed, with its source.
    """

    BINDINGS = [
        Binding("plus", "toggle_seat", show=False, priority=True),  # before the field takes it for a letter
        Binding("ctrl+u", "clear", show=False, priority=True),
    ]

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(id="booking")
        self.draft = Draft(runner, self, self.show_text)
        self.submission = Submission(self, self.draft, Sending(runner, actor), self._close)
        self.kept = ("", DEFAULT_SOURCE)
        self._does: tuple[str, int] | None = None
        self._does_since = 0.0

    @property
    def slot(self) -> SlotSummary | None:
        """The slot of the booking, None while the form is not open."""
        return self.draft.slot

    @property
    def done(self) -> Booked | None:
        """The booking, once it is made."""
        return self.submission.done

    # --- opening and leaving

    def start(self, slot: SlotSummary, source: str = DEFAULT_SOURCE, *, note: str = "", kept: bool = False) -> None:
        """Open for a slot and a source: empty, or with what was `kept`, selected. `note` stays in sight."""
        text, source = self.kept if kept and self.kept[0] else ("", source)
        self.submission.forget()
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
        if news := self.submission.left_waiting():
            self.post_message(news)
        elif self.done is None and self.typed().strip():
            self.kept = (self.typed(), self.draft.outlook.given)
        self._close()

    def _close(self) -> None:
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
        return hints.CLOSE if self.done is not None or not self.typed().strip() else hints.KEEP

    @property
    def hints(self) -> tuple[Choice, ...]:
        """What the keys do as the form stands."""
        if self.done is not None:
            return hints.AFTER_BOOKING
        kept = not self.name_field.selection.is_empty
        return hints.while_typing(self.draft.offers, self.draft.offer, draft_is_back=kept)

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
            self.submission.enter(event.time, self._does_since, in_burst=burst)
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
        narrow, waiting = self.screen.has_class("narrow"), WAITING if self.submission.waiting else ""
        return text.lines(self.draft, waiting, width, narrow=narrow, crowded=crowded)

    def on_resize(self) -> None:
        """Another room for the lines."""
        if self.slot and self.done is None:
            self.call_after_refresh(self.show_text)

    # --- booking

    def submit(self) -> None:
        """Enter."""
        self.submission.enter(self._now(), self._does_since, in_burst=False)
