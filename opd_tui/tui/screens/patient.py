"""A patient's card: bookings, past visits, the record and its history; corrected, merged and undone."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from msgspec import Struct
from rich.text import Text
from textual import events
from textual.app import ComposeResult

from opd_tui.domain.cards import PatientCard
from opd_tui.domain.errors import OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import BETWEEN
from opd_tui.messages import about_cards, about_log, about_patients, about_tokens
from opd_tui.runtime import clock
from opd_tui.services.patients import merging, records
from opd_tui.services.queries import patient_cards
from opd_tui.tui.actions.undo import undo_last
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.dialog_screen import DialogScreen
from opd_tui.tui.screens.patient_picker import PatientPicker
from opd_tui.tui.screens.record_fields import FIELDS, changed, labelled, typed
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.scrolled_text import ScrolledText

KEYS = (Choice("b", "book", ""), Choice("e", "correct", ""), Choice("m", "merge", ""), Choice("u", "undo", ""))


class BookFor(Struct, frozen=True):
    """The answer that opens the booking form for a patient."""

    patient: Patient


Answer = int | BookFor | None
"""Where a patient's card leads: to a token of this id, to a booking, or nowhere else."""


class PatientScreen(DialogScreen[Answer]):
    """Answers the token that the desk should go to, the patient for whom it should book, or None."""

    fields = len(FIELDS)

    def __init__(self, runner: Runner, actor: Actor, patient: int) -> None:
        super().__init__(runner, actor)
        self.patient = patient
        self.card: PatientCard | None = None

    def content(self) -> ComposeResult:
        """One scrolling text."""
        yield ScrolledText(id="record")

    def on_mount(self) -> None:
        """Read the card."""
        self.show_again()
        self.run_worker(self.reread())

    def show_again(self) -> None:
        """The text has the keys: arrows scroll."""
        self.set_focus(self.query_one("#record"))

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        live = self.card is not None and self.card.live
        return (*KEYS, Choice("Enter", "go to the token", "")) if live else KEYS

    async def reread(self) -> None:
        """Read the card and show it."""
        try:
            card = await self.runner(patient_cards.card, self.patient)
        except OpdError as e:
            self.dialog.say(e.message, wrong=True)
            return
        self.card, self.patient = card, card.patient.id
        self.query_one(ScrolledText).show(about_tokens.person(card.patient.name, 60), _text(card))
        self.show_keys()

    def on_key(self, event: events.Key) -> None:
        """The keys of the card; the form and the questions have their own."""
        card = self.card
        match event.key:
            case "escape":
                self.dismiss(None)
            case "enter" if card and card.live:
                self.dismiss(card.live[0].token)
            case "b" if card:
                self.dismiss(BookFor(card.patient))
            case "e" if card:
                before = typed(card.patient, clock.today())
                self.dialog.enter("Correct the record", labelled(before), partial(self._correct, before))
            case "m" if card:
                self.app.push_screen(PatientPicker(self.runner, self.actor, card.patient), self._chosen)
            case "u":
                self.dialog.start(undo_last(self.dialog, patient=self.patient))
            case _:
                return
        event.stop()
        event.prevent_default()

    async def _correct(self, before: tuple[str, ...], values: tuple[str, ...]) -> None:
        """Only what was changed here is written: another desk may have corrected something else."""
        done = await self.runner(records.correct, self.patient, changed(before, values), self.actor)
        self.dialog.say(about_patients.corrected(done))

    def _chosen(self, gone: int | None) -> None:
        if gone is not None:
            self.dialog.start(self._merge(gone))

    async def _merge(self, gone: int) -> None:
        if self.card is None:
            return
        try:
            other = await self.runner(patient_cards.card, gone)
        except OpdError as e:
            self.dialog.say(e.message, wrong=True)
            return
        if await self.dialog.confirm(about_patients.will_merge(self.card, other, clock.today())):
            await self.dialog.do(about_patients.merged, merging.merge, self.patient, gone, self.actor)


def _text(card: PatientCard) -> Text:
    patient, text = card.patient, Text()
    for label, value in (
        ("Patient", patient.name),
        ("Phone", BETWEEN.join(patient.phones)),
        ("Hospital no.", patient.mrn),
        ("Age and sex", _age_and_sex(patient)),
        ("Precedence", about_patients.precedence(patient, clock.today())),
        ("Notes", patient.notes),
        ("So far", f"{card.seen} seen, {card.no_shows} no-show, {card.cancelled} cancelled"),
        ("Merged", ", ".join(card.absorbed)),
        ("Perhaps also", about_patients.perhaps_also(card.likely, clock.today())),
    ):
        if value or label not in ("Merged", "Precedence", "Perhaps also"):
            text.append(f"{label:<14}", style="dim")
            text.append(f"{shown(value or '–')}\n")
    for title, visits in (("Booked", card.live), ("Past", card.past)):
        if visits:
            text.append(f"\n{title}\n", style="bold")
            for visit in visits:
                text.append(f"{about_cards.visit(visit)}\n")
    text.append("\nRecord\n", style="bold")
    for event in card.events:
        text.append(f"{datetime.fromisoformat(event.at):%d %b %Y %H:%M}  ", style="dim")
        text.append(about_log.event(event))
        text.append(f"   {shown(event.actor)}\n", style="dim")
    return text


def _age_and_sex(patient: Patient) -> str:
    born = f" (born {patient.year_of_birth})" if patient.year_of_birth else ""
    return about_patients.age_and_sex(patient, clock.today()) + born
