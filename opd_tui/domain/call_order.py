"""The order in which the seated tokens of a slot are called: that of their seats, and among equals of one source by
precedence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from opd_tui.domain.allocation import band
from opd_tui.domain.precedence import NO_PRECEDENCE

CallRank = tuple[int, int, int, int]


def call_rank(priority: int, precedence: int, arrival: int, *, keeps_seat: bool) -> CallRank:
    """The sort key of a seated token in the order of calling; without precedence that of `Standing.rank`."""
    return band(priority, keeps_seat), priority, precedence, arrival


class Seated(NamedTuple):
    """What decides when the patient of a seated token is called."""

    token: int
    priority: int
    arrival: int
    precedence: int = NO_PRECEDENCE
    arrived: bool = False
    called: bool = False
    out: bool = False

    def rank(self, *, keeps_seats: bool) -> CallRank:
        """The sort key in a slot whose checked-in tokens keep their seats, or not."""
        return call_rank(self.priority, self.precedence, self.arrival, keeps_seat=keeps_seats and self.arrived)


def in_order_of_call(seated: Iterable[Seated], *, keeps_seats: bool = False) -> tuple[Seated, ...]:
    """The seated tokens of a slot in the order in which they are called."""
    return tuple(sorted(seated, key=lambda one: one.rank(keeps_seats=keeps_seats)))
