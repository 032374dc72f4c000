"""The four panes of the desk: what each says about a doctor, a slot, a token."""

from __future__ import annotations

from msgspec.structs import replace
from rich.style import Style

from opd_tui.domain.actions import Action
from opd_tui.domain.desk import Desk, DoctorRow, Pane, QueueRow, QueueWindow
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages.about_queues import reason, why_waiting
from opd_tui.services.queries.desk import window_top
from opd_tui.tui.desk.selection import Pick
from opd_tui.tui.widgets.list_pane import Column, Content, Line, ListPane
from opd_tui.tui.widgets.styles import CALLED, DIM, FULL, PLAIN, SOURCES

WIDE = 70
"""Inner cells from which a queue pane has room for the time of arrival and whole words."""


class DeskPane(ListPane):
    """A pane of the desk."""

    def content_of(self, desk: Desk) -> Content:
        """What the pane shows of a desk."""
        raise NotImplementedError

    def window(self, pick: Pick | None) -> Pane:
        """What there is room for, moved so that a picked position of this pane is in it."""
        window = Pane(self.content.top, self.visible_rows)
        if pick is None or pick.pane != self.id:
            return window
        return replace(window, top=window_top(window, max(pick.position + 1, self.content.total), pick.position))

    def _top_with(self, chosen: int | None, total: int) -> int:
        """The position at which to begin so that the chosen one of `total` is in sight."""
        return window_top(Pane(self.content.top, self.visible_rows), total, chosen)


class DoctorsPane(DeskPane):
    """Doctors, with the seats taken on the chosen day."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, department where there is room, seats."""
        if width >= 30:
            return Column("", 0), Column("", 12), Column("", 7, right=True)
        return Column("", 0), Column("", 7, right=True)

    def content_of(self, desk: Desk) -> Content:
        """The doctors, the chosen one in sight."""
        at = next((at for at, row in enumerate(desk.doctors) if desk.doctor and row.doctor.id == desk.doctor.id), None)
        top = self._top_with(at, len(desk.doctors))
        rows = desk.doctors[top : top + self.visible_rows]
        cursor = desk.doctor.id if desk.doctor else None
        wide = len(self.columns(self.size.width - 3)) == 3
        lines = tuple(_doctor_line(row, wide) for row in rows)
        return Content("Doctors", lines, len(desk.doctors), top, cursor, "D adds a doctor")


def _doctor_line(row: DoctorRow, wide: bool) -> Line:
    seats = f"{row.taken}/{row.seats}" if row.slots else "–"
    full = FULL if row.slots and row.taken >= row.seats else PLAIN
    style = PLAIN if row.slots else DIM
    if wide:
        cells: tuple[str, ...] = (row.doctor.name, row.doctor.department, seats)
        return Line(row.doctor.id, cells, (PLAIN, DIM, full), style)
    return Line(row.doctor.id, (row.doctor.shown, seats), (PLAIN, full), style)


class SlotsPane(DeskPane):
    """The chosen doctor's slots of the day, each with an occupancy bar."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Window, bar, seats."""
        return Column("", 11), Column("", 0), Column("", 7, right=True)

    def content_of(self, desk: Desk) -> Content:
        """The slots, the chosen one in sight."""
        at = next((at for at, slot in enumerate(desk.slots) if desk.slot and slot.id == desk.slot.id), None)
        top = self._top_with(at, len(desk.slots))
        lines = tuple(self._line_of(slot) for slot in desk.slots[top : top + self.visible_rows])
        cursor = desk.slot.id if desk.slot else None
        empty = "S opens a slot" if desk.doctor else ""
        return Content("Slots", lines, len(desk.slots), top, cursor, empty)

    def _line_of(self, slot: SlotSummary) -> Line:
        width = max(3, self.size.width - 3 - 11 - 7 - 3)
        used = slot.taken * width // slot.capacity
        bar = "█" * used + "░" * (width - used)
        waiting = f"+{slot.waiting}" if slot.waiting else ""
        seats = f"{slot.taken}/{slot.capacity}"
        text = seats if len(seats) + len(waiting) > 7 else f"{seats}{waiting}"
        full = FULL if slot.free <= 0 else PLAIN
        if slot.closed:
            bar = _still_in(slot, width).ljust(width, "─")
            return Line(slot.id, (f"{slot.start[11:]}–{slot.end[11:]}", bar, "closed"), (DIM, DIM, PLAIN))
        return Line(slot.id, (f"{slot.start[11:]}–{slot.end[11:]}", bar, text), (PLAIN, full, full))


def _still_in(slot: SlotSummary, width: int) -> str:
    """How many are in a closed slot, to be phoned or moved; "" for nobody."""
    many = slot.active + slot.waiting
    text = f"{many} in it " if many else ""
    return text if len(text) <= width else f"+{many}"


class QueuePane(DeskPane):
    """A queue of tokens."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, headings=True)

    def columns(self, width: int) -> tuple[Column, ...]:
        """Number, patient, source, why the token stands here, and when it is expected; from 70 cells on also when the
        patient arrived.
        """
        first = Column("№", 4, right=True), Column("Patient", 0), Column("Source", 9)
        if width >= WIDE:
            return (
                *first,
                Column("Arrived", 7),
                Column(self.last_heading, min(30, self.wide_width + (width - WIDE) // 3)),
                Column("Expected", 11),
            )
        return *first, Column(self.last_heading, self.last_width), Column("Exp.", 5)

    last_heading, last_width, wide_width = "", 10, 20

    def lines_of(self, window: QueueWindow) -> tuple[Line, ...]:
        """The visible rows."""
        wide = self.size.width - 3 >= WIDE
        return tuple(self._line_of(row, wide) for row in window.rows)

    def _line_of(self, row: QueueRow, wide: bool) -> Line:
        token = row.token
        why, style = self.last(row, wide)
        cells = [str(token.number), token.patient_name, token.source]
        styles = [PLAIN, Style(bold=True) if token.called else PLAIN, SOURCES.get(token.source, PLAIN)]
        expected = "" if row.expected is None else "now" if token.called else row.expected.label
        if wide:
            return Line(token.id, (*cells, row.arrived, why, expected), (*styles, DIM, style))
        return Line(token.id, (*cells, why, expected[:5]), (*styles, style))

    def last(self, row: QueueRow, wide: bool) -> tuple[str, Style]:
        """What the column of reasons says, and its style; narrow, the fewest words that still say it."""
        if wide:
            return reason(row.why), DIM
        why = why_waiting(row.why)
        return (f"here, {why}" if why else "here") if row.token.arrived else why, DIM


class ActivePane(QueuePane):
    """Who has a seat, in order."""

    last_heading, last_width = "State", 9
    gives_way: int | None = None
    """The token that a booking under way would move to waiting."""

    def content_of(self, desk: Desk) -> Content:
        """The active queue of a desk."""
        slot = desk.slot
        title = "Active"
        if slot:
            day = f" {slot.completed} done ·" if slot.completed else ""
            late = f" {slot.late_minutes} min late ·" if slot.late_minutes else ""
            held = f"{slot.taken} of {slot.capacity}"
            if slot.closed:
                held = f"closed, {slot.active + slot.waiting} in it" if slot.active + slot.waiting else "closed"
            title = f"Active ·{late} {slot.label} ·{day} {held}"
        cursor = desk.cursor.id if desk.cursor else None
        empty = "b books the first patient" if slot else "no slot is chosen"
        if slot and slot.closed:
            empty = "closed: it takes no patients"
        window = desk.active
        return Content(title, self.lines_of(window), window.total, window.top, cursor, empty)

    def last(self, row: QueueRow, wide: bool) -> tuple[str, Style]:
        """In the room or here, else how it came to its seat; narrow, only that it was promoted to it."""
        if row.token.id == self.gives_way:
            return "↓ gives way" if wide else "gives way", FULL
        if row.token.called:
            return "● in room", CALLED
        if row.token.arrived:
            return f"here, {reason(row.why)}" if wide and row.why else "here", PLAIN
        promoted = row.why is not None and row.why.action == Action.PROMOTE
        return (reason(row.why) if wide else "promoted" if promoted else ""), DIM


class WaitingPane(QueuePane):
    """Who waits, in order, and why."""

    last_heading, last_width, wide_width = "Why", 13, 22

    def content_of(self, desk: Desk) -> Content:
        """The waiting queue of a desk."""
        window = desk.waiting
        cursor = desk.cursor.id if desk.cursor else None
        return Content(
            f"Waiting · {window.total}",
            self.lines_of(window),
            window.total,
            window.top,
            cursor,
            "nobody waits",
        )
