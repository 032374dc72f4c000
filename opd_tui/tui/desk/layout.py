"""Where the desk's panes stand, by the terminal's size and by how much there is to show in each."""

from __future__ import annotations

from msgspec import Struct
from textual.geometry import Region

from opd_tui.domain.desk import Desk, share
from opd_tui.tui.desk.slots_pane import chip_width
from opd_tui.tui.widgets.styles import NARROW

LOW = 26
"""Rows of the body below which the slots are a strip above the queues: a column has no room for doctors and slots."""
STRIP_LINES = 3
"""The most lines of the strip; further slots come into sight when one of them is chosen."""


class Shown(Struct, frozen=True):
    """How much there is to show in each pane; `chip` are the cells that a slot needs in a strip."""

    doctors: int = 0
    slots: int = 0
    active: int = 0
    waiting: int = 0
    chip: int = 12


def shown_on(view: Desk | None) -> Shown:
    """How much a desk has to show."""
    if view is None:
        return Shown(slots=8)
    chip = chip_width(view.slots)
    return Shown(len(view.doctors), len(view.slots), view.active.total, view.waiting.total, chip)


def left_width(width: int) -> int:
    """The width of the left column, and of the forms that cover it."""
    return 27 if width < NARROW else max(36, width // 4)


def is_strip(height: int) -> bool:
    """Whether the slots are a strip in a body of so many rows."""
    return height < LOW


def places(width: int, height: int, shown: Shown) -> dict[str, Region]:
    """The places of the panes in a body of this size.

    The waiting queue is as high as what waits, the doctors get the rows that the slots leave; where rows are few, the
    slots are a strip above the queues.
    """
    left = left_width(width)
    right, below = width - left, 0
    if is_strip(height):
        below = 1 + strip_lines(right, shown)
        columns = {"doctors": Region(0, 0, left, height), "slots": Region(left, 0, right, below)}
    else:
        slots = 1 + min(max(1, shown.slots), (height - 2) // 2)
        doctors = height - slots
        columns = {"doctors": Region(0, 0, left, doctors), "slots": Region(0, doctors, left, slots)}
    rows = queue_rows(width, height, shown)
    active, waiting = share(rows, shown.active, shown.waiting)
    heads = height - below - rows - 1
    columns["active"] = Region(left, below, right, heads + active)
    columns["waiting"] = Region(left, below + heads + active, right, 1 + waiting)
    return columns


def queue_rows(width: int, height: int, shown: Shown) -> int:
    """The rows that the two queues share: those without the strip or the active queue's title, heads, and a rule."""
    above = 1 + strip_lines(width - left_width(width), shown) if is_strip(height) else 1
    return max(2, height - above - 2)


def strip_lines(width: int, shown: Shown) -> int:
    """How many lines of so many cells the slots take as a strip."""
    return min(STRIP_LINES, max(1, -(-shown.slots // max(1, (width - 1) // shown.chip))))
