"""A screen to read: lines of text with a title, scrolled with the arrows, left with Esc. Opaque, and painted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen

from opd_tui.messages import about_keys
from opd_tui.tui.widgets.scrolled_text import AlignedText

T = TypeVar("T")


class TextScreen(Screen[T]):
    """The frame of such a screen."""

    BINDINGS = [Binding("escape,enter", "leave", show=False)]
    DEFAULT_CSS = """
    TextScreen VerticalScroll { border: round ansi_cyan; border-title-style: bold; padding: 0 1; }
    TextScreen VerticalScroll:focus { background-tint: ansi_default; }
    """
    title_text, subtitle_text = "", "Esc back"
    _shown: Text | None = None

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll(id="reading"):
            yield AlignedText("", id="text", markup=False)

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
            self.query_one("#text", AlignedText).update(text)

    def on_key(self, event: events.Key) -> None:
        """A sign that is no key of the screen is swallowed, and said."""
        if event.is_printable and event.character and event.key not in self.active_bindings:
            event.stop()
            self._explain(about_keys.no_command(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Text that no field takes is no command."""
        event.stop()
        self._explain(about_keys.not_taken(event.text))

    def _explain(self, why: str) -> None:
        frame = self.query_one("#reading")
        frame.border_subtitle = f"{why} {self.subtitle_text}".replace("[", "\\[")

    def action_leave(self) -> None:
        """Back to the desk."""
        self.dismiss(None)


class ListOfLines(TextScreen[None]):
    """A title, and a line each: all of what the status line has no room for."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self.title_text, self.text = title, "\n".join(lines)

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.show_text(Text(self.text))
