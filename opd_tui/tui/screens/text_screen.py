"""A screen to read: lines of text with a title, scrolled with the arrows, left with Esc. Opaque, and painted once."""

from __future__ import annotations

from typing import TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

T = TypeVar("T")


class Reader(Screen[T]):
    """The frame of such a screen."""

    BINDINGS = [Binding("escape,q,enter", "leave", show=False)]
    DEFAULT_CSS = """
    Reader VerticalScroll { border: round ansi_cyan; border-title-style: bold; padding: 0 1; }
    Reader VerticalScroll:focus { background-tint: ansi_default; }
    """
    title_text, subtitle_text = "", "Esc back"
    _shown: Text | None = None

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll(id="reading"):
            yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Keys scroll."""
        frame = self.query_one("#reading")
        frame.border_title = self.title_text.replace("[", "\\[")
        frame.border_subtitle = self.subtitle_text.replace("[", "\\[")
        self.set_focus(frame)

    def show_text(self, text: Text) -> None:
        """Show this text: data, never markup. What stands there already is not painted again."""
        if text != self._shown:
            self._shown = text
            self.query_one("#text", Static).update(text)

    def action_leave(self) -> None:
        """Back to the desk."""
        self.dismiss(None)
