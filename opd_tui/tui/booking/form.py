"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from uuid import uuid4

from msgspec.structs import replace as with_fields
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Digits, Input, Static

from opd_tui.domain.errors import BadCapacity, OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.people import Actor
from opd_tui.domain.previews import Preview
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import PRIORITY
from opd_tui.messages import about_tokens
from opd_tui.messages.about_patients import likely_same
from opd_tui.runtime import clock
from opd_tui.services.forecast import expecting, preview
from opd_tui.services.tokens import booking
from opd_tui.store import queues
from opd_tui.tui.booking import text
from opd_tui.tui.booking.patient_finder import PatientForm
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.runner import PATIENCE_SECONDS, WAITING, Runner, latest
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import Lines, Paragraph, text_field
from opd_tui.tui.widgets.styles import BOLD, DIM, PLAIN, WRONG

HINTS = (Choice("Enter", "book", ""), Choice("Tab", "next field", ""), Choice("↓", "known patient", ""))
BETTER = Choice("1–5", "better place", "")
BETTER_FROM_A_FIELD = Choice("1–5", "better place (at the sources)", "")  # in a field they are digits
DONE_HINTS = (Choice("Enter", "next patient", ""), Choice("e", "emergency", ""))
MEANT = ("Name, phone or number", "Phone")
"""What the two fields are for."""
KEYS_OF_PLACES = ("1", "2", "3", "4", "5")


class BookingForm(PatientForm):
    """Patient, phone, source; what will happen; then the number."""

    BINDINGS = [Binding("plus", "toggle_seat", show=False, priority=True)]  # before the field takes it for a letter

    @dataclass
    class Previewed(Message):
        """What the booking would do as the form stands, None when there is nothing to show."""

        preview: Preview | None

    @dataclass
    class Turned(Message):
        """The operator took another place: the booking is for this slot now."""

        slot: SlotSummary

    @dataclass
    class LeftWaiting(Message):
        """The form was left while its booking waits for another desk (`said`), or came to nothing after that."""

        said: str
        wrong: bool = False

    @dataclass
    class Done(Message):
        """A token was given out."""

        booked: Booked
        position: int

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(runner)
        self.actor = actor
        self.done: Booked | None = None
        self._reset()

    def _reset(self) -> None:
        self.forget()
        self.would: Preview | None = None
        self.given = "WALKIN"
        self.open_seat = self.saving = self.waiting = False
        self.request = ""  # a key made with the first Enter: held down, or again after trouble, it books once
        self._sent: Book | None = None

    def compose(self) -> ComposeResult:
        """The fields, the sources, and below them all that the form has to say."""
        yield Static("Patient", classes="label field")
        yield text_field("patient-name")
        yield Static("Phone", classes="label field")
        yield text_field("patient-phone")
        yield Static("Source", classes="label field")
        yield SourceChoice(id="source")
        yield Digits("", id="number")
        yield Lines(id="tell")

    def start(self, slot: SlotSummary, source: str = "WALKIN") -> None:
        """Open for a slot, empty, with a source already chosen."""
        self.slot, self.done = slot, None
        self._reset()
        narrow = self.screen.has_class("narrow")
        for field, meant in zip(self.query(Input), MEANT, strict=True):
            field.clear()
            field.placeholder = meant if narrow else ""  # wide, a label says it
        self._show_fields(True)
        self.given = source
        self.query_one(SourceChoice).choose(source)
        self._open_for(slot)
        self.screen.set_focus(self.query_one("#patient-name"))

    def _open_for(self, slot: SlotSummary) -> None:
        day = "" if slot.day == clock.today() else f"{slot.day[8:]}/{slot.day[5:7]} "  # before what a long name cuts
        self.open(f"Book · {day}{slot.start[11:]} {about_tokens.short(slot.doctor_name, 16)}")

    def _show_fields(self, typing: bool) -> None:
        self.query(".field, Input, SourceChoice").set(display=typing)
        self.query_one("#number").display = not typing

    @property
    def source(self) -> str:
        """The source that the booking will have: the chosen one, or FOLLOWUP where that follows from the visits."""
        return self.query_one(SourceChoice).source

    def stops(self) -> list[Widget]:
        """Name, phone, source."""
        return [*self.fields(), self.query_one(SourceChoice)]

    def leave(self) -> None:
        """Hide the form, and the preview with it."""
        if self.saving and self._sent:
            self.post_message(self.LeftWaiting(f"{self._whom(self._sent)} is still being booked: {WAITING}"))
        self.slot = None
        self.post_message(self.Previewed(None))
        super().leave()

    @property
    def hints(self) -> tuple[Choice, ...]:
        """What the keys do as the form stands."""
        if self.done is not None:
            return DONE_HINTS
        if not (self.would and self.would.alternatives):
            return HINTS
        at_sources = self.screen.focused is self.query_one(SourceChoice)
        return (*HINTS[:2], BETTER if at_sources else BETTER_FROM_A_FIELD)

    async def on_key(self, event: events.Key) -> None:
        """Letters of the form; after the booking, what to do next.

        Enter waits until it is known who is meant by what was typed, and so do the keys after it.
        """
        if self.done is not None:
            event.stop()
            event.prevent_default()
            if self.slot and event.key in ("enter", "b", "e"):
                self.start(self.slot, "EMERGENCY" if event.key == "e" else "WALKIN")
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
        places = self.would.alternatives if self.would else ()
        if self.screen.focused is not self.query_one(SourceChoice):
            return False
        if key in KEYS_OF_PLACES[: len(places)]:
            self.open_seat = False
            latest(self, "preview", self._preview, places[int(key) - 1].slot)
            return True
        if key == "n" and self.patient:
            phone = self.query_one("#patient-phone", Input)
            with self.prevent(Input.Changed):
                phone.clear()
            self.is_nobody()
            self.somebody_new = True
            self.screen.set_focus(phone)
            self.refresh_preview()
            return True
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ is a character like any other, save where a seat can be opened; in a number always."""
        if action == "toggle_seat":
            return self.done is None and not self._types_a_number() and self._may_open_seat()
        return super().check_action(action, parameters)

    def _types_a_number(self) -> bool:
        """Whether a + would be part of a number: in the phone field, or before anything but a number in the name's."""
        field = self.screen.focused
        if field is self.query_one("#patient-phone"):
            return True
        name, _ = self.typed()
        return field is self.query_one("#patient-name") and (not name or text.is_number(name))

    def action_toggle_seat(self) -> None:
        """Open a seat with the booking, or do not after all."""
        self.open_seat = not self.open_seat
        self.refresh_preview()

    def _step_within(self, by: int) -> bool:
        """Up and down: among the known patients while typing, among the sources there; whether there was a step."""
        choice = self.query_one(SourceChoice)
        if self.screen.focused is choice:
            return choice.step(by)
        if self.known and -1 <= self.picked + by < len(self.known):
            self.picked += by
            self.tell_all()
            return True
        return False

    def _may_open_seat(self) -> bool:
        would = self.would
        return would is not None and self.given == "EMERGENCY" and (would.opened or would.status == "WAITING")

    def on_source_choice_changed(self, event: SourceChoice.Changed) -> None:
        """Another source, another place. Who sees a follow-up and chooses ONLINE or WALKIN wants just that."""
        event.stop()
        self.open_seat = False
        seen = self.as_given or (self.would is not None and self.would.why_source is not None)
        self.given, self.as_given = event.source, seen and event.source in ("ONLINE", "WALKIN")
        self.refresh_preview()

    def refresh_preview(self) -> None:
        """Ask again what would happen: the source changed, or another desk did something."""
        if self.slot and self.done is None:
            latest(self, "preview", self._preview, self.slot.id)

    async def _preview(self, slot: int) -> None:
        patient = self.patient.id if self.patient else None
        try:
            would = await self.runner(
                preview.preview, slot, self.given, patient, as_given=self.as_given, open_seat=self.open_seat
            )
        except OpdError as e:
            if self.ended:
                return
            self.would = None
            self.open_seat &= not isinstance(e, BadCapacity)  # no more seats are possible: without one, then
            self.refuse(e)
            self.post_message(self.Previewed(None))
            return
        if self.ended:
            return
        self.would = would
        self.query_one(SourceChoice).show_source(self.would.source)
        if self.slot and self.slot.id != slot:
            self._turn(self.would.slot)
        self.open_seat &= self._may_open_seat()
        self.tell_all()
        self.post_message(self.Previewed(self.would))

    @property
    def ended(self) -> bool:
        """Whether the form shows its result, or was left."""
        return self.done is not None or self.slot is None

    def tell_all(self) -> None:
        """What there is to say; where it does not fit, the sources and the better places take a line each."""
        tell, sources = self.query_one("#tell", Lines), self.query_one(SourceChoice)
        lines = self._lines(tell.size.width, crowded=False)
        room = tell.size.height + sources.size.height - len(PRIORITY)
        crowded = tell.size.height > 0 and len(tell.wrap(lines)) > room
        sources.set_height(1 if crowded else len(PRIORITY))
        tell.show_paragraphs(self._lines(tell.size.width, crowded=True) if crowded else lines)

    def on_resize(self) -> None:
        """Another room for the lines."""
        if self.slot and self.done is None:
            self.call_after_refresh(self.tell_all)

    def _lines(self, width: int, *, crowded: bool) -> list[Paragraph]:
        lines: list[Paragraph] = []
        if self.waiting:
            lines.append((WAITING, BOLD))
        if self.error:  # first: on a small screen not everything fits
            lines.append((f"! {self.error}", WRONG))
        if self.would:
            lines.append(text.outlook(self.would))
        if self.would and self._may_open_seat():
            lines.append(("+ opens none after all" if self.would.opened else "No seat for it: + opens one", PLAIN))
        reasons = text.reasons(self.would) if self.would else []
        lines += [] if crowded else reasons
        if self.would and not self.known:
            narrow = self.screen.has_class("narrow")
            lines += text.places(self.would, width, narrow, crowded=crowded)
        lines += reasons if crowded else []
        if self.patient:
            number = f" {shown(self.patient.phone)}" if self.patient.phone else ""
            lines.append((f"Known patient:{number} (n: somebody new)", DIM))
        if self.elsewhere:
            lines.append((about_tokens.elsewhere(self.elsewhere), WRONG))
        if self.unknown and not self.patient:
            lines.append((f"Nobody is known by {shown(self.unknown)}", DIM))
        if self.known and not self.patient:
            lines.append(("Known (Enter picks):" if self.only_one_meant() else "Known (↓ picks):", DIM))
            lines += [text.known_patient(p, i == self.picked) for i, p in enumerate(self.known)]
        return lines

    def submit(self) -> None:
        """Enter: take the picked patient over, or book."""
        if self.saving or self.slot is None:
            return
        if not self.patient and (self.picked >= 0 or (not self.somebody_new and self.only_one_meant())):
            self.take(self.known[max(self.picked, 0)])
            return
        name, phone = self.typed()
        if problem := self.unclear(name):
            self.error = problem
            self.tell_all()
            self.screen.set_focus(self.query_one("#patient-name"))
            return
        patient = self.patient
        self.saving = True
        asked = Book(
            self.slot.id,
            self.given,
            patient_id=patient.id if patient else None,
            patient=None if patient else NewPatient(name, phone or None),
            open_seat=self.open_seat,
            as_given=self.as_given,
        )
        if asked != self._sent:  # one key for one booking, however often it is tried; another is another
            self._sent, self.request = asked, uuid4().hex
        asked = with_fields(asked, request=self.request)
        self.run_worker(self._book(asked), group="book")

    def _turn(self, slot: SlotSummary) -> None:
        """Book into another slot: the desk shows its queues."""
        self.slot = slot
        self._open_for(slot)
        if self.patient:
            latest(self, "elsewhere", self.look_elsewhere, self.patient.id, slot.id)
        self.post_message(self.Turned(slot))

    def _left(self, asked: Book) -> bool:
        """Whether the form was left since, and maybe opened for somebody else."""
        return self.slot is None or self.request != asked.request

    def _whom(self, asked: Book) -> str:
        name = asked.patient.name if asked.patient else self.query_one("#patient-name", Input).value
        return about_tokens.short(name)

    async def _book(self, asked: Book) -> None:
        same = await self.likely_known(asked.patient) if asked.patient and not self.somebody_new else ()
        if same:
            if self._left(asked):
                self.post_message(
                    self.LeftWaiting(f"{self._whom(asked)} was not booked. {likely_same(same)}", wrong=True)
                )
                return
            self.saving = False
            self.point_out(same)
            self.drop_typed_ahead()
            return
        answer = asyncio.ensure_future(self.runner(_book_and_place, asked, self.actor))
        if not (await asyncio.wait({answer}, timeout=PATIENCE_SECONDS))[0]:
            self.waiting = True
            self.tell_all()
        try:
            done, position = await answer
        except OpdError as e:
            if self._left(asked):
                self.post_message(self.LeftWaiting(f"{self._whom(asked)} was not booked. {e.message}", wrong=True))
                return
            self.saving = self.waiting = False
            self.refuse(e)
            self.drop_typed_ahead()
            return
        if self._left(asked):  # the status line says it
            self.post_message(self.Done(done, position))
            return
        self.saving = self.waiting = False
        self.done = done
        self.screen.set_focus(None)
        self.can_focus = True
        self.screen.set_focus(self)
        self.query_one("#number", Digits).update(str(done.token.number))
        self._show_fields(False)
        self.query_one("#tell", Lines).show_paragraphs(text.result(done, position, self.slot))
        self.post_message(self.Previewed(None))
        self.post_message(self.Done(done, position))


def _book_and_place(asked: Book, actor: Actor) -> tuple[Booked, int]:
    done = booking.book(asked, actor)
    [token] = expecting.with_expected_times((done.token,))
    return replace(done, token=token), queues.place(token) + 1
