"""Absences of a doctor: slots created in them later are closed at once.

services/day/doctor_away.py closes the slots that are open already, once their tokens have been moved.
"""

from __future__ import annotations

from collections.abc import Collection

from opd_tui.db import connection
from opd_tui.domain.absences import AWAY, Absence, AbsenceMade, AbsenceRemoved
from opd_tui.domain.actions import Action
from opd_tui.domain.names import clean_text
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.runtime import clock
from opd_tui.services.slots import schedule
from opd_tui.services.weeks import shut_days
from opd_tui.store import absences as rows
from opd_tui.store import counters, doctors, events, slots


def add(
    doctor: int, start: str, end: str, reason: str | None, actor: Actor, close: Collection[int] = ()
) -> AbsenceMade:
    """Store that a doctor is away from `start` to `end`, wall times, and close the slots `close`; their live tokens
    stay in them until the patients were phoned.

    An absence covered by a stored one is not written, and closes nothing. Raises UnknownDoctor, BadWindow or BadRequest
    (the reason).
    """
    window = schedule.parse_span(start, end)
    why = clean_text(reason, "reason") or AWAY
    with connection.transaction():
        name = doctors.doctor(doctor).shown
        known = covering(doctor, window)
        if known is not None:
            return AbsenceMade(known)
        absence = Absence(counters.next_value("absence"), doctor, name, window.start, window.end, why)
        closed = begin(absence, Action.ADD_ABSENCE, actor, close=close, also_in_use=True)
        return AbsenceMade(absence, closed)


def remove(absence: int, actor: Actor) -> AbsenceRemoved:
    """Remove an absence; the slots that it closed open again, unless another absence or a holiday covers them.

    Slots that a person closed stay closed. Raises UnknownAbsence.
    """
    with connection.transaction():
        return lift(rows.absence(absence), Action.REMOVE_ABSENCE, actor)


def begin(
    absence: Absence,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
    close: Collection[int] = (),
    also_in_use: bool = False,
) -> tuple[SlotSummary, ...]:
    """Write an absence with its event, and close those of the slots `close` that have no live token, or with
    `also_in_use` all of them; returns what it closed. The caller has checked that it is allowed.
    """
    rows.add(absence)
    after = rows.columns(absence)
    events.append(actor, action, doctor=absence.doctor, undoes=undoes, absence=absence.id, after=after, why=why)
    return tuple(
        shut_days.close(slot, absence, actor)
        for slot in _slots(absence)
        if slot.id in close and not slot.closed and (also_in_use or not slot.active + slot.waiting)
    )


def lift(
    absence: Absence, action: Action, actor: Actor, *, undoes: int | None = None, why: str | None = None
) -> AbsenceRemoved:
    """Remove an absence with its event, and open slots as `remove` does. The caller has checked that it is allowed."""
    rows.remove(absence.id)
    before = rows.columns(absence)
    events.append(actor, action, doctor=absence.doctor, undoes=undoes, absence=absence.id, before=before, why=why)
    reopened = (shut_days.reopen(slot, absence, actor, undo=action is Action.UNDO) for slot in _slots(absence))
    return AbsenceRemoved(absence, tuple(slot for slot in reopened if slot))


def _slots(absence: Absence) -> tuple[SlotSummary, ...]:
    return slots.overlapping(absence.doctor, Window(absence.start, absence.end))


def absences(doctor: int) -> tuple[Absence, ...]:
    """The absences of a doctor that are not over, by their start."""
    with connection.reading():
        return rows.of_doctor(doctor, clock.minute(clock.now()))


def covering(doctor: int, window: Window) -> Absence | None:
    """An absence of a doctor that covers the whole window, or None."""
    known = rows.of_doctor(doctor, window.start)
    return next((each for each in known if each.start <= window.start and window.end <= each.end), None)
