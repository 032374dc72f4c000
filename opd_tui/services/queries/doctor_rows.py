"""Each doctor's day in one line: who is in the room, who is here and for how long, the free seats, why nobody sits."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from opd_tui.domain import weeks
from opd_tui.domain.desk import DoctorRow, Due, InRoom
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.store import absences, doctors, holidays
from opd_tui.store import desk as store
from opd_tui.store.desk import PresentRow, SlotRow


def of_day(day: str) -> tuple[DoctorRow, ...]:
    """The doctors who have something on a day, or could. Belongs into a read of one moment."""
    today, now = clock.today(), clock.minute(clock.now())
    slots: dict[int, list[SlotRow]] = defaultdict(list)
    present: dict[int, list[PresentRow]] = defaultdict(list)
    for slot in store.slots_of(day):
        slots[slot.doctor].append(slot)
    for token in store.present_on(day) if day == today else ():
        present[token.doctor].append(token)
    away: dict[int, Window] = {}
    for absence in absences.between(now if day == today else day, weeks.plus(day, 1)):
        away.setdefault(absence.doctor, Window(absence.start, absence.end))
    free = {holiday.doctor: holiday.name for holiday in holidays.of_day(day)}
    return tuple(
        _row(
            doctor, slots[doctor.id], present[doctor.id], now, away.get(doctor.id), free.get(doctor.id, free.get(None))
        )
        for doctor in doctors.of_day(day)
    )


def _row(
    doctor: Doctor,
    slots: list[SlotRow],
    present: list[PresentRow],
    now: str,
    away: Window | None,
    holiday: str | None,
) -> DoctorRow:
    opened = [slot for slot in slots if not slot.closed]
    to_come = [slot for slot in opened if slot.end > now]
    here = [token for token in present if not token.called]
    first = min((token.arrived_at for token in here if token.arrived_at), default=None)
    return DoctorRow(
        doctor,
        len(opened),
        sum(slot.taken for slot in opened),
        sum(slot.capacity for slot in opened),
        sum(slot.waiting for slot in opened),
        free=sum(max(0, slot.capacity - slot.taken) for slot in to_come),
        here=len(here),
        longest=_minutes_since(first) if first else 0,
        in_room=tuple(InRoom(t.number, t.patient_name, _wall(t.called_at)) for t in present if t.called),
        due=_due(slots, here, now),
        late_minutes=to_come[0].late_minutes if to_come else 0,
        away=away,
        holiday=holiday,
        closed=bool(slots) and not opened,
    )


def _due(slots: list[SlotRow], here: list[PresentRow], now: str) -> tuple[Due, ...]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for token in here:
        if token.status == Status.ACTIVE:
            numbers[token.slot].append(token.number)
    ended = [slot for slot in slots if slot.end <= now and slot.slot in numbers]
    return tuple(Due(slot.slot, slot.start, tuple(numbers[slot.slot])) for slot in ended)


def _minutes_since(stamp: str) -> int:
    try:
        return max(0, int((clock.now() - datetime.fromisoformat(stamp)).total_seconds()) // 60)
    except ValueError:  # a damaged row: `check` names it
        return 0


def _wall(stamp: str | None) -> str:
    try:
        return clock.local(stamp).strftime("%H:%M") if stamp else ""
    except ValueError:
        return ""
