"""The doctors of the day: what the desk says about each."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from opd_tui.domain.desk import Desk, DoctorRow
from opd_tui.tui.desk.panes import DeskPane
from opd_tui.tui.widgets.cells import fit
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.styles import CALLED, DIM, PLAIN, URGENT

ROOMY, BROAD = 30, 50
"""Inner cells from which there is a column for the room and words for what is unusual, and one for who is inside."""


class DoctorsPane(DeskPane):
    """Doctors, each with who is in the room, what is not as usual, the seats still free on the chosen day and how many
    are here.
    """

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name; room, where there is a place for it; what is unusual and who is inside; free seats, who is here.

        Narrow, what is unusual stands at the end of the name.
        """
        free, here = Column("", 3, right=True), Column("", 4, right=True)
        if width >= BROAD:
            return Column("", 0), Column("", 4), Column("", 12), Column("", 10), free, here
        if width >= ROOMY:
            return Column("", 0), Column("", 4), Column("", 9), free, here
        return Column("", 0), Column("", 3, right=True), free, here

    def content_of(self, desk: Desk) -> Content:
        """The doctors, the chosen one in sight."""
        at = next((at for at, row in enumerate(desk.doctors) if desk.doctor and row.doctor.id == desk.doctor.id), None)
        top = self.top_with(at, len(desk.doctors))
        rows = desk.doctors[top : top + self.visible_rows]
        cursor = desk.doctor.id if desk.doctor else None
        lines = tuple(self._line_of(row) for row in rows)
        heads = {4: "in free here", 5: "room in room  free here", 6: "room              in room   free here"}
        shown = heads[len(self.filled_columns())] if desk.doctors else ""
        return Content("Doctors", lines, len(desk.doctors), top, cursor, "D adds a doctor", shown)

    def _line_of(self, row: DoctorRow) -> Line:
        """People of earlier slots who are still to be seen are marked with ! beside those who are here."""
        columns = self.filled_columns()
        name = _name(row, columns[0].width)
        free, here = str(row.free) if row.slots else "–", f"{row.here}!" if row.overdue else str(row.here or "–")
        last = (PLAIN, URGENT if row.overdue else PLAIN)
        base = PLAIN if row.slots else DIM
        match len(columns):
            case 6:
                (why, style), inside = _unusual(row, columns[2].width), _inside(row, columns[3].width)
                cells = name, row.doctor.room, why, inside, free, here
                return Line(row.doctor.id, cells, (PLAIN, DIM, style, CALLED, *last), base)
            case 5:
                said, style = _either(row, columns[2].width)
                return Line(row.doctor.id, (name, row.doctor.room, said, free, here), (PLAIN, DIM, style, *last), base)
        why, style = _unusual(row, 4)
        if why:
            name = f"{fit(_name(row, columns[0].width - 5), columns[0].width - 5)} {why}"
        inside = str(row.in_room[0].number) if row.in_room else ""
        return Line(row.doctor.id, (name, inside, free, here), (style, CALLED, *last), base)


def _name(row: DoctorRow, width: int) -> str:
    """The doctor's name, without the title where it would be cut."""
    return row.doctor.shown if cell_len(row.doctor.shown) <= width else row.doctor.shown.removeprefix("Dr ")


def _either(row: DoctorRow, width: int) -> tuple[str, Style]:
    """Who is in the room; with nobody in it what is unusual. Both, if there is a place."""
    inside, (why, style) = _inside(row, width), _unusual(row, 4)
    if inside and why and len(both := f"№{row.in_room[0].number} {why}") <= width:
        return both, style
    return (inside, CALLED) if inside else _unusual(row, width)


def _inside(row: DoctorRow, width: int) -> str:
    """Who is in the room, and since when if there is a place: №21 10:17, №21+1 for two."""
    if not row.in_room:
        return ""
    first, more = row.in_room[0], len(row.in_room) - 1
    number = f"№{first.number}{f'+{more}' if more else ''}"
    return f"{number} {first.since}" if len(number) + 1 + len(first.since) <= width else number


def _unusual(row: DoctorRow, width: int) -> tuple[str, Style]:
    """Why a doctor does not sit as usual: late by minutes, away, closed, on holiday."""
    if not row.slots and row.holiday is not None:
        return ("holiday" if width > 6 else "holi"), DIM
    if row.away is not None:
        ends = row.away.end[11:13] if row.away.end[:10] == row.away.start[:10] else ""
        hours = f"{row.away.start[11:13]}–{ends}"
        return (f"away {hours}" if width > 9 else f"away {hours[:2]}" if width > 6 else "away"), DIM
    if row.closed:
        return ("closed" if width > 5 else "shut"), DIM
    if row.late_minutes:
        late = f"+{row.late_minutes} min late"
        return (late if len(late) <= width else f"+{row.late_minutes}m"), URGENT
    return "", DIM
