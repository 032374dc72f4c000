"""The last line: the keys that work now, or the answers to a question."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message

from opd_tui.tui.keys import Command
from opd_tui.tui.widgets.bar import Bar
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.styles import BOLD, DIM, NARROW, PLAIN

KEYS_SHOWN = {
    "Enter": "enter",
    "⏎": "enter",
    "Tab": "tab",
    "␣": "space",
    "↓": "down",
    "↓ Enter": "down",
    "^n": "ctrl+n",
    "^u": "ctrl+u",
}
"""How the keys in answers and hints are shown, where not by their own names."""


class KeyLine(Bar):
    """The keys, those that cannot work now dimmed; the answers while a question is asked."""

    commands: tuple[Command, ...] = ()
    dimmed: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = ()
    escapes = ""
    """What Esc does."""

    class Pressed(Message):
        """The mouse pressed the key of that id."""

        def __init__(self, id: str) -> None:
            super().__init__()
            self.id = id

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._spans: list[tuple[int, int, str]] = []

    def show_commands(self, commands: tuple[Command, ...], dimmed: frozenset[str]) -> None:
        """Show the keys of these; those of the ids in `dimmed` cannot work now."""
        self.commands, self.dimmed, self.choices = commands, dimmed, ()
        self.build()

    def show_choices(self, choices: tuple[Choice, ...], escapes: str = "close") -> None:
        """Show the answers to a question, or the hints of a form; and what Esc does."""
        self.choices, self.escapes = choices, escapes
        self.build()

    def build(self) -> None:
        """As many keys as fit, the most needed first, in the order of the list."""
        self._spans = []
        if self.choices:
            items = [(c.key, c.label, KEYS_SHOWN.get(c.key, c.key), False) for c in self.choices]
            items.append(("Esc", self.escapes, "escape", False))
        else:
            items = [(k.display, self._label(k), k.id, k.id in self.dimmed) for k in self._fitting()]
        parts, x = [Segment(" ")], 1
        for shown, label, value, dim in items:
            width = cell_len(shown) + 1 + cell_len(label)
            self._spans.append((x, x + width, value))
            parts += [Segment(shown, DIM if dim else BOLD), Segment(f" {label}  ", DIM if dim else PLAIN)]
            x += width + 2
        self.show_lines([parts])

    def _label(self, command: Command) -> str:
        return command.short or command.label if self.size.width < NARROW else command.label

    def _fitting(self) -> list[Command]:
        ranked = sorted((each for each in self.commands if each.rank and each.keys), key=lambda each: each.rank)
        kept, used = set(), 1
        for command in ranked:
            used += cell_len(command.display) + 1 + cell_len(self._label(command))
            if used > self.size.width:
                break
            used += 2
            kept.add(command.id)
        return [command for command in self.commands if command.id in kept]

    def on_click(self, event: events.Click) -> None:
        """The mouse on a key is the key; on an answer or a hint too, in the order of the keys."""
        for left, right, value in self._spans:
            if left <= event.x < right and self.choices:
                self.app.post_message(events.Key(value, value if len(value) == 1 else None))
            elif left <= event.x < right:
                self.post_message(self.Pressed(value))
