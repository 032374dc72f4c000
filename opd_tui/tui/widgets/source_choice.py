"""Choosing how a patient comes: a line for each source, chosen by its letter or the arrows."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message

from opd_tui.rules import PRIORITY
from opd_tui.tui.widgets.bars import BOLD, Bar
from opd_tui.tui.widgets.cells import PLAIN
from opd_tui.tui.widgets.panes import SOURCES

LETTERS = {source[0].lower(): source for source in PRIORITY}


class SourceChoice(Bar, can_focus=True):
    """The five sources, a line each; a letter chooses, outside a text field only."""

    source = "WALKIN"

    @dataclass
    class Changed(Message):
        """Another source was chosen."""

        source: str

    def show(self, source: str) -> None:
        """Mark a source that follows from what is known, without choosing it."""
        if source != self.source:
            self.source = source
            self.build()

    def choose(self, source: str) -> None:
        """Choose a source."""
        self.source = source
        self.build()
        self.post_message(self.Changed(source))

    def step(self, by: int) -> bool:
        """To the source above or below; whether there is one."""
        names = list(PRIORITY)
        at = names.index(self.source) + by
        if 0 <= at < len(names):
            self.choose(names[at])
        return 0 <= at < len(names)

    def build(self) -> None:
        """A line for each source, the chosen one marked."""
        lines = []
        for name in PRIORITY:
            chosen = name == self.source
            style = SOURCES.get(name, PLAIN) + Style(reverse=chosen and self.has_focus, bold=chosen)
            mark = "▸" if chosen else " "
            lines.append([Segment(f"{mark}{name[0]} ", BOLD), Segment(name, style)])
        self.put(lines)

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.build()

    def on_blur(self) -> None:
        """Show where the keys go."""
        self.build()

    def on_key(self, event: events.Key) -> None:
        """A source's letter."""
        if event.key.lower() in LETTERS:
            event.stop()
            self.choose(LETTERS[event.key.lower()])

    def on_click(self, event: events.Click) -> None:
        """A source's line."""
        if event.y < len(PRIORITY):
            self.choose(list(PRIORITY)[event.y])
