"""A token's card: everything that ever happened to it, and why, from the log."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.binding import Binding

from opd_tui.domain.cards import Card
from opd_tui.domain.errors import OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.people import Actor
from opd_tui.messages import about_log, about_tokens
from opd_tui.runtime import clock
from opd_tui.services.queries import finding
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.text_screen import TextScreen


class CardScreen(TextScreen[tuple[str, int]]):
    """`enter` on a token. Answers "undo" or "go", and the token whose last change to undo, or to which to go."""

    BINDINGS = [Binding("u", "undo", show=False), Binding("p", "patient", show=False)]
    subtitle_text = "p the patient · u undo the last change · Esc back"

    def __init__(self, runner: Runner, token: int, actor: Actor) -> None:
        super().__init__()
        self.runner, self.token, self.actor = runner, token, actor
        self.patient: int | None = None

    def on_mount(self) -> None:
        """Read the card."""
        super().on_mount()
        self.run_worker(self.follow())

    async def follow(self) -> None:
        """Read the card, and show it."""
        try:
            card = await self.runner(finding.card, self.token)
        except OpdError as e:
            self.show_text(Text(e.message))
            return
        self.patient = card.patient.id
        self.query_one("#reading").border_title = about_tokens.who(card.token).replace("[", "\\[")
        self.show_text(_text(card))

    def action_undo(self) -> None:
        """Back to the desk, which asks and does it."""
        self.dismiss(("undo", self.token))

    def action_patient(self) -> None:
        """Open the patient's card over this one."""
        if self.patient is not None:
            from opd_tui.tui.screens.patient import PatientScreen

            self.app.push_screen(PatientScreen(self.runner, self.actor, self.patient), self._back)

    def _back(self, token: int | None) -> None:
        if token is not None:
            self.dismiss(("go", token))
        else:
            self.run_worker(self.follow())


def _text(card: Card) -> Text:
    token, slot, patient = card.token, card.slot, card.patient
    text = Text()
    for label, value in (
        ("Patient", shown(patient.name)),
        ("Phone", shown(patient.phone or "–")),
        ("Hospital no.", shown(patient.mrn or "–")),
        ("Slot", f"{shown(slot.doctor_name)} · {slot.day} {slot.start[11:]}–{slot.end[11:]}"),
        ("Source", f"{token.source} (priority {token.priority})"),
        ("Now", _now(card)),
        ("Arrived", _at(token.arrived_at)),
        ("Called in", _at(token.called_at)),
        ("Left", _at(token.ended_at)),
        ("Expected", _expected(card)),
        ("Preempted", about_tokens.counted(token.preemptions, "time") if token.preemptions else "never"),
    ):
        text.append(f"{label:<14}", style="dim")
        text.append(f"{value}\n")
    text.append("\n")
    for event in card.events:
        at = datetime.fromisoformat(event.at)
        text.append(f"{at:%d %b %H:%M:%S}  ", style="dim")
        text.append(f"{about_log.event(event)}")
        text.append(f"   {shown(event.actor)} · {shown(event.desk)}\n", style="dim")
    return text


def _at(stamp: str | None) -> str:
    return f"{clock.local(stamp):%H:%M, %d %b}" if stamp else "–"


def _expected(card: Card) -> str:
    when = card.token.expected
    if when is None or card.token.called:
        return "now" if when else "–"
    return f"{when.label}, if a seat comes free" if card.token.status == "WAITING" else when.label


def _now(card: Card) -> str:
    token = card.token
    if token.status == "WAITING":
        return f"waiting, {about_tokens.ordinal(card.ahead + 1)}"
    if token.status == "ACTIVE":
        return "called in" if token.called else f"a seat, {about_tokens.ordinal(card.ahead + 1)} in order"
    return token.status.lower().replace("_", "-")
