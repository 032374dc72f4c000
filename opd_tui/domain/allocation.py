"""The rules of allocation as pure functions: no database, no clock, no input or output.

`seated` states the one rule as a whole: sort, then cut. `place` and `next_step` state the same rule one move at a time,
so that the services only need to find one victim and one waiter. tests/domain/test_allocation.py and
tests/services/test_histories.py prove that the two agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from opd_tui.domain.tokens import Source, Status


class Standing(NamedTuple):
    """What decides a token's place in the order. `keeps_seat`: it is ACTIVE and checked in, and its slot lets such
    tokens keep their seats (see `keeps_seats`).
    """

    priority: int
    arrival: int
    token: int
    called: bool = False
    keeps_seat: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """The sort key: emergencies, tokens that keep their seat, the others; within each by priority, then arrival."""
        return band(self.priority, self.keeps_seat), self.priority, self.arrival

    def before(self, other: Standing) -> bool:
        """Whether this token is before the other in the order."""
        return self.rank < other.rank


def band(priority: int, keeps_seat: bool) -> int:
    """The first part of a rank: 0 for an emergency, 1 for a token that keeps its seat, 2 for the others."""
    return 0 if priority == Source.EMERGENCY.priority else 1 if keeps_seat else 2


def keeps_seats(hold_arrived: bool, start: str, now: str) -> bool:
    """Whether checked-in ACTIVE tokens of a slot keep their seats: the hospital has set `hold_arrived`, and the slot
    has begun.

    The slot's end does not matter: a slot that overruns is still under way, and the clock alone takes nobody's seat.
    Times are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return hold_arrived and start <= now


NEWCOMER_ARRIVAL = 1 << 62
"""Later than any arrival: puts a booking that is not accepted yet after its equals."""


def newcomer(priority: int) -> Standing:
    """The standing of a booking that is not accepted yet: after all tokens of the same priority."""
    return Standing(priority, NEWCOMER_ARRIVAL, 0)


def seated(live: Iterable[Standing], seats: int) -> set[int]:
    """The tokens that have a seat by the one rule, out of the live tokens of a slot with `seats` = capacity −
    completed.

    Called-in tokens keep their seats; the others get the remaining seats in the order of their ranks.
    """
    ordered = sorted(live, key=lambda s: s.rank)
    pinned = [s.token for s in ordered if s.called]
    others = [s.token for s in ordered if not s.called]
    return {*pinned, *others[: max(0, seats - len(pinned))]}


class Place(NamedTuple):
    """Where an entering token goes: the status it gets, and the token that loses its seat for it."""

    status: Status
    victim: Standing | None = None


def place(entering: Standing, free: int, worst_active: Standing | None, best_waiter: Standing | None = None) -> Place:
    """Decide where a token goes that is booked, moved in, or brought back by undo.

    `free` seats are unused; `worst_active` is the last ACTIVE token that is not called in, `best_waiter` the first
    WAITING one. A called-in token that comes back (`entering.called`) gets a seat whatever its rank, unless every seat
    has a called-in token; then it is placed as if not called in, and the caller removes the mark.
    """
    if free > 0:
        outranked = best_waiter is not None and best_waiter.before(entering) and not entering.called
        return Place(Status.WAITING if outranked else Status.ACTIVE)
    if worst_active is not None and (entering.called or entering.before(worst_active)):
        return Place(Status.ACTIVE, worst_active)
    return Place(Status.WAITING)


class Step(NamedTuple):
    """One move toward the one rule: the token that loses a seat, and the token that gets one."""

    preempt: Standing | None
    promote: Standing | None


def next_step(free: int, worst_active: Standing | None, best_waiter: Standing | None) -> Step | None:
    """The next move that brings a slot closer to the one rule; None if the rule already holds or no move can help.

    `free` = capacity − completed − active; negative after the capacity was reduced.
    """
    if free < 0:
        return Step(worst_active, None) if worst_active else None  # all pinned: no move can help
    if best_waiter is None:
        return None
    if free > 0:
        return Step(None, best_waiter)
    if worst_active is not None and best_waiter.before(worst_active):
        return Step(worst_active, best_waiter)
    return None
