"""A token's card: where it is, what happened to it and why; the desk's keys act on it here as well."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime

from msgspec.structs import replace
from rich.text import Text
from textual import events
from textual.app import ComposeResult

from opd_tui.domain.cards import Card
from opd_tui.domain.errors import OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_cards, about_log, about_patients, about_tokens
from opd_tui.runtime import clock
from opd_tui.services.queries import finding
from opd_tui.tui.actions import of_token, tokens
from opd_tui.tui.actions.rows import Chosen
from opd_tui.tui.keys import Command, Needs
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.dialog_screen import DialogScreen
from opd_tui.tui.screens.patient import Answer, PatientScreen
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.scrolled_text import ScrolledText

UNDO, RECORD, BACK = "undo-token", "record", "back"
RANKS = (BACK, "arrived", "call", "done", "cancel", UNDO, RECORD, "move", "no-show", "step-out", "source")
"""What the key line shows of a token's commands, the most needed first."""


class CardScreen(DialogScreen[Answer]):
    """`enter` on a token. Answers the token to go to, the patient for whom the desk should book, or None."""

    def __init__(self, runner: Runner, token: int, actor: Actor, commands: tuple[Command, ...]) -> None:
        super().__init__(runner, actor)
        self.token = token
        self.card: Card | None = None
        chosen: Chosen[Token] = Chosen(Needs.TOKEN, self._now, "")
        rows = of_token.rows(self.dialog, chosen, lambda: self.card.slot if self.card else None, self._move)
        self._rows = {row.id: row for row in rows}
        undo = next((command.keys for command in commands if command.id == "undo"), "")
        own = Command(UNDO, undo, "Undo", ""), Command(RECORD, "R", "Patient", ""), Command(BACK, "escape", "Back", "")
        others = (command for command in commands if command.id in self._rows and command.id != UNDO)
        self._commands = tuple(_ranked(command) for command in (*others, *own))
        self._acted = False

    def _now(self) -> Token | None:
        return self.card.token if self.card else None

    def content(self) -> ComposeResult:
        """One scrolling text."""
        yield ScrolledText(id="reading")

    def on_mount(self) -> None:
        """Read the card."""
        self.show_again()
        self.run_worker(self.reread())

    def show_again(self) -> None:
        """The text has the keys: arrows scroll."""
        self.set_focus(self.query_one(ScrolledText))

    def show_keys(self) -> None:
        """The keys that do something to this token now, the answers to a question, or the form's keys."""
        if self.status.question or self.dialog.form.display:
            super().show_keys()
        else:
            possible = tuple(each for each in self._commands if not self._why_not(each.id))
            self.query_one(KeyLine).show_commands(possible, frozenset())

    def _why_not(self, id: str) -> str | None:
        return self._rows[id].why_not() if id in self._rows else None

    async def reread(self) -> None:
        """Read the card, and show it."""
        text = self.query_one(ScrolledText)
        try:
            card = await self.runner(finding.card, self.token)
        except OpdError as e:
            text.show("", Text(e.message))
            self.show_keys()
            return
        if self.card is not None and card.token != self.card.token:
            self._acted = True
        self.card = card
        text.show(about_tokens.who(card.token), _text(card))
        self.show_keys()

    def on_key(self, event: events.Key) -> None:
        """The desk's keys of a token; R for the patient; Esc or Enter goes back."""
        if self.status.question or self.dialog.form.display:
            return
        command = next((each for each in self._commands if event.key in each.keys.split(",")), None)
        id = BACK if event.key == "enter" else command.id if command else None
        if id is not None:
            event.stop()
            event.prevent_default()
            self._run(id)

    def on_key_line_pressed(self, event: KeyLine.Pressed) -> None:
        """The mouse on a key is the key."""
        self._run(event.id)

    def _run(self, id: str) -> None:
        if id == BACK:
            self.dismiss(self.token if self._acted else None)
        elif id == RECORD:
            self._open_record()
        elif problem := self._why_not(id):
            self.dialog.say(problem)
        elif flow := self._rows[id].run():
            self.dialog.start(flow)

    def _move(self, token: Token) -> Awaitable[object] | None:
        from opd_tui.tui.screens.move import MoveScreen

        def move_to(slot: int | None) -> None:
            if slot is not None:
                self.dialog.start(tokens.move(self.dialog, token, slot))

        self.app.push_screen(MoveScreen(self.runner, token.id), move_to)
        return None

    def _open_record(self) -> None:
        """Open the patient's card over this one."""
        if self.card is not None:
            self.app.push_screen(PatientScreen(self.runner, self.actor, self.card.patient.id), self._back)

    def _back(self, answer: Answer) -> None:
        if answer is not None:
            self.dismiss(answer)
        else:
            self.run_worker(self.reread())


def _ranked(command: Command) -> Command:
    """A command as the key line of the card has it: one word, and its rank here."""
    label = (command.short or command.label).split()[0]
    return replace(command, label=label, short="", rank=RANKS.index(command.id) + 1 if command.id in RANKS else 0)


def _text(card: Card) -> Text:
    token, patient, today = card.token, card.patient, clock.today()
    text = Text()
    for label, value in (
        ("Patient", about_patients.identified(patient, today)),
        ("Slot", about_cards.slot(card.slot)),
        ("Source", token.source),
        ("Called first", token.precedence.label if token.precedence else ""),
        ("Now", about_cards.now(card)),
        ("Checked in", _at(token.arrived_at, today)),
        ("Called in", _at(token.called_at, today)),
        ("Done", _at(token.ended_at, today)),
        ("Expected", about_cards.expected(card)),
        ("Lost its seat", about_cards.lost_seat(token.preemptions)),
        ("Notes", shown(patient.notes)),
    ):
        if value:
            text.append(f"{label:<14}", style="dim")
            text.append(f"{value}\n")
    text.append("\n")
    for event in card.events:
        text.append(f"{_at(event.at, today)}  ", style="dim")
        text.append(about_log.event(event))
        text.append(f"  {shown(event.actor)}\n", style="dim")
    return text


def _at(stamp: str | None, today: str) -> str:
    """A moment: 09:30 of today, with its day of another one."""
    if not stamp:
        return ""
    when = datetime.fromisoformat(stamp) if stamp[-1:] != "Z" else clock.local(stamp)
    return f"{when:%H:%M}" if when.date().isoformat() == today else f"{when:%a %d %b %H:%M}"
