"""Every key, by what one wants to do."""

from __future__ import annotations

import textwrap

from rich.text import Text

from opd_tui.tui.key_groups import grouped
from opd_tui.tui.keys import Command, show_key
from opd_tui.tui.screens.text_screen import TextScreen

HANG = 12
"""Cells that the keys take, before what they do."""
NOTES = (
    "In the entry words are a name, digits a phone or hospital number, 34F age and sex, @ku a doctor.",
    "There ↓ goes to the other lines, Tab to the source (E P F O W), + adds a seat where none is left.",
    "Esc keeps what was typed for the next b; ^u clears it.",
    "Answer a question with the digit shown, or y for yes. Enter does nothing there; Esc says no.",
)


class HelpScreen(TextScreen[None]):
    """`?`."""

    DEFAULT_CSS = "HelpScreen VerticalScroll { scrollbar-gutter: stable; }"  # or it comes after the lines are wrapped
    title_text = "Keys"

    def __init__(self, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self.commands = commands

    def on_mount(self) -> None:
        """List the keys."""
        super().on_mount()
        self.call_after_refresh(self._list)

    def on_resize(self) -> None:
        """Wrap the lines anew."""
        self.call_after_refresh(self._list)

    def _list(self) -> None:
        room = max(20, self.query_one("#reading").scrollable_content_region.width - HANG)
        text = Text()
        for title, commands in grouped(self.commands):
            text.append(f" {title}\n", style="underline")
            for command in commands:
                shown = " ".join(show_key(k) for k in command.keys.split(",")) if command.keys else "^p"
                _append(text, shown, command.help, room)
        _append(text, "^p", "The palette: every action by its name", room)
        text.append("\n")
        for line in NOTES:
            text.append("\n".join(textwrap.wrap(line, room + HANG)) + "\n")
        text.rstrip()
        self.show_text(text)


def _append(text: Text, keys: str, told: str, room: int) -> None:
    """One key; what does not fit in the line goes on under its own beginning."""
    text.append(f"{keys:>{HANG - 2}}  ", style="bold")
    text.append(f"\n{' ' * HANG}".join(textwrap.wrap(told, room)) + "\n")
