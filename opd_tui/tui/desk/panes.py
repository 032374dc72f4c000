"""The two queues of the desk: what each says about a token."""

from __future__ import annotations

from msgspec.structs import replace
from rich.style import Style

from opd_tui.domain.actions import Action
from opd_tui.domain.desk import Desk, DoctorRow, Pane, QueueRow, QueueWindow
from opd_tui.messages.about_queues import absent, no_show_soon, reason, why_waiting
from opd_tui.services.queries.desk import window_top
from opd_tui.tui.desk.selection import Pick
from opd_tui.tui.desk.titles import slot_title
from opd_tui.tui.widgets.board import BoardPane
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.styles import BOLD, CALLED, DIM, PLAIN, SOURCES, URGENT

WIDE, AGED = 78, 58
"""Inner cells from which a queue pane has room for the time of arrival and whole words, and for age and sex."""


SHORT: dict[str, str] = {"EMERGENCY": "EMERG", "FOLLOWUP": "FOLLOW"}
"""The sources that have a shorter name on a narrow screen: a patient's name needs the cells."""


class DeskPane(BoardPane):
    """A pane of the desk."""

    def content_of(self, desk: Desk) -> Content:
        """What the pane shows of a desk."""
        raise NotImplementedError

    def top_with(self, chosen: int | None, total: int) -> int:
        """The position at which to begin so that the chosen one of `total` is in sight."""
        return window_top(Pane(self.content.top, self.visible_rows), total, chosen)


class QueuePane(DeskPane):
    """A queue of tokens."""

    def window(self, pick: Pick | None) -> Pane:
        """What there is room for, moved so that a picked position of this pane is in it."""
        window = Pane(self.content.top, self.visible_rows)
        if pick is None or pick.pane != self.id:
            return window
        return replace(window, top=window_top(window, max(pick.position + 1, self.content.total), pick.position))

    def columns(self, width: int) -> tuple[Column, ...]:
        """Place, number, patient, age and sex, source, why the token stands here, and when it is expected; from WIDE
        cells on whole words, and since when the patient is here.
        """
        first = Column("", 3, right=True), Column("№", 4, right=True), Column("Patient", 0, name=True)
        if width >= WIDE:
            last = Column(self.last_heading, min(30, 20 + (width - WIDE) // 4))
            return *first, Column("Age", 4), Column("Source", 6), Column("Here", 6), last, Column("Expected", 11)
        who = (Column("Age", 4),) if width >= AGED else ()
        return *first, *who, Column("Source", 6), Column(self.last_heading, self.last_width), Column("Exp.", 5)

    last_heading, last_width = "State", 9

    def lines_of(self, window: QueueWindow) -> tuple[Line, ...]:
        """The visible rows."""
        wide = self.inner >= WIDE
        return tuple(self._line_of(row, place, wide) for place, row in enumerate(window.rows, window.top + 1))

    def _line_of(self, row: QueueRow, place: int, wide: bool) -> Line:
        """The place says who is next, the number what is called out; who is not here yet is dim."""
        token = row.token
        why, style = self.last(row, wide)
        source: str = SHORT.get(token.source, token.source)
        aged = self.inner >= AGED
        cells = [str(place), str(token.number), token.patient_name, *([token.who] if aged else []), source]
        name = BOLD if token.called else PLAIN if token.arrived else DIM
        styles = [DIM, name, name, *([DIM] if aged else []), SOURCES.get(token.source, DIM)]
        expected = "" if row.expected is None else "now" if token.called else row.expected.label
        if wide:
            return Line(token.id, (*cells, row.arrived, why, expected), (*styles, DIM, style))
        return Line(token.id, (*cells, why, expected[:5]), (*styles, style))

    def last(self, row: QueueRow, wide: bool) -> tuple[str, Style]:
        """What the column of reasons says, and its style; narrow, the fewest words that still say it."""
        if row.out:
            return f"out since {row.out}" if wide else f"out {row.out}", DIM
        if wide:
            return reason(row.why), DIM
        why = why_waiting(row.why)
        return (f"here, {why}" if why else "here") if row.token.arrived else why, DIM


class ActivePane(QueuePane):
    """Who has a seat, in order."""

    gives_way: int | None = None
    """The token that a booking under way would move to waiting."""
    next_token: int | None = None
    """The token that the next key calls in."""

    def content_of(self, desk: Desk) -> Content:
        """The active queue of a desk."""
        slot, self.next_token = desk.slot, desk.next_token
        cursor = desk.cursor.id if desk.cursor else None
        why = absent(desk.row) if desk.row else ""
        empty = "b books the first patient" if slot else why or "no slot is chosen"
        away = desk.row.away if desk.row else None
        if slot and away and not (away.start < slot.end and slot.start < away.end):
            why = ""  # it was closed for something else
        if slot and slot.closed:
            empty = f"closed, {why}" if why else "closed: no bookings"
        window = desk.active
        title = slot_title(desk, self.place.width - 3, "Active · ")
        return Content(title or "Active", self.lines_of(window), window.total, window.top, cursor, empty)

    def last(self, row: QueueRow, wide: bool) -> tuple[str, Style]:
        """In the room or here, else how it came to its seat; narrow, only that it was promoted to it."""
        if row.token.id == self.gives_way:
            return "↓ would lose the seat" if wide else "loses it", BOLD
        if row.token.called:
            since = f" {row.expected.start[11:]}" if wide and row.expected else ""
            return f"● in room{since}", CALLED
        if row.out:
            return f"out since {row.out}" if wide else f"out {row.out}", DIM
        if row.no_show_in is not None:
            return no_show_soon(row.no_show_in, wide=wide), URGENT
        if row.token.id == self.next_token:
            return "next, here" if wide else "next", BOLD
        if row.token.arrived:
            return f"here, {reason(row.why)}" if wide and row.why else "here", PLAIN
        promoted = row.why is not None and row.why.action == Action.PROMOTE
        return (reason(row.why) if wide else "promoted" if promoted else ""), DIM


class WaitingPane(QueuePane):
    """Who waits, in order, and why."""

    last_width = 13

    def content_of(self, desk: Desk) -> Content:
        """The waiting queue of a desk."""
        window = desk.waiting
        cursor = desk.cursor.id if desk.cursor else None
        return Content(
            f"Waiting · {window.total}{_of_the_day(desk.row)}",
            self.lines_of(window),
            window.total,
            window.top,
            cursor,
            "",
        )


def _of_the_day(row: DoctorRow | None) -> str:
    """How many of all the doctor's patients of the day are here, and how long the first of them has waited."""
    return f" · {row.here} here today, longest {row.longest} min" if row and row.here else ""
