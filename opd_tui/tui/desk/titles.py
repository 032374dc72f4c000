"""What the rules above the slots and the queues say."""

from __future__ import annotations

from rich.cells import cell_len

from opd_tui.domain.desk import Desk, DoctorRow
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages.about_queues import absent
from opd_tui.tui.widgets.cells import fit, fit_middle

MIN_NAME, MIN_WHY = 8, 12
"""The fewest cells of a title for the doctor's name, and for why the doctor is away."""


def slot_title(desk: Desk, width: int, before: str = "") -> str:
    """The slot's doctor and time, department, room, lateness, who of earlier slots is due, the counts, and why the
    doctor is away; "" without a doctor.

    Too long, the reason is cut, the department goes, the rest is said shorter, and then the name is cut in the middle.
    """
    doctor, row = desk.doctor, desk.row
    if doctor is None or row is None:
        return ""
    why, name = absent(row), doctor.shown
    needs = min(MIN_NAME, cell_len(name.removeprefix("Dr "))) + cell_len(before)
    found = [_rest(desk.slot, row, shorter, not_begun=desk.not_begun) for shorter in range(4)]
    time, rest = next((each for each in found if needs + cell_len("".join(each)) <= width), found[-1])
    left = width - cell_len(before + name + time + rest)
    if doctor.department and left >= cell_len(doctor.department + why) + 6:
        rest = f" · {doctor.department}{rest}"
        left -= cell_len(doctor.department) + 3
    if why and left >= MIN_WHY + 3:
        rest += f" · {fit(why, left - 3)}"
    room = width - cell_len(before + time + rest)
    name = name if cell_len(name) <= room else name.removeprefix("Dr ")
    return f"{before}{fit_middle(name, max(5, room))}{time}{rest}"


def _rest(slot: SlotSummary | None, row: DoctorRow, shorter: int, *, not_begun: bool) -> tuple[str, str]:
    """A slot's time and what is to be said of it; from 1 on shorter, 2 without who was seen, 3 without its end."""
    parts, time = [f"room {row.doctor.room}" if row.doctor.room else ""], ""
    if slot:
        time = f" {slot.start[11:]}" if shorter > 2 else f" {slot.start[11:]}–{slot.end[11:]}"
        late = f"+{slot.late_minutes}m" if shorter else f"{slot.late_minutes} min late"
        due = [f"{row.overdue} due"] if shorter and row.due else [f"{d.start[11:]}: {d.number} due" for d in row.due]
        begun = ("not begun" if shorter else "not begun: L h when here") if not_begun else ""
        done = f"{slot.completed} done" if slot.completed and shorter < 2 else ""
        parts += [begun, late if slot.late_minutes else "", *due, done, _held(slot)]
    return time, "".join(f" · {part}" for part in parts if part)


def _held(slot: SlotSummary) -> str:
    """How many seats are taken, or that the slot is closed and with how many in it."""
    if not slot.closed:
        return f"{slot.taken} of {slot.capacity}"
    many = slot.active + slot.waiting
    return f"closed, {many} in it" if many else "closed"
