"""The source of a booking: the requested one, or FOLLOWUP if the patient's visits say so."""

from __future__ import annotations

from typing import NamedTuple

from opd_tui.domain import follow_ups
from opd_tui.domain.tokens import Source
from opd_tui.runtime import clock, policy
from opd_tui.store import doctors, visits
from opd_tui.store.seating import SeatState


class Sourced(NamedTuple):
    """A source, and the sentence that says why it is not the requested one (None if it is)."""

    source: Source
    why: str | None = None


def sourced(asked: Source, seats: SeatState, patient: int | None, *, as_asked: bool = False) -> Sourced:
    """The source of a booking by opd_tui.domain.follow_ups; a new patient (None) is never a follow-up.

    `as_asked`: the operator has seen that it would be a follow-up and wants the requested source.
    """
    if patient is None or as_asked or asked not in follow_ups.RAISED:
        return Sourced(asked)
    before = visits.for_follow_ups(patient)
    if not before:
        return Sourced(asked)
    department = doctors.department_of(seats.doctor)
    rule, day = policy.current(), seats.day
    seen = follow_ups.last_seen(asked, day, seats.doctor, department, before, rule)
    if seen is None:
        return Sourced(asked)
    why = follow_ups.why(seen, rule.follow_up_days, ago=day == clock.today())
    return Sourced(Source.FOLLOWUP, why)
