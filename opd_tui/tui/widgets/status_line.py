"""The line that says what happened, and asks."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.style import Style
from textual import events

from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.widgets.bar import Bar, wrapped
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.styles import PLAIN, WRONG

ASKS = Style(reverse=True, bold=True)
LINGERS_SECONDS = 0.05
"""How long an answered question may stand until what came of it is said."""
READ_SECONDS = 0.3
"""Nobody has read a question sooner: an answer that comes before was typed for something else."""
NOTHING_CHANGED = "Nothing changed."
PRESS_AGAIN, ESC_FIRST, HOW = "Press again: ", "Esc first: ", "Press a key shown below, or Esc for no: "
"""What stands before a question once a key was not taken."""


class StatusLine(Bar, can_focus=True):
    """What happened and why, until the next thing happens; and questions. While it asks it takes every key.

    An answer counts if it was given to this question: not sooner than it could be read, not in a burst, not by a key
    that is held down. A printable key that is no answer, or a paste, was meant for something else: after it only Esc
    is taken. Esc says no.
    """

    text, wrong = "", False
    question = ""
    choices: tuple[Choice, ...] = ()

    _answered: Callable[[str | None], None] | None = None
    _hint = ""
    _news: tuple[str, bool] = ("", False)
    _asked_at = 0.0

    def show_message(self, text: str, *, wrong: bool = False) -> None:
        """Show what happened."""
        self.text, self.wrong = text, wrong
        if self.question:
            self._news = text, wrong
        self.build()

    def ask(self, question: str, choices: tuple[Choice, ...], answered: Callable[[str | None], None]) -> None:
        """Ask; `answered` is told the value, None for no, before any other key. An older question is left with no."""
        before, self._answered = self._answered, answered
        if before:
            before(None)
        self.question, self.choices = question, choices
        self._hint, self._news, self._asked_at = "", ("", False), self._now()
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
            news, wrong = self._news
            self.text, self.wrong = f"{NOTHING_CHANGED} {news}".rstrip(), wrong
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
        keys = self.app.keyboard if isinstance(self.app, TypedAhead) else None
        given = next((each for each in self.choices if event.key in (each.key, each.also)), None)
        if event.key == "escape":
            self.answer(None)
        elif self._hint == ESC_FIRST or (keys and keys.repeats and not given):
            return
        elif given and (event.time - self._asked_at < READ_SECONDS or (keys and keys.repeats)):
            self._explain(PRESS_AGAIN)
        elif given:
            self.answer(given.value)
        else:
            self._explain(ESC_FIRST if event.is_printable else HOW)

    def on_paste(self, event: events.Paste) -> None:
        """Text was meant for something else; several answers at once are none."""
        if not self.question:
            return
        event.stop()
        event.prevent_default()
        burst = isinstance(self.app, TypedAhead) and self.app.keyboard.in_burst
        answers = {key for each in self.choices for key in (each.key, each.also)}
        if self._hint != ESC_FIRST:
            self._explain(PRESS_AGAIN if burst and answers.issuperset(event.text) else ESC_FIRST)

    def _explain(self, hint: str) -> None:
        self._hint = hint
        self.build()

    def _now(self) -> float:
        return self.app.keyboard.now() if isinstance(self.app, TypedAhead) else time.monotonic()

    def build(self) -> None:
        """The question, or the last sentence."""
        text, style = (self.text, WRONG if self.wrong else PLAIN)
        if self.question:
            text, style = self._hint + self.question, ASKS
        mark = "! " if self.wrong and not self.question else ""
        self.show_lines(wrapped(mark + text, self.size.width, style, max(1, self.size.height)))
