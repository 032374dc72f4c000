"""The slots of the day: a column with a bar for each, or where rows are few a strip of a few words for each."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from opd_tui.domain.desk import Desk, Due
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages.about_queues import absent
from opd_tui.runtime import clock
from opd_tui.tui.desk.panes import DeskPane
from opd_tui.tui.desk.titles import slot_title
from opd_tui.tui.widgets.cells import fit
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.styles import CURSOR, DIM, PLAIN, URGENT

SEATS = 7
"""Cells for what is said of a slot's seats."""


class SlotsPane(DeskPane):
    """The chosen doctor's slots of the day; in past ones, how many are still to be seen."""

    due: tuple[Due, ...] = ()
    now = ""
    chip = 0
    """The cells of a slot in the strip; 0 where the slots are a column."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Window, bar, seats."""
        return Column("", 11), Column("", 0), Column("", SEATS, right=True)

    @property
    def per_line(self) -> int:
        """How many slots stand side by side."""
        return max(1, self.inner // self.chip) if self.chip else 1

    def content_of(self, desk: Desk) -> Content:
        """The slots, the chosen one in sight."""
        self.due, self.now = desk.row.due if desk.row else (), clock.minute(clock.now())
        at = next((at for at, slot in enumerate(desk.slots) if desk.slot and slot.id == desk.slot.id), None)
        count = self.per_line
        top = count * self.top_with(None if at is None else at // count, -(-len(desk.slots) // count))
        shown = desk.slots[top : top + self.visible_rows * count]
        lines = tuple(self._chip_of(slot) for slot in shown) if self.chip else tuple(map(self._line_of, shown))
        cursor = desk.slot.id if desk.slot else None
        title = slot_title(desk, self.place.width - 3) if self.chip else ""
        why = absent(desk.row) if desk.row else ""
        empty = why or ("S opens a slot" if desk.doctor else "")
        return Content(title or "Slots", lines, len(desk.slots), top // count, cursor, empty)

    def strips(self) -> list[Strip]:
        """As every list, or in a strip so many on a line."""
        if not self.chip or not self.content.lines:
            return super().strips()
        lines, count = self.content.lines, self.per_line
        chips = [self._chip(line) for line in lines]
        strips = [self.rule(self.place.x)]
        for at in range(self.visible_rows):
            segments = [segment for chip in chips[at * count : (at + 1) * count] for segment in chip]
            strips.append(Strip(segments).adjust_cell_length(self.place.width))
        return strips

    def _chip(self, line: Line) -> list[Segment]:
        chosen = line.key == self.content.cursor
        text = f"{'▸' if chosen else ' '}{' '.join(line.cells)}"
        style = CURSOR if chosen and self.active else line.style
        return [Segment(fit(text, self.chip - 1), style), Segment(" " * max(1, self.chip - len(text)))]

    def key_at(self, x: int, y: int) -> int | None:
        """The slot in a cell of the pane, or None."""
        if not self.chip:
            return super().key_at(x, y)
        at = (y - 1) * self.per_line + x // self.chip
        return self.content.lines[at].key if y > 0 and at < len(self.content.lines) else None

    def _chip_of(self, slot: SlotSummary) -> Line:
        seats, style = self._seats(slot)
        begins = slot.start[11:13] if slot.start.endswith(":00") else slot.start[11:]
        return Line(slot.id, (begins, seats), style=style)

    def _line_of(self, slot: SlotSummary) -> Line:
        seats, style = self._seats(slot)
        width = max(3, self.inner - 11 - SEATS - 3)
        used = slot.taken * width // slot.capacity
        bar = "█" * used + "░" * (width - used)
        if slot.closed:
            bar = _still_in(slot, width).ljust(width, "─")
        return Line(slot.id, (f"{slot.start[11:]}–{slot.end[11:]}", bar, seats), (style, DIM, style))

    def _seats(self, slot: SlotSummary) -> tuple[str, Style]:
        """How full a slot is; of a past one how many are still to be seen, which is to be acted on."""
        due = next((each for each in self.due if each.slot == slot.id), None)
        if due:
            return f"{due.number} due!", URGENT
        if slot.closed:
            many = _still_in(slot, SEATS + 1).rstrip()
            return (many if self.chip and many else "closed"), DIM
        waiting = f"+{slot.waiting}" if slot.waiting else ""
        seats = f"{slot.taken}/{slot.capacity}"
        if waiting:  # how many wait is never left out
            seats = f"{seats}{waiting}" if len(seats) + len(waiting) <= SEATS else f"full{waiting}"
        return seats, DIM if slot.end <= self.now else PLAIN


def chip_width(slots: Sequence[SlotSummary]) -> int:
    """The cells of a slot in the strip, the gap after it among them."""
    return (2 if all(slot.start.endswith(":00") for slot in slots) else 5) + SEATS + 3


def _still_in(slot: SlotSummary, width: int) -> str:
    """How many are in a closed slot, to be phoned or moved; "" for nobody."""
    many = slot.active + slot.waiting
    text = f"{many} in it " if many else ""
    return text if len(text) <= width else f"{many} in"
