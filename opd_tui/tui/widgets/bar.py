"""Some lines of text across the screen, of which only those that changed are repainted."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from opd_tui.tui.widgets.cells import fit, line
from opd_tui.tui.widgets.lines import differing


class Bar(Widget):
    """Some lines of segments."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []

    def show_lines(self, lines: Sequence[list[Segment]]) -> None:
        """Show these lines; those that are as before are not repainted."""
        width = self.size.width
        strips = [Strip(line(each, width, self.region.x), width) for each in lines]
        before, self._strips = self._strips, strips
        for y in range(max(len(before), len(strips))):
            if y >= len(before) or y >= len(strips) or before[y].cell_length != strips[y].cell_length:
                self.refresh(Region(0, y, width, 1))
            elif before[y] != strips[y]:
                self.refresh(differing(0, y, before[y], strips[y]))

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def on_resize(self) -> None:
        """Build anew for the new width."""
        self.build()

    def build(self) -> None:
        """Build the lines; a bar of its own kind overrides this."""


def wrapped(text: str, width: int, style: Style, most: int) -> list[list[Segment]]:
    """The text in at most `most` lines of `width` cells, one cell in from the edge."""
    room = max(8, width - 2)
    lines = textwrap.wrap(text, room) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), room)]
    return [[Segment(" " + each, style)] for each in lines]
