"""The rules of allocation as pure functions: no database, no clock, no input or output.

`seated` is the one rule in its plain form: sort, cut. `place` and `next_step` are the same rule one move at a time,
for which the services need to find only one victim and one waiter. tests/domain/test_rules.py and
tests/services/test_histories.py hold the two to be equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from opd_tui.domain.tokens import Source, Status


class Standing(NamedTuple):
    """A token as the order sees it; `keeps_seat`: ACTIVE, and arrived in a slot under way (see `keeps_seats`)."""

    priority: int
    arrival: int
    token: int
    called: bool = False
    keeps_seat: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """The order of a slot: emergencies, those who keep the seat, the rest; each by priority, then arrival."""
        return band(self.priority, self.keeps_seat), self.priority, self.arrival

    def before(self, other: Standing) -> bool:
        """Whether this one stands ahead of the other."""
        return self.rank < other.rank


def band(priority: int, keeps_seat: bool) -> int:
    """The first part of a rank: 0 for an emergency, 1 for one who keeps the seat, 2 for the rest."""
    return 0 if priority == Source.EMERGENCY.priority else 1 if keeps_seat else 2


def keeps_seats(hold_arrived: bool, start: str, now: str) -> bool:
    """Whether ACTIVE tokens of a slot that have arrived keep their seats: the hospital wants it, the slot is under way.

    A slot that overruns is still under way, so it has no end here: nobody in the hall loses a seat by the clock alone.
    Times are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return hold_arrived and start <= now


NEWCOMER_ARRIVAL = 1 << 62
"""Later than any arrival: how a booking that has not been accepted yet stands among its equals."""


def newcomer(priority: int) -> Standing:
    """A booking not yet accepted: behind all its equals."""
    return Standing(priority, NEWCOMER_ARRIVAL, 0)


def seated(live: Iterable[Standing], seats: int) -> set[int]:
    """The one rule, plainly: who is ACTIVE among the live tokens of a slot with `seats` = capacity − completed.

    The called keep their seats; the rest sit in the order of their ranks as far as the seats go.
    """
    ordered = sorted(live, key=lambda s: s.rank)
    pinned = [s.token for s in ordered if s.called]
    others = [s.token for s in ordered if not s.called]
    return {*pinned, *others[: max(0, seats - len(pinned))]}


class Place(NamedTuple):
    """Where a token that enters the queues goes, and who gives way to it."""

    status: Status
    victim: Standing | None = None


def place(entering: Standing, free: int, worst_active: Standing | None, best_waiter: Standing | None = None) -> Place:
    """Where a token goes that is booked, or brought back by undo.

    `free` seats are open; `worst_active` is the last ACTIVE token that is not called, `best_waiter` the first WAITING.
    A called token (`entering.called`) that comes back takes its seat whatever its rank, if any can be had for it;
    one that finds every seat pinned stands as if it were not called: the caller removes the mark.
    """
    if free > 0:
        outranked = best_waiter is not None and best_waiter.before(entering) and not entering.called
        return Place(Status.WAITING if outranked else Status.ACTIVE)
    if worst_active is not None and (entering.called or entering.before(worst_active)):
        return Place(Status.ACTIVE, worst_active)
    return Place(Status.WAITING)


class Step(NamedTuple):
    """One move toward the one rule: who loses a seat, who gains one."""

    preempt: Standing | None
    promote: Standing | None


def next_step(free: int, worst_active: Standing | None, best_waiter: Standing | None) -> Step | None:
    """The next move that brings a slot closer to the one rule, or None if it keeps_seats.

    `free` = capacity − completed − active; negative after a slot shrank.
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
