"""A framed text that the arrows scroll. It is data, never markup, and its frame stands straight beside every script."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.strip import Strip
from textual.widgets import Static

from opd_tui.tui.widgets.cells import line, simple, to_column


class AlignedText(Static):
    """A text behind whose lines the frame stands where it should, whatever the terminal thinks of a name's width."""

    def render_line(self, y: int) -> Strip:
        """One line of the text."""
        strip = super().render_line(y)
        if all(simple(segment.text) for segment in strip):
            return strip
        x, _, width, _ = self.content_region
        return Strip([*line(list(strip), width, x), to_column(x + width)], width)


def plain_title(title: str, otherwise: str) -> str:
    """A title as a frame can have it: the words whose width no terminal doubts, or else another title."""
    return (" ".join(word for word in title.split() if simple(word)) or otherwise).replace("[", "\\[")


class ScrolledText(VerticalScroll):
    """Shows a text; one that is shown already is not painted again."""

    DEFAULT_CSS = """
    ScrolledText { border: round ansi_cyan; border-title-style: bold; padding: 0 1; height: 1fr; }
    ScrolledText:focus { background-tint: ansi_default; }
    """
    _shown: Text | None = None

    def compose(self) -> ComposeResult:
        """The text."""
        yield AlignedText("", id="text", markup=False)

    def show(self, title: str, text: Text) -> None:
        """Show this text under this title."""
        self.border_title = plain_title(title, "Patient")
        if text != self._shown:
            self._shown = text
            self.query_one("#text", AlignedText).update(text)
