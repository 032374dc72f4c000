"""The booking form: it tells before Enter what will happen, and ends with the number, large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Digits, Input, Static

from opd_tui import sentences
from opd_tui.errors import OpdError
from opd_tui.names import shown
from opd_tui.services import booking, patients, preview, queues
from opd_tui.services.booking import Booking
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.widgets.bars import BOLD, DIM, WRONG, Choice
from opd_tui.tui.widgets.cells import PLAIN
from opd_tui.tui.widgets.form import Form, Lines, Paragraph, text_field
from opd_tui.tui.widgets.source_choice import SourceChoice
from opd_tui.views import Actor, Booked, Elsewhere, NewPatient, Patient, Preview, SlotHead

HINTS = (Choice("Enter", "book", ""), Choice("Tab", "next field", ""), Choice("↓", "known patient", ""))
DONE_HINTS = (Choice("Enter", "next patient", ""), Choice("e", "emergency", ""))


class BookingForm(Form):
    """Patient, phone, source; what will happen; then the number."""

    BINDINGS = [Binding("plus", "toggle_seat", show=False, priority=True)]  # before the field takes it for a letter

    @dataclass
    class Previewed(Message):
        """What the booking would do as the form stands, None when there is nothing to show."""

        preview: Preview | None

    @dataclass
    class Done(Message):
        """A token was given out."""

        booked: Booked
        position: int

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(id="booking")
        self.runner, self.actor = runner, actor
        self.slot: SlotHead | None = None
        self.done: Booked | None = None
        self._reset()

    def _reset(self) -> None:
        self.patient: Patient | None = None
        self.known: tuple[Patient, ...] = ()
        self.elsewhere: tuple[Elsewhere, ...] = ()
        self.picked = -1
        self.would: Preview | None = None
        self.open_seat = self.saving = False
        self.error = ""
        self.request = uuid4().hex  # one key a form: Enter held down, or pressed again after trouble, books once

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

    def start(self, slot: SlotHead, source: str = "WALKIN") -> None:
        """Open for a slot, empty, with a source already chosen."""
        self.slot, self.done = slot, None
        self._reset()
        for field in self.query(Input):
            field.clear()
        self._show_fields(True)
        self.query_one(SourceChoice).choose(source)
        self.open(f"Book · {sentences.short(slot.doctor_name, 16)} {slot.start[11:]}")
        self.screen.set_focus(self.query_one("#patient-name"))

    def _show_fields(self, typing: bool) -> None:
        self.query(".field, Input, SourceChoice").set(display=typing)
        self.query_one("#number").display = not typing

    @property
    def source(self) -> str:
        """The chosen source."""
        return self.query_one(SourceChoice).source

    def stops(self) -> list[Widget]:
        """Name, phone, source."""
        return [*self.fields(), self.query_one(SourceChoice)]

    def leave(self) -> None:
        """Hide the form, and the preview with it."""
        self.slot = None
        self.post_message(self.Previewed(None))
        super().leave()

    def on_key(self, event: events.Key) -> None:
        """Letters of the form; after the booking, what to do next."""
        if self.done is not None:
            event.stop()
            event.prevent_default()
            if self.slot and event.key in ("enter", "b", "e"):
                self.start(self.slot, "EMERGENCY" if event.key == "e" else "WALKIN")
            else:
                self.leave()
            return
        if event.key in ("down", "up") and self._step_within(1 if event.key == "down" else -1):
            event.stop()
            event.prevent_default()
        else:
            super().on_key(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """+ is a character like any other, save where a seat can be opened; in a phone number always."""
        if action == "toggle_seat":
            in_phone = self.screen.focused is self.query_one("#patient-phone")
            return self.done is None and not in_phone and self._may_open_seat()
        return super().check_action(action, parameters)

    def action_toggle_seat(self) -> None:
        """Open a seat with the booking, or do not after all."""
        self.open_seat = not self.open_seat
        self._tell()

    def _step_within(self, by: int) -> bool:
        """Up and down: among the known patients while typing, among the sources there; whether there was a step."""
        choice = self.query_one(SourceChoice)
        if self.screen.focused is choice:
            return choice.step(by)
        if self.known and -1 <= self.picked + by < len(self.known):
            self.picked += by
            self._tell()
            return True
        return False

    def _may_open_seat(self) -> bool:
        return self.would is not None and self.source == "EMERGENCY" and self.would.status == "WAITING"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody else is meant than the record that was picked; look who is known by that."""
        event.stop()
        self.patient, self.elsewhere = None, ()
        if self.slot:
            latest(self, "look-up", self._look_up, event.value)

    def _typed(self) -> tuple[str, str]:
        return self.query_one("#patient-name", Input).value, self.query_one("#patient-phone", Input).value

    async def _look_up(self, text: str) -> None:
        try:
            known = await self.runner(patients.known, text)
        except OpdError as e:
            self._refuse(e)
            return
        if text in self._typed():  # an older answer never overwrites a newer one
            self.error = ""
            self.known, self.picked = known, -1
            same = self._same(*self._typed())
            if same:
                self._is(same)
            self._tell()

    def on_source_choice_changed(self, event: SourceChoice.Changed) -> None:
        """Another source, another place."""
        event.stop()
        self.open_seat = False
        self.refresh_preview()

    def refresh_preview(self) -> None:
        """Ask again what would happen: the source changed, or another desk did something."""
        if self.slot and self.done is None:
            latest(self, "preview", self._preview, self.slot.id, self.source)

    async def _preview(self, slot: int, source: str) -> None:
        try:
            self.would = await self.runner(preview.preview, slot, source)
        except OpdError as e:
            self._refuse(e)
            return
        self.open_seat &= self._may_open_seat()
        self._tell()
        self.post_message(self.Previewed(self.would))

    def _refuse(self, e: OpdError) -> None:
        self.error = e.message
        self._tell()

    def _tell(self) -> None:
        lines: list[Paragraph] = [("", None)]
        if self.error:  # first: on a small screen not everything fits
            lines += [(f"! {self.error}", WRONG), ("", None)]
        if self.would:
            lines.append((f"→ {sentences.preview(self.would)}", BOLD))
        if self._may_open_seat():
            opens = "+ opened: takes a new seat" if self.open_seat else "No seat for it: + opens one"
            lines.append((opens, BOLD if self.open_seat else PLAIN))
        if self.patient:
            number = f" {shown(self.patient.phone)}" if self.patient.phone else ""
            lines += [("", None), (f"Known patient:{number}", DIM)]
        if self.elsewhere:
            lines.append((sentences.elsewhere(self.elsewhere), WRONG))
        if self.known and not self.patient:
            lines += [("", None), ("Known (↓ picks):", DIM)]
            lines += [self._known_line(i, p) for i, p in enumerate(self.known)]
        self.query_one("#tell", Lines).tell(lines)

    def _known_line(self, index: int, known: Patient) -> Paragraph:
        picked = index == self.picked
        text = f"{'▸' if picked else ' '}{sentences.short(known.name, 18)} {shown(known.phone or '')}"
        return text, Style(reverse=True) if picked else PLAIN

    def submit(self) -> None:
        """Enter: take the picked patient over, or book."""
        if self.saving or self.slot is None:
            return
        if 0 <= self.picked < len(self.known):
            self._take(self.known[self.picked])
            return
        name, phone = self._typed()
        if not name.strip():
            self.error = "Type the patient's name first."
            self._tell()
            self.screen.set_focus(self.query_one("#patient-name"))
            return
        patient = self.patient
        self.saving = True
        asked = Booking(
            self.slot.id,
            self.source,
            patient_id=patient.id if patient else None,
            patient=None if patient else NewPatient(name, phone or None),
            request=self.request,
            open_seat=self.open_seat,
        )
        self.run_worker(self._book(asked), group="book")

    def _take(self, patient: Patient) -> None:
        name, phone = self.query_one("#patient-name", Input), self.query_one("#patient-phone", Input)
        with self.prevent(Input.Changed):
            name.value, phone.value = patient.name, patient.phone or ""
        name.cursor_position = len(name.value)
        self._is(patient)
        self._tell()

    def _is(self, patient: Patient) -> None:
        """The booking is for this record; see what else it holds at that time."""
        self.patient, self.known, self.picked = patient, (), -1
        if self.slot:
            latest(self, "elsewhere", self._look_elsewhere, patient.id, self.slot.id)

    def _same(self, name: str, phone: str) -> Patient | None:
        """The one record with this very name and phone: the same person, not a second one."""
        digits = patients.digits_of(phone)
        same = [
            known
            for known in self.known
            if known.name.casefold() == name.strip().casefold() and patients.digits_of(known.phone) == digits
        ]
        return same[0] if digits and len(same) == 1 else None

    async def _look_elsewhere(self, patient: int, slot: int) -> None:
        try:
            self.elsewhere = await self.runner(preview.elsewhere, patient, slot)
        except OpdError as e:
            self._refuse(e)
            return
        self._tell()

    async def _book(self, asked: Booking) -> None:
        try:
            done, position = await self.runner(_book_and_place, asked, self.actor)
        except OpdError as e:
            self._refuse(e)
            return
        finally:
            self.saving = False
        self.done = done
        self.screen.set_focus(None)
        self.can_focus = True
        self.screen.set_focus(self)
        self.query_one("#number", Digits).update(str(done.token.number))
        self._show_fields(False)
        self.query_one("#tell", Lines).tell(self._result(done, position))
        self.post_message(self.Previewed(None))
        self.post_message(self.Done(done, position))

    def _result(self, done: Booked, position: int) -> Sequence[Paragraph]:
        slot, token = self.slot, done.token
        place = "a seat" if token.status == "ACTIVE" else f"waiting, {sentences.ordinal(position)}"
        head = f"№{token.number} · {sentences.short(slot.doctor_name)} · {slot.start[11:]} · {place}" if slot else ""
        lines: list[Paragraph] = [
            ("", None),
            (head, BOLD),
            (f"{sentences.short(token.patient_name)} · {token.source}", PLAIN),
        ]
        if done.preempted:
            moved = f"{sentences.who(done.preempted)} is waiting now."
            lines += [("", None), (moved, PLAIN)]
        return lines


def _book_and_place(asked: Booking, actor: Actor) -> tuple[Booked, int]:
    done = booking.book(asked, actor)
    return done, queues.place(done.token) + 1
