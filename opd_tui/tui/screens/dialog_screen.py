"""The frame of a screen with a dialog of its own: its content, a form in its place, a status line and the keys."""

from __future__ import annotations

from typing import TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from opd_tui.domain.people import Actor
from opd_tui.messages import about_keys
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import EntryForm
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.status_line import StatusLine
from opd_tui.tui.widgets.styles import NARROW

T = TypeVar("T")


class DialogScreen(Screen[T]):
    """Asks, does and enters on a screen over the desk, and shows what other desks change once nothing is asked."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = "DialogScreen #entry { width: 1fr; height: 1fr; }"
    fields = 3
    """How many fields the largest form of the screen has."""

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__()
        self.runner, self.actor = runner, actor
        self.dialog = Dialog(self, runner, actor, reread=self.reread, show_keys=self.show_keys)

    # --- what each of these screens has of its own

    def content(self) -> ComposeResult:
        """What the screen is about."""
        raise NotImplementedError

    def hints(self) -> tuple[Choice, ...]:
        """The keys that do something here."""
        raise NotImplementedError

    async def reread(self) -> None:
        """Read again what is shown, and show it."""
        raise NotImplementedError

    def show_again(self) -> None:
        """The form is gone: what the screen is about has the keys again."""
        raise NotImplementedError

    # --- the frame

    def compose(self) -> ComposeResult:
        """The content, the form that takes its place, and the lines below."""
        self.set_class(self.app.size.width < NARROW, "narrow")
        with Vertical(id="body"):
            yield from self.content()
            yield EntryForm(id="entry", fields=self.fields)
        yield StatusLine(id="status")
        yield KeyLine(id="keys")

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.dialog.status

    def on_resize(self) -> None:
        """Narrow below 100 columns."""
        self.set_class(self.size.width < NARROW, "narrow")
        self.call_after_refresh(self.show_keys)

    def show_keys(self) -> None:
        """The answers to a question, the form's keys, or the screen's."""
        form, line = self.dialog.form, self.query_one(KeyLine)
        if self.status.question:
            line.show_choices(self.status.choices, "no")
        elif form.display:
            line.show_choices(form.hints)
        else:
            line.show_choices(self.hints(), "back")

    def on_key(self, event: events.Key) -> None:
        """A sign that is no key of the screen is text for something else: it is swallowed, and said."""
        if event.is_printable and event.character and not self.dialog.status.question and not self.dialog.form.display:
            event.stop()
            self.dialog.say(f"{about_keys.no_command(event.character)} Esc: back.")

    def on_paste(self, event: events.Paste) -> None:
        """Text that no field takes is no command."""
        event.stop()
        if not self.dialog.status.question and event.text.strip():
            self.dialog.say(about_keys.not_taken(event.text))

    async def follow(self) -> None:
        """Another desk changed something."""
        await self.dialog.follow()

    async def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for."""
        event.stop()
        await self.dialog.save(event.values)

    def on_form_left(self) -> None:
        """What the screen is about again, as it is by now."""
        self.call_after_refresh(self._show_again)

    async def _show_again(self) -> None:
        self.show_again()
        self.show_keys()
        if self.dialog.behind:
            await self.dialog.follow()
