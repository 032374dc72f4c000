"""Choosing how a patient comes: a line for each source, chosen by its letter or the arrows."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message

from opd_tui.domain.tokens import PRIORITY
from opd_tui.tui.widgets.bar import Bar
from opd_tui.tui.widgets.styles import BOLD, PLAIN, SOURCES

LETTERS = {source[0].lower(): source for source in PRIORITY}


class SourceChoice(Bar, can_focus=True):
    """The five sources, a line each, or all in one; a letter chooses, outside a text field only."""

    source = "WALKIN"
    compact = False

    def set_height(self, lines: int) -> None:
        """Take so many lines: one, or one for each source."""
        if self.compact != (lines == 1):
            self.compact = lines == 1
            self.styles.height = lines
            self.build()

    class Changed(Message):
        """Another source was chosen."""

        def __init__(self, source: str) -> None:
            super().__init__()
            self.source = source

    def show_source(self, source: str) -> None:
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
        """A line for each source, the chosen one marked; in one line the others are their letters."""
        lines: list[list[Segment]] = []
        for name in PRIORITY:
            chosen = name == self.source
            style = SOURCES.get(name, PLAIN) + Style(reverse=chosen and self.has_focus, bold=chosen)
            mark = "▸" if chosen else " "
            lines.append([Segment(f"{mark}{name[0]} ", BOLD), Segment(name, style)])
        if self.compact:
            others = " ".join(name[0] for name in PRIORITY if name != self.source)
            lines = [[*lines[list(PRIORITY).index(self.source)], Segment(f"   {others}", BOLD)]]
        self.show_lines(lines)

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
        if not self.compact and event.y < len(PRIORITY):
            self.choose(list(PRIORITY)[event.y])
