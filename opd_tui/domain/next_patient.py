"""The order in which a doctor calls the patients of a day who have a seat and are checked in.

Emergencies of every slot that has begun come first, then the patients slot by slot from the earliest of the day, each
slot in its order; that a slot's end has passed changes nothing. Slots that have not begun come last.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from opd_tui.domain.tokens import Source

HASTY = timedelta(seconds=30)
"""A consultation that is done sooner than this after the call is asked about first."""


class Here(NamedTuple):
    """A patient who has a seat, is checked in and is not called in. `start` is the slot's, a wall time.

    `precedence` orders patients of one slot and one source; the least is called first.
    """

    token: int
    slot: int
    start: str
    priority: int
    arrival: int
    precedence: int = 0

    def begun(self, now: str) -> bool:
        """Whether the patient's slot has begun."""
        return self.start <= now


def in_order_of_call(here: Iterable[Here], now: str) -> tuple[Here, ...]:
    """The patients in the order in which they are called; `now` is a wall time."""
    return tuple(sorted(here, key=lambda one: _rank(one, now)))


def _rank(one: Here, now: str) -> tuple[bool, bool, str, int, int, int, int]:
    begun = one.begun(now)
    emergency = begun and one.priority == Source.EMERGENCY.priority
    return not begun, not emergency, one.start, one.slot, one.priority, one.precedence, one.arrival
