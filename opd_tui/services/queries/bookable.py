"""The slot in which a booking can be made where the chosen one takes none, or with another doctor."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.counter import Bookable, WithDoctor
from opd_tui.domain.name_search import fold
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.services.slots import closing
from opd_tui.store import bookable, doctors, seating, slots

MAX_DOCTORS = 20
"""How many doctors are offered."""


def instead_of(chosen: int | None) -> Bookable:
    """The slot to book in for whoever chose this one (None: none): this one if it takes bookings, else the doctor's
    next, else the next of the department, else of anybody. Raises UnknownSlot.
    """
    with connection.reading():
        now = closing.now()
        everybody = doctors.in_order()
        if chosen is None:
            return Bookable(_soonest(everybody, now))
        slot = slots.summary(chosen)
        ended = closing.has_ended(slot.end)
        if not slot.closed and not ended:
            return Bookable(slot)
        own = bookable.next_of(slot.doctor, slot.start, now) or bookable.next_of(slot.doctor, "", now)
        department = doctors.department_of(slot.doctor)
        colleagues = [each for each in everybody if department and each.department == department]
        found = own or _soonest(colleagues, now) or _soonest(everybody, now)
        why = closing.why_closed(seating.seat_state(slot.id)) if slot.closed else ""
        return Bookable(found, slot, ended and not slot.closed, why)


def with_doctors(text: str) -> tuple[WithDoctor, ...]:
    """The doctors with words of the name or the department that begin as the words of a text, each with the next slot
    that takes bookings; all for an empty text. Those by name come first, then as the desk lists them.
    """
    words = fold(text).split()
    with connection.reading():
        now = closing.now()
        everybody = doctors.in_order()
        by_name = [each for each in everybody if _begin(words, each.name)]
        others = [each for each in everybody if each not in by_name and _begin(words, f"{each.name} {each.department}")]
        return tuple(WithDoctor(each, bookable.next_of(each.id, "", now)) for each in [*by_name, *others][:MAX_DOCTORS])


def _begin(words: list[str], text: str) -> bool:
    parts = fold(text).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def _soonest(of: list[Doctor] | tuple[Doctor, ...], now: str) -> SlotSummary | None:
    found = [slot for each in of if (slot := bookable.next_of(each.id, "", now))]
    return min(found, key=lambda slot: (slot.start, slot.free <= 0), default=None)
