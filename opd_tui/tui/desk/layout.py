"""Where the desk's panes stand, by the terminal's size and by how much there is to show in each."""

from __future__ import annotations

from msgspec import Struct
from textual.geometry import Region

from opd_tui.domain.desk import Desk, share
from opd_tui.tui.desk.slots_pane import chip_width

TALL = 30
"""Rows of the screen from which there is a column of slots, details and the last events; with fewer the slots are a
strip above the queues, for a column has no room for doctors and slots.
"""
BROAD = 180
"""Columns of the screen from which the next doctor's queues stand beside the chosen one's."""
DETAILS = 6
"""Rows of the details at least, with their rule."""
MIN_DETAILS = 4
"""Rows under the doctors from which there are details beside a strip."""
STRIP_LINES = 3
"""The most lines of the strip; further slots come into sight when one of them is chosen."""


class Shown(Struct, frozen=True):
    """How much there is to show in each pane; `beside` are the next doctor's queues, `chip` the cells that a slot needs
    in a strip.
    """

    doctors: int = 0
    slots: int = 0
    active: int = 0
    waiting: int = 0
    beside: tuple[int, int] = (0, 0)
    chip: int = 12


def shown_on(view: Desk | None) -> Shown:
    """How much a desk has to show."""
    if view is None:
        return Shown(slots=8)
    chip = chip_width(view.slots)
    beside = (view.beside[0].active.total, view.beside[0].waiting.total) if view.beside else (0, 0)
    return Shown(len(view.doctors), len(view.slots), view.active.total, view.waiting.total, beside, chip)


def places(left: Region, right: Region, beside: Region, latest: Region, shown: Shown) -> dict[str, Region]:
    """The places of the panes in the columns of the desk and below them.

    The waiting queue is as high as what waits, the doctors get the rows that the slots and the details leave.
    """
    rows = queue_rows(right, shown, strip=not latest)
    _, waiting = share(rows, shown.active, shown.waiting)
    found = {"latest": latest}
    if latest:
        slots = 1 + min(max(1, shown.slots), (left.height - DETAILS - 2) // 2)
        doctors = min(1 + max(1, shown.doctors), left.height - DETAILS - slots)
        found["doctors"], below = left.split_horizontal(doctors)
        found["slots"], found["details"] = below.split_horizontal(slots)
    else:
        found["doctors"], below = left.split_horizontal(min(1 + max(1, shown.doctors), left.height))
        if below.height >= MIN_DETAILS:
            found["details"] = below
        else:
            found["doctors"] = left
        found["slots"], right = right.split_horizontal(1 + strip_lines(right.width, shown))
    found["active"], found["waiting"] = right.split_horizontal(right.height - waiting - 1)
    if beside and shown.beside != (0, 0):
        _, waiting = share(rows, *shown.beside)
        found["beside"], found["beside-waiting"] = beside.split_horizontal(beside.height - waiting - 1)
    return found


def queue_rows(right: Region, shown: Shown, *, strip: bool) -> int:
    """The rows that the two queues share: those without the strip or the active queue's title, heads, and a rule."""
    above = 1 + strip_lines(right.width, shown) if strip else 1
    return max(2, right.height - above - 2)


def strip_lines(width: int, shown: Shown) -> int:
    """How many lines of so many cells the slots take as a strip."""
    return min(STRIP_LINES, max(1, -(-shown.slots // max(1, (width - 1) // shown.chip))))
