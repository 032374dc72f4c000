"""Whether a booking is a follow-up: a pure rule over the patient's visits and the hospital's policy.

A patient who was seen lately and is booked as ONLINE or WALKIN becomes FOLLOWUP. A FOLLOWUP chosen by the operator is
always kept, and PAID and EMERGENCY are never lowered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from opd_tui.domain.policy import Policy
from opd_tui.domain.tokens import Source, Status

RAISED = (Source.ONLINE, Source.WALKIN)
"""The sources that may become FOLLOWUP; every other source stays as given."""


class Visit(NamedTuple):
    """A token as this rule needs it. `start` is the start of its slot, wall time; `arrival` orders the tokens of one
    slot.
    """

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
    """Why a booking is a follow-up: who saw the patient, and how many days (0 to `follow_up_days`) before the new
    visit.
    """

    doctor_name: str
    days: int


def last_seen(
    source: Source, day: str, doctor: int, department: str, visits: Iterable[Visit], policy: Policy
) -> Seen | None:
    """Return the visit that makes a booking as `source`, on `day` with that doctor, a follow-up; None if there is none.

    It is the last COMPLETED visit on or before `day` in the policy's scope, at most `follow_up_days` local days before
    it. If `follow_up_visits` is not 0, there must be fewer FOLLOWUP tokens than that since the last completed visit
    that was not a follow-up; later ones count too, cancelled and no-show ones do not. A doctor without a department
    shares it with nobody.
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
    """How many follow-ups the patient had since the last completed visit that was not one; all of them if there is no
    such visit.
    """
    opened = max((v[:2] for v in seen if v.source != Source.FOLLOWUP), default=("", 0))
    gone = (Status.CANCELLED, Status.NO_SHOW)
    return sum(v.source == Source.FOLLOWUP and v.status not in gone and v[:2] > opened for v in near)


def why(seen: Seen, within: int, *, ago: bool) -> str:
    """The sentence for the operator and the log; with `ago` if the new visit is today, so that the days count back from
    now.
    """
    when = {0: "the same day", 1: f"1 day {'ago' if ago else 'before'}"}
    days = when.get(seen.days, f"{seen.days} days {'ago' if ago else 'before'}")
    return f"follow-up: seen by {seen.doctor_name} {days}, within {within}"
