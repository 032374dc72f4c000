"""Lines of a list in terminal cells: its columns, its rows and the marks that say how far it goes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from opd_tui.tui.widgets.cells import cell, fit, fit_middle
from opd_tui.tui.widgets.styles import CURSOR, HEADING, PLAIN, UNDERLINED


class Column(Struct, frozen=True):
    """A column: its heading and width in cells. A width of 0 takes what the others leave. `name` is a column of
    patients' names, which are cut in the middle.
    """

    heading: str
    width: int
    right: bool = False
    name: bool = False


class Line(Struct, frozen=True):
    """A row to show: a key that stays the row's own, a text a column, and a style for each where it is not plain.

    The first text of one that `spans` takes the room of all columns.
    """

    key: int
    cells: tuple[str, ...]
    styles: tuple[Style, ...] = ()
    style: Style = PLAIN
    spans: bool = False


class Content(Struct, frozen=True):
    """What a pane shows: `lines` begin at position `top` of `total`; `cursor` is the key of the chosen line.

    `heads` stand at the right end of the title's line, above the last columns.
    """

    title: str = ""
    lines: tuple[Line, ...] = ()
    total: int = 0
    top: int = 0
    cursor: int | None = None
    empty: str = ""
    heads: str = ""


def filled(columns: Sequence[Column], inner: int) -> tuple[Column, ...]:
    """The columns, of which those without a width take what the others leave of `inner` cells."""
    left = inner - sum(c.width for c in columns) - len(columns)
    return tuple(c if c.width else Column(c.heading, max(1, left), c.right, c.name) for c in columns)


def headings(columns: Sequence[Column], style: Style | None = None) -> list[Segment]:
    """The headings above the columns, underlined; dim if no style is given."""
    underlined = HEADING if style is None else style + UNDERLINED
    text = " ".join(["", *(padded(column, column.heading) for column in columns), ""])
    return [Segment(text[:-1], underlined), Segment(" ", underlined)]


def row(line: Line, columns: Sequence[Column], x: int, *, chosen: bool, active: bool) -> list[Segment]:
    """A line that begins at the terminal's column `x`; the chosen one is marked, and in the active pane reversed."""
    base = line.style + CURSOR if chosen and active else line.style
    segments = [Segment("▸" if chosen else " ", base)]
    x += 1
    if line.spans:
        columns = (Column("", sum(column.width for column in columns) + len(columns) - 1),)
    for index, column in enumerate(columns):
        style = base if index >= len(line.styles) or base.reverse else base + line.styles[index]
        cut = fit_middle if column.name else fit
        text = cut(line.cells[index], column.width) if index < len(line.cells) else ""
        if column.right:
            text = padded(column, text)
        segments += [*cell(text, column.width, style, x), Segment(" ", base)]
        x += column.width + 1
    return segments


def scroll_marks(total: int, top: int, rows: int, rest: str) -> list[str]:
    """A scroll bar for so many rows where not everything fits, over a line of `rest`."""
    if total <= rows or rows < 2:
        return [rest] * rows
    length = max(1, rows * rows // total)
    start = round(top * (rows - length) / max(1, total - rows))
    return ["┃" if start <= at < start + length else rest for at in range(rows)]


def differing(x: int, y: int, old: Strip, new: Strip) -> Region:
    """The part of a line at `x`, `y` in which two strips of one width differ; all of it where a sequence moves the
    cursor, for such a line is written as a whole.
    """
    before, after = list(old), list(new)
    if any(segment.control for segment in (*before, *after)):
        return Region(x, y, new.cell_length, 1)
    begin = _common(before, after)
    end = _common(before[::-1], after[::-1])
    return Region(x + begin, y, max(1, new.cell_length - begin - end), 1)


def _common(old: Sequence[Segment], new: Sequence[Segment]) -> int:
    """The cells of the segments that both begin with."""
    cells = 0
    for was, now in zip(old, new, strict=False):
        if was != now:
            break
        cells += now.cell_length
    return cells


def padded(column: Column, text: str) -> str:
    """The text at the column's side, as wide as the column."""
    gap = " " * max(0, column.width - cell_len(text))
    return gap + text if column.right else text + gap
