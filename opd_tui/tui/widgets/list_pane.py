"""A framed list that repaints only the lines that changed. The frame is drawn here and not by a border: changing a
border's title repaints the whole widget, and bytes are latency on a hospital's network.
"""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from opd_tui.tui.widgets.cells import cell, fit
from opd_tui.tui.widgets.lines import Column, Content, filled, headings, row, scroll_marks
from opd_tui.tui.widgets.styles import BOLD, DIM, FOCUS, FRAME


class ListPane(Widget):
    """A framed list of lines with one chosen."""

    DEFAULT_CSS = "ListPane { width: 1fr; height: 1fr; }"
    ALLOW_SELECT = False

    class Chosen(Message):
        """The mouse chose the line of this key; `twice` for a double click."""

        def __init__(self, pane: ListPane, key: int | None, twice: bool) -> None:
            super().__init__()
            self.pane, self.key, self.twice = pane, key, twice

    class Wheeled(Message):
        """The mouse wheel moved by `lines`."""

        def __init__(self, pane: ListPane, lines: int) -> None:
            super().__init__()
            self.pane, self.lines = pane, lines

    def __init__(self, *, id: str, headings: bool = False) -> None:
        super().__init__(id=id)
        self.headings = headings
        self.content = Content()
        self.active = False
        self._strips: list[Strip] = []

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns for an inner width in cells; a pane of its own kind overrides this."""
        return (Column("", width),)

    @property
    def visible_rows(self) -> int:
        """How many lines fit."""
        return max(1, self.size.height - 2 - self.headings)

    def show(self, content: Content, active: bool) -> None:
        """Take new content, and repaint the lines that differ."""
        self.content, self.active = content, active
        self._repaint()

    def on_resize(self) -> None:
        """Build the lines for the new size."""
        self._strips = self._build()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the pane."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def _repaint(self) -> None:
        before, self._strips = self._strips, self._build()
        if len(before) != len(self._strips):
            self.refresh()
            return
        width = self.size.width
        changed = [y for y, (old, new) in enumerate(zip(before, self._strips, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _build(self) -> list[Strip]:
        width, height = self.size
        if width < 4 or height < 3:
            return []
        frame = FOCUS if self.active else FRAME
        inner = width - 2
        columns = filled(self.columns(inner - 1), inner - 1)
        strips = [self._top(frame, inner)]
        if self.headings:
            strips.append(self._framed(headings(columns), frame, inner, None))
        rows = height - 2 - self.headings
        bar = scroll_marks(self.content.total, self.content.top, rows, "│")
        lines = self.content.lines[:rows]
        for at in range(rows):
            if at < len(lines):
                chosen = lines[at].key == self.content.cursor
                segments = row(lines[at], columns, self.region.x + 1, chosen=chosen, active=self.active)
            elif at == 0 and not lines and self.content.empty:
                segments = [Segment(" " + fit(self.content.empty, inner - 2), DIM)]
            else:
                segments = []
            strips.append(self._framed(segments, frame, inner, bar[at]))
        strips.append(Strip([Segment("╰" + "─" * inner + "╯", frame)], width))
        return strips

    def _top(self, frame: Style, inner: int) -> Strip:
        title = fit(self.content.title, inner - 3)
        style = frame if self.active else BOLD
        x = self.region.x + 3
        segments = [Segment("╭ ", frame), *cell(title, cell_len(title), style, x - 1), Segment(" ", frame)]
        line = inner - 2 - cell_len(title)
        heads = f" {self.content.heads} " if self.content.heads and line > len(self.content.heads) + 3 else ""
        segments += [Segment("─" * (line - len(heads)), frame), Segment(heads, DIM), Segment("╮", frame)]
        return Strip(segments)

    def _framed(self, segments: list[Segment], frame: Style, inner: int, bar: str | None) -> Strip:
        used = sum(s.cell_length for s in segments)
        if used < inner:
            segments = [*segments, Segment(" " * (inner - used))]
        return Strip([Segment("│", frame), *segments, Segment(bar or "│", frame)])

    def key_at(self, y: int) -> int | None:
        """The key of the line at a row of the widget, or None."""
        at = y - 1 - self.headings
        lines = self.content.lines
        return lines[at].key if 0 <= at < len(lines) else None

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        self.post_message(self.Chosen(self, self.key_at(event.y), event.chain == 2))

    def on_mouse_scroll_down(self) -> None:
        """Wheel."""
        self.post_message(self.Wheeled(self, 1))

    def on_mouse_scroll_up(self) -> None:
        """Wheel."""
        self.post_message(self.Wheeled(self, -1))
