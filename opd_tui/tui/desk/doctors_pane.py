"""The doctors of the day: what the desk says about each."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from opd_tui.domain.desk import Desk, DoctorRow
from opd_tui.tui.desk.panes import DeskPane
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.styles import DIM, FULL, PLAIN


class DoctorsPane(DeskPane):
    """Doctors, each with what is not as usual, the seats still free on the chosen day and how many are here."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, room where there is a place for it, late or away, free seats, who is here."""
        free, here = Column("", 3, right=True), Column("", 4, right=True)
        if width >= 30:
            return Column("", 0), Column("", 4), Column("", 7), free, here
        return Column("", 0), Column("", 4), free, here

    def content_of(self, desk: Desk) -> Content:
        """The doctors, the chosen one in sight."""
        at = next((at for at, row in enumerate(desk.doctors) if desk.doctor and row.doctor.id == desk.doctor.id), None)
        top = self.top_with(at, len(desk.doctors))
        rows = desk.doctors[top : top + self.visible_rows]
        cursor = desk.doctor.id if desk.doctor else None
        columns = self.filled_columns()
        wide, room = len(columns) == 5, columns[0].width
        lines = tuple(_doctor_line(row, wide, room) for row in rows)
        heads = "free here" if desk.doctors else ""
        return Content("Doctors", lines, len(desk.doctors), top, cursor, "D adds a doctor", heads)


def _doctor_line(row: DoctorRow, wide: bool, room: int) -> Line:
    """People of earlier slots who are still to be seen are marked with ! beside those who are here."""
    here = f"{row.here}!" if row.overdue else str(row.here or "–")
    why, style = _unusual(row, wide)
    name = row.doctor.shown if cell_len(row.doctor.shown) <= room else row.doctor.shown.removeprefix("Dr ")
    cells: tuple[str, ...] = name, why, str(row.free) if row.slots else "–", here
    styles: tuple[Style, ...] = PLAIN, style, PLAIN, FULL if row.overdue else PLAIN
    if wide:
        cells, styles = (cells[0], row.doctor.room, *cells[1:]), (PLAIN, DIM, *styles[1:])
    return Line(row.doctor.id, cells, styles, PLAIN if row.slots else DIM)


def _unusual(row: DoctorRow, wide: bool) -> tuple[str, Style]:
    """Why a doctor does not sit as usual: late by minutes, away, closed, on holiday; in seven cells, or in four."""
    if not row.slots and row.holiday is not None:
        return "holiday" if wide else "holi", DIM
    if row.away is not None:
        return f"away {row.away.start[11:13]}" if wide else "away", DIM
    if row.closed:
        return "closed" if wide else "shut", DIM
    if row.late_minutes:
        return f"+{row.late_minutes} min" if wide else f"+{row.late_minutes}m", FULL
    return "", DIM
