"""The line that says what happened, and asks."""

from __future__ import annotations

from collections.abc import Callable

from rich.style import Style
from textual import events

from opd_tui.tui.widgets.bar import Bar, wrapped
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.styles import PLAIN, WRONG

ASKS = Style(reverse=True, bold=True)
LINGERS_SECONDS = 0.05
"""How long an answered question may stand until what came of it is said."""


class StatusLine(Bar, can_focus=True):
    """What happened and why, until the next thing happens; and questions. While it asks it takes every key.

    The harmless answer is the default: Enter, Esc and whatever is no answer never do the harm.
    """

    text, wrong = "", False
    question = ""
    choices: tuple[Choice, ...] = ()

    _answered: Callable[[str | None], None] | None = None

    def show_message(self, text: str, *, wrong: bool = False) -> None:
        """Show what happened."""
        self.text, self.wrong = text, wrong
        self.build()

    def ask(self, question: str, choices: tuple[Choice, ...], answered: Callable[[str | None], None]) -> None:
        """Ask; `answered` is told the value, None for no, before any other key. An older question is left with no."""
        before, self._answered = self._answered, answered
        if before:
            before(None)
        self.question, self.choices = question, choices
        self.screen.set_focus(self)
        self.build()

    def answer(self, value: str | None) -> None:
        """Leave the question with this answer.

        After a yes something will be said within milliseconds, and a picture without the question just before it would
        put off the one that counts to the terminal's next frame, 17 ms later.
        """
        self.question, self.choices = "", ()
        answered, self._answered = self._answered, None
        if value is None:
            self._leave()
        else:
            self.set_timer(LINGERS_SECONDS, self._leave)
        if answered:
            answered(value)

    def _leave(self) -> None:
        if not self.question:
            if self.screen.focused is self:
                self.screen.set_focus(None)
            self.build()

    def on_key(self, event: events.Key) -> None:
        """An answer, or nothing."""
        if not self.question:
            return
        event.stop()
        event.prevent_default()
        for choice in self.choices:
            if event.key == choice.key:
                self.answer(choice.value)
                return
        if event.key in ("escape", "enter", "n", "q"):
            self.answer(None)

    def build(self) -> None:
        """The question, or the last sentence."""
        text, style = (self.question, ASKS) if self.question else (self.text, WRONG if self.wrong else PLAIN)
        mark = "! " if self.wrong and not self.question else ""
        self.show_lines(wrapped(mark + text, self.size.width, style, max(1, self.size.height)))
