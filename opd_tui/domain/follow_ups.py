"""Who comes as a follow-up: a pure rule over what a patient's visits were and what the hospital decided.

Somebody who was seen lately comes back for the same thing, and is booked as FOLLOWUP when the desk chose ONLINE or
WALKIN. An operator's own FOLLOWUP is always taken, and PAID and EMERGENCY are never lowered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from opd_tui.domain.policy import Policy
from opd_tui.domain.tokens import Source, Status

RAISED = (Source.ONLINE, Source.WALKIN)
"""What is booked as a follow-up where the rule says so; every other source stays as it was given."""


class Visit(NamedTuple):
    """A token as this rule sees it. `start` is its slot's, wall time; `arrival` orders those of one slot."""

    start: str
    arrival: int
    status: Status
    source: Source
    doctor: int
    doctor_name: str
    department: str

    @property
    def day(self) -> date:
        """The local date of the visit: its slot's day."""
        return date.fromisoformat(self.start[:10])


class Seen(NamedTuple):
    """Why somebody is a follow-up: by whom seen, and how many days (0 to `follow_up_days`) before the new visit."""

    doctor_name: str
    days: int


def last_seen(
    source: Source, day: str, doctor: int, department: str, visits: Iterable[Visit], policy: Policy
) -> Seen | None:
    """The visit that makes a booking as `source`, on `day` with that doctor, a follow-up; None if it is none.

    The last COMPLETED visit on or before `day`, in the policy's scope, must be at most `follow_up_days` before it,
    counted between local dates. Where `follow_up_visits` is not 0, fewer than that many FOLLOWUP tokens (cancelled
    and no-show not counted, later ones too) may have come since the last completed visit that was not one.
    A doctor of no department shares it with nobody.
    """
    if source not in RAISED:
        return None
    near = [v for v in visits if _in_scope(v, doctor, department, policy.follow_up_scope)]
    seen = sorted(v for v in near if v.status == Status.COMPLETED and v.start[:10] <= day)
    if not seen:
        return None
    days = (date.fromisoformat(day) - seen[-1].day).days
    if days > policy.follow_up_days or (policy.follow_up_visits and _given(near, seen) >= policy.follow_up_visits):
        return None
    return Seen(seen[-1].doctor_name, days)


def _in_scope(visit: Visit, doctor: int, department: str, scope: str) -> bool:
    if scope == "hospital" or visit.doctor == doctor:
        return True
    return scope == "department" and bool(department) and visit.department == department


def _given(near: list[Visit], seen: list[Visit]) -> int:
    """How many follow-ups the window has given, from the last completed visit that was none; all if there is none."""
    opened = max((v[:2] for v in seen if v.source != Source.FOLLOWUP), default=("", 0))
    gone = (Status.CANCELLED, Status.NO_SHOW)
    return sum(v.source == Source.FOLLOWUP and v.status not in gone and v[:2] > opened for v in near)


def why(seen: Seen, within: int, *, ago: bool) -> str:
    """The sentence for the operator and the log; `ago` where the new visit is today, so that the days count to now."""
    when = {0: "the same day", 1: f"1 day {'ago' if ago else 'before'}"}
    days = when.get(seen.days, f"{seen.days} days {'ago' if ago else 'before'}")
    return f"follow-up: seen by {seen.doctor_name} {days}, within {within}"
