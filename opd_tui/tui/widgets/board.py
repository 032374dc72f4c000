"""Panes one above the other on one widget, without frames: a rule with the title stands above each.

One widget and not several, because a pane that grows by a row is then a few changed lines; laid out by Textual it
would be both panes painted anew, and bytes are latency on a hospital's network. And one widget a column of the screen,
because a line with a name of another script in it must be written whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from opd_tui.tui.widgets.cells import cell, fit
from opd_tui.tui.widgets.lines import Column, Content, differing, filled, headings, row, scroll_marks
from opd_tui.tui.widgets.styles import BOLD, DIM, FOCUS, FRAME


class BoardPane:
    """A list on the board: a rule with its title, headings if it has some, and its lines.

    `place` is where it stands on the screen; with `edge` its last column is the line between it and its neighbour.
    Without `ruled` the pane above has its title, and its headings show where the keys are.
    """

    ruled = True

    def __init__(self, id: str, *, headings: bool = False, edge: bool = False) -> None:
        self.id, self.headings, self.edge = id, headings, edge
        self.place = Region()
        self.content = Content()
        self.active = False

    def columns(self, width: int) -> tuple[Column, ...]:
        """The columns for an inner width in cells; a pane of its own kind overrides this."""
        return (Column("", width),)

    @property
    def inner(self) -> int:
        """The cells for a row's columns, each with the gap after it."""
        return self.place.width - 1

    @property
    def visible_rows(self) -> int:
        """How many lines fit."""
        return max(1, self.place.height - self._above)

    @property
    def _above(self) -> int:
        return self.ruled + self.headings

    def filled_columns(self) -> tuple[Column, ...]:
        """The columns at the width that the pane has."""
        return filled(self.columns(self.inner), self.inner)

    def strips(self) -> list[Strip]:
        """The pane's lines."""
        width, height = self.place.size
        x, rest = self.place.x, "│" if self.edge else " "
        columns = self.filled_columns()
        strips = [self.rule(x)] if self.ruled else []
        if self.headings:
            strips.append(_ended(headings(columns, FOCUS if self.active and not self.ruled else None), width, rest))
        rows = max(0, height - self._above)
        marks = scroll_marks(self.content.total, self.content.top, rows, rest)
        for at in range(rows):
            segments: list[Segment] = []
            if at < len(self.content.lines):
                line = self.content.lines[at]
                segments = row(line, columns, x, chosen=line.key == self.content.cursor, active=self.active)
            elif at == 0 and self.content.empty:
                segments = [Segment(" " + fit(self.content.empty, width - 2), DIM)]
            strips.append(_ended(segments, width, marks[at]))
        return strips[:height]

    def rule(self, x: int) -> Strip:
        """The line above the pane: its title, and the heads of the last columns. Heavy where the keys are."""
        width, line, frame = self.place.width, "━" if self.active else "─", FOCUS if self.active else FRAME
        title = fit(self.content.title, width - 3)
        heads = self.content.heads if width - cell_len(title) - cell_len(self.content.heads) > 6 else ""
        fill = width - 3 - cell_len(title) - (cell_len(heads) + 2 if heads else 0)
        segments = [Segment(f"{line} ", frame), *cell(title, cell_len(title), FOCUS if self.active else BOLD, x + 2)]
        segments += [Segment(f" {line * fill}", frame)]
        return Strip([*segments, Segment(f" {heads} ", DIM)] if heads else segments)

    def key_at(self, x: int, y: int) -> int | None:
        """The key of what stands in a cell of the pane, or None."""
        at = y - self._above
        return self.content.lines[at].key if 0 <= at < len(self.content.lines) else None


class Board(Widget):
    """Draws those of the panes that stand in its column; only the lines that changed are repainted."""

    DEFAULT_CSS = "Board { width: 1fr; height: 1fr; }"
    ALLOW_SELECT = False

    class Chosen(Message):
        """The mouse chose what has this key; `twice` for a double click."""

        def __init__(self, pane: BoardPane, key: int | None, twice: bool) -> None:
            super().__init__()
            self.pane, self.key, self.twice = pane, key, twice

    class Wheeled(Message):
        """The mouse wheel moved by `lines`."""

        def __init__(self, pane: BoardPane, lines: int) -> None:
            super().__init__()
            self.pane, self.lines = pane, lines

    def __init__(self, panes: Sequence[BoardPane], *, id: str) -> None:
        super().__init__(id=id)
        self.panes = panes
        self._strips: list[Strip] = []

    def repaint(self) -> None:
        """Build every line, and repaint what differs."""
        before, self._strips = self._strips, self._build()
        if len(before) != len(self._strips):
            self.refresh()
            return
        pairs = enumerate(zip(before, self._strips, strict=True))
        if changed := [differing(0, y, old, new) for y, (old, new) in pairs if old != new]:
            self.refresh(*changed)

    def _mine(self) -> list[BoardPane]:
        """The panes of this column."""
        x, y, *_ = self.region
        return [pane for pane in self.panes if pane.place and (pane.place.x, pane.place.y >= y) == (x, True)]

    def _build(self) -> list[Strip]:
        width, height = self.size
        strips = [Strip.blank(width)] * height
        for pane in self._mine():
            for y, strip in enumerate(pane.strips(), start=pane.place.y - self.region.y):
                if 0 <= y < height:
                    strips[y] = strip
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the board."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def _pane_at(self, x: int, y: int) -> BoardPane | None:
        return next((pane for pane in self._mine() if pane.place.contains(x, y)), None)

    def on_click(self, event: events.Click) -> None:
        """Choose with the mouse."""
        if pane := self._pane_at(event.screen_x, event.screen_y):
            key = pane.key_at(event.screen_x - pane.place.x, event.screen_y - pane.place.y)
            self.post_message(self.Chosen(pane, key, event.chain == 2))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel."""
        if pane := self._pane_at(event.screen_x, event.screen_y):
            self.post_message(self.Wheeled(pane, 1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel."""
        if pane := self._pane_at(event.screen_x, event.screen_y):
            self.post_message(self.Wheeled(pane, -1))


def _ended(segments: list[Segment], width: int, mark: str) -> Strip:
    """A line of exactly `width` cells, the last of which is the mark; a full line's gap at the end gives way to it."""
    used = sum(segment.cell_length for segment in segments)
    if used == width:
        segments, used = segments[:-1], used - 1
    filling = [Segment(" " * (width - 1 - used))] if used < width - 1 else []
    return Strip([*segments, *filling, Segment(mark, FRAME)], width)
