"""How late the doctor of a slot is, and that the doctor is here."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import DoctorHere, SetLate
from opd_tui.domain.slots import LATEST_MINUTES, SlotSummary
from opd_tui.runtime import clock
from opd_tui.services.slots import closing, slot_days
from opd_tui.store import slots


def set_late(request: SetLate, actor: Actor) -> tuple[SlotSummary, ...]:
    """Store that the doctor of a slot is so many minutes (0 to 600) late, with `following` also in the open slots after
    it on that day; returns these slots, the first one first. Expected times move by as much.

    A slot that has that number already is not written. Raises UnknownSlot or BadRequest.
    """
    if not 0 <= request.minutes <= LATEST_MINUTES:
        raise BadRequest(
            problem=f"A doctor is 0 to {LATEST_MINUTES} minutes late, not {request.minutes}."
            " A doctor who comes later than that is away."
        )
    with connection.transaction():
        first = slots.summary(request.slot)
        of_day = slots.of_day(first.doctor, first.day) if request.following else ()
        late = (first, *(slot for slot in of_day if slot.start > first.start and not slot.closed))
        for slot in late:
            if slot.late_minutes != request.minutes:
                closing.change(slot, Action.SET_LATE, actor, late_minutes=request.minutes)
        return tuple(slots.summary(slot.id) for slot in late)


def doctor_here(request: DoctorHere, actor: Actor) -> SlotSummary:
    """Store that the doctor of a slot is here, or take that back; what is so already is not written again.

    It counts for the doctor's whole day. Raises UnknownSlot, or SlotFuture before the slot's day.
    """
    with connection.transaction():
        before = slots.summary(request.slot)
        slot_days.check_begun(before)
        if (before.doctor_here_at is not None) != request.here:
            at = clock.stamp(clock.now()) if request.here else None
            closing.change(before, Action.DOCTOR_HERE, actor, doctor_here_at=at)
        return slots.summary(before.id)
