"""A framed list that repaints only the lines that changed. The frame is drawn here and not by a border: changing a
border's title repaints the whole widget, and bytes are latency on a hospital's network.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from opd_tui.tui.widgets.cells import cell, fit, fit_middle
from opd_tui.tui.widgets.styles import PLAIN

FRAME = Style(dim=True)
FRAME_ACTIVE = Style(color="cyan", bold=True)
HEADING = Style(dim=True)
CURSOR = Style(reverse=True)


class Column(Struct, frozen=True):
    """A column: its heading and width in cells. A width of 0 takes what the others leave. `name` is a column of
    patients' names, which are cut in the middle.
    """

    heading: str
    width: int
    right: bool = False
    name: bool = False


class Line(Struct, frozen=True):
    """A row to show: a key that stays the row's own, a text a column, and a style for each where it is not plain."""

    key: int
    cells: tuple[str, ...]
    styles: tuple[Style, ...] = ()
    style: Style = PLAIN


class Content(Struct, frozen=True):
    """What a pane shows: `lines` begin at position `top` of `total`; `cursor` is the key of the chosen line.

    `heads` stand at the right end of the frame's top, above the last columns.
    """

    title: str = ""
    lines: tuple[Line, ...] = ()
    total: int = 0
    top: int = 0
    cursor: int | None = None
    empty: str = ""
    heads: str = ""


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
        frame = FRAME_ACTIVE if self.active else FRAME
        inner = width - 2
        columns = self._widths(inner - 1)
        strips = [self._top(frame, inner)]
        if self.headings:
            heads = [Segment(" ", HEADING)]
            heads += [Segment(_pad(column, column.heading) + " ", HEADING) for column in columns]
            strips.append(self._framed(heads, frame, inner, None))
        rows = height - 2 - self.headings
        bar = self._bar(rows)
        lines = self.content.lines[:rows]
        for row in range(rows):
            if row < len(lines):
                segments = self._line(lines[row], columns, inner)
            elif row == 0 and not lines and self.content.empty:
                segments = [Segment(" " + fit(self.content.empty, inner - 2), HEADING)]
            else:
                segments = []
            strips.append(self._framed(segments, frame, inner, bar[row]))
        strips.append(Strip([Segment("╰" + "─" * inner + "╯", frame)], width))
        return strips

    def _widths(self, inner: int) -> tuple[Column, ...]:
        columns = self.columns(inner)
        left = inner - sum(c.width for c in columns) - len(columns)
        return tuple(c if c.width else Column(c.heading, max(1, left), c.right, c.name) for c in columns)

    def _top(self, frame: Style, inner: int) -> Strip:
        title = fit(self.content.title, inner - 3)
        style = frame if self.active else Style(bold=True)
        x = self.region.x + 3
        segments = [Segment("╭ ", frame), *cell(title, cell_len(title), style, x - 1), Segment(" ", frame)]
        line = inner - 2 - cell_len(title)
        heads = f" {self.content.heads} " if self.content.heads and line > len(self.content.heads) + 3 else ""
        segments += [Segment("─" * (line - len(heads)), frame), Segment(heads, HEADING), Segment("╮", frame)]
        return Strip(segments)

    def _line(self, line: Line, columns: Sequence[Column], inner: int) -> list[Segment]:
        chosen = line.key == self.content.cursor
        base = line.style + CURSOR if chosen and self.active else line.style
        segments = [Segment("▸" if chosen else " ", base)]
        x = self.region.x + 2
        for index, column in enumerate(columns):
            style = base if index >= len(line.styles) or base.reverse else base + line.styles[index]
            cut = fit_middle if column.name else fit
            text = cut(line.cells[index], column.width) if index < len(line.cells) else ""
            if column.right:
                text = _pad(column, text)
            segments += [*cell(text, column.width, style, x), Segment(" ", base)]
            x += column.width + 1
        return segments

    def _framed(self, segments: list[Segment], frame: Style, inner: int, bar: str | None) -> Strip:
        filled = sum(s.cell_length for s in segments)
        if filled < inner:
            segments = [*segments, Segment(" " * (inner - filled))]
        return Strip([Segment("│", frame), *segments, Segment(bar or "│", frame)])

    def _bar(self, rows: int) -> list[str]:
        """The right frame as a scroll bar, where not everything fits."""
        total, top = self.content.total, self.content.top
        if total <= rows or rows < 2:
            return ["│"] * rows
        length = max(1, rows * rows // total)
        start = round(top * (rows - length) / max(1, total - rows))
        return ["┃" if start <= row < start + length else "│" for row in range(rows)]

    def key_at(self, y: int) -> int | None:
        """The key of the line at a row of the widget, or None."""
        row = y - 1 - self.headings
        lines = self.content.lines
        return lines[row].key if 0 <= row < len(lines) else None

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        self.post_message(self.Chosen(self, self.key_at(event.y), event.chain == 2))

    def on_mouse_scroll_down(self) -> None:
        """Wheel."""
        self.post_message(self.Wheeled(self, 1))

    def on_mouse_scroll_up(self) -> None:
        """Wheel."""
        self.post_message(self.Wheeled(self, -1))


def _pad(column: Column, text: str) -> str:
    gap = " " * max(0, column.width - cell_len(text))
    return gap + text if column.right else text + gap
