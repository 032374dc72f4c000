"""A framed text that the arrows scroll. It is data, never markup."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static


class ScrolledText(VerticalScroll):
    """Shows a text; one that is shown already is not painted again."""

    DEFAULT_CSS = """
    ScrolledText { border: round ansi_cyan; border-title-style: bold; padding: 0 1; height: 1fr; }
    ScrolledText:focus { background-tint: ansi_default; }
    """
    _shown: Text | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static("", id="text", markup=False)

    def show(self, title: str, text: Text) -> None:
        """Show this text under this title."""
        self.border_title = title.replace("[", "\\[")
        if text != self._shown:
            self._shown = text
            self.query_one("#text", Static).update(text)
