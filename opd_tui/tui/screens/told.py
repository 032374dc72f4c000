"""All of what the status line has no room for: a list to read, left with Esc."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from opd_tui.tui.screens.text_screen import Reader


class Told(Reader[None]):
    """A title, and a line each."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self.title_text, self.lines_text = title, lines

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.show_text(Text("\n".join(self.lines_text)))
