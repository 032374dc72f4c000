"""Which other slots are better for a patient than the one asked for, best first."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from msgspec import Struct

from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Expected


class Alternative(Struct, frozen=True):
    """Another slot for a patient: its free seats, its number of waiting tokens, and how many of them are `ahead` of the
    patient.

    `expected` is when the patient would probably be called in; None where that is not shown.
    """

    slot: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    free: int
    waiting: int
    ahead: int = 0
    expected: Expected | None = None


MAX_PLACES = 5
"""As many as fit on a narrow screen and have a key, 1 to 5."""


class Kind(IntEnum):
    """How a slot relates to the one asked for, best first."""

    SAME_DOCTOR_LATER = 1
    SAME_DOCTOR_NEXT_DAYS = 2
    DEPARTMENT_SAME_TIME = 3
    DEPARTMENT_NEXT_DAYS = 4


def rank(
    doctor: int,
    wanted: Window,
    places: Iterable[Alternative],
    *,
    now: str,
    taken: Iterable[Window] = (),
    ahead: int | None = None,
) -> tuple[Alternative, ...]:
    """Return at most five of `places` that are better than `wanted` with `doctor`; other doctors are of the same
    department.

    1. Left out is what has ended at `now` (wall time), what overlaps a window in which the patient is expected
       already (`taken`), and what is of none of the four kinds: the same doctor later that day, the same doctor on
       later days, others at the same time that day (the windows overlap), others on later days.
    2. Better is a free seat: the patient sits there at once and nobody gives way. Only where not one place has one,
       and the patient would wait behind `ahead` others (None: would not wait), is a shorter wait better: fewer than
       `ahead` of the waiting stand before the patient there (`Alternative.ahead`).
    3. Of the better ones the kind decides, in the order above; within a kind the earlier day, then the time of day
       nearest to the one asked for, then the earlier begin, then the order in which doctors and slots were added.
    """
    windows = list(taken)
    ranked = []
    for place in places:
        window = Window(place.start, place.end)
        kind = _kind(doctor, wanted, place.doctor, window)
        if kind is not None and place.end > now and not any(window.overlaps(other) for other in windows):
            nearness = abs(minutes(place.start) - minutes(wanted.start))
            ranked.append(((kind, window.day, nearness, place.start, place.doctor, place.slot), place))
    ranked.sort(key=lambda each: each[0])
    seats = [place for _, place in ranked if place.free > 0]
    shorter = [place for _, place in ranked if ahead is not None and place.ahead < ahead]
    return tuple((seats or shorter)[:MAX_PLACES])


def _kind(doctor: int, wanted: Window, other: int, window: Window) -> Kind | None:
    if window.day > wanted.day:
        return Kind.SAME_DOCTOR_NEXT_DAYS if other == doctor else Kind.DEPARTMENT_NEXT_DAYS
    if window.day < wanted.day:
        return None
    if other == doctor:
        return Kind.SAME_DOCTOR_LATER if window.start > wanted.start else None
    return Kind.DEPARTMENT_SAME_TIME if window.overlaps(wanted) else None


def minutes(wall: str) -> int:
    """The time of day of `YYYY-MM-DDTHH:MM`, in minutes."""
    return int(wall[11:13]) * 60 + int(wall[14:16])
