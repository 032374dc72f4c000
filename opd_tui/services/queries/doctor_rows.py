"""Each doctor's day in one line: who is in the room, who is here and for how long, the free seats, why nobody sits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from opd_tui.domain import weeks
from opd_tui.domain.desk import DoctorRow, Due, InRoom
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import Window
from opd_tui.runtime import clock
from opd_tui.store import absences, doctors, holidays
from opd_tui.store import desk as store
from opd_tui.store.desk import CalledRow, SlotRow


def of_day(day: str) -> tuple[DoctorRow, ...]:
    """The doctors who have something on a day, or could. Belongs into a read of one moment."""
    today, now = clock.today(), clock.minute(clock.now())
    slots: dict[int, list[SlotRow]] = defaultdict(list)
    called: dict[int, list[CalledRow]] = defaultdict(list)
    for slot in store.slots_of(day):
        slots[slot.doctor].append(slot)
    for token in store.called_on(day) if day == today else ():
        called[token.doctor].append(token)
    away: dict[int, tuple[Window, str]] = {}
    for absence in absences.between(now if day == today else day, weeks.plus(day, 1)):
        away.setdefault(absence.doctor, (Window(absence.start, absence.end), absence.reason))
    free = {holiday.doctor: holiday.name for holiday in holidays.of_day(day)}
    return tuple(
        _row(
            doctor,
            slots[doctor.id],
            now,
            today=day == today,
            in_room=tuple(InRoom(t.number, t.patient_name, _wall(t.called_at)) for t in called[doctor.id]),
            absence=away.get(doctor.id, (None, "")),
            holiday=free.get(doctor.id, free.get(None)),
        )
        for doctor in doctors.of_day(day)
    )


def _row(
    doctor: Doctor,
    slots: list[SlotRow],
    now: str,
    *,
    today: bool,
    in_room: tuple[InRoom, ...],
    absence: tuple[Window | None, str],
    holiday: str | None,
) -> DoctorRow:
    """A doctor's slots, and on their day who is here for them, counted; and why the doctor does not sit."""
    opened = [slot for slot in slots if not slot.closed]
    to_come = [slot for slot in opened if slot.end > now]
    here = slots if today else []
    first = min((at for slot in here for at in (slot.seated_since, slot.waiting_since) if at), default=None)
    return DoctorRow(
        doctor,
        len(opened),
        sum([slot.taken for slot in opened]),
        sum(slot.capacity for slot in opened),
        sum(slot.waiting for slot in opened),
        free=sum(max(0, slot.capacity - slot.taken) for slot in to_come),
        here=sum(slot.seated_here + slot.waiting_here for slot in here),
        longest=_minutes_since(first) if first else 0,
        in_room=in_room,
        due=tuple(_due(here, now)),
        late_minutes=to_come[0].late_minutes if to_come else 0,
        away=absence[0],
        away_why=absence[1],
        holiday=holiday,
        closed=bool(slots) and not opened,
        seen=sum(slot.seen for slot in slots),
    )


def _due(slots: list[SlotRow], now: str) -> Iterator[Due]:
    for slot in slots:
        if slot.end <= now and slot.seated_here:
            yield Due(slot.slot, slot.start, slot.seated_here)


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
