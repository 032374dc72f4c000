"""The week of the sample hospital: weekly slots for its doctors, and the holidays of the coming weeks."""

from __future__ import annotations

from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.weeks import WEEKDAYS, Weekly, days, plus, weekday_of
from opd_tui.runtime import clock
from opd_tui.sample.names import AT_ANY_HOUR, DOCTORS, NIGHT, SHIFTS, SUNDAYS
from opd_tui.services.weeks import holidays, templates


def begin(today: str, actor: Actor) -> None:
    """Add the doctors' weekly slots from the clock's day on; from `today` on, all doctors also work on its weekday."""
    for doctor, (name, _, _, weekdays, seats_at) in enumerate(DOCTORS, start=1):
        for weekday in WEEKDAYS:
            usual = seats_at if weekday in weekdays else SUNDAYS.get(name, {}) if weekday == "SUN" else {}
            full = weekday == weekday_of(today) and usual != seats_at
            _sit(doctor, weekday, usual, clock.today(), plus(today, -1) if full else None, actor)
            if full:
                _sit(doctor, weekday, seats_at, today, None, actor)
            for hour, seats in SHIFTS.items() if name == AT_ANY_HOUR else ():
                shift = Weekly(weekday, f"{hour:02}:00", f"{(hour + 4) % 24:02}:00", seats, clock.today(), None)
                templates.add(AddTemplate.of(doctor, shift), actor)
        if name == NIGHT[0]:
            templates.add(AddTemplate.of(doctor, Weekly(*NIGHT[1:], clock.today(), None)), actor)


def _sit(doctor: int, weekday: str, seats_at: dict[int, int], first: str, last: str | None, actor: Actor) -> None:
    for hour, seats in seats_at.items():
        templates.add(
            AddTemplate.of(doctor, Weekly(weekday, f"{hour:02}:00", f"{hour + 1:02}:00", seats, first, last)), actor
        )


def take_off(today: str, actor: Actor) -> None:
    """Add a holiday of the hospital in the week after next, and one of the second doctor in a few days."""
    away = next(day for day in days(plus(today, 3), plus(today, 9)) if _sits(DOCTORS[1], day))
    holidays.add(away, 2, "conference", actor)
    closed = plus(today, 9)
    if weekday_of(closed) == "SUN":
        closed = plus(today, 10)
    holidays.add(closed, None, "Foundation Day", actor)


def _sits(doctor: tuple[str, str, str, str, dict[int, int]], day: str) -> bool:
    return weekday_of(day) in doctor[3]
