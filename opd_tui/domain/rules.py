"""The rules of allocation as pure functions: no database, no clock, no input or output.

`seated` is the one rule in its plain form: sort, cut. `place` and `next_step` are the same rule one move at a time,
for which the services need to find only one victim and one waiter. tests/domain/test_rules.py and
tests/services/test_histories.py hold the two to be equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

SMALLEST_CAPACITY, LARGEST_CAPACITY = 1, 500
SEXES = ("F", "M", "X")
LATEST_MINUTES = 600
"""More than this a doctor is not late but away."""


class Source(StrEnum):
    """How a patient came, best priority first."""

    EMERGENCY = "EMERGENCY"
    PAID = "PAID"
    FOLLOWUP = "FOLLOWUP"
    ONLINE = "ONLINE"
    WALKIN = "WALKIN"

    @property
    def priority(self) -> int:
        """1 (EMERGENCY) to 5 (WALKIN); less is better."""
        return PRIORITY[self.value]


PRIORITY: dict[str, int] = {source.value: place for place, source in enumerate(Source, start=1)}


class Status(StrEnum):
    """The one state a token is in."""

    ACTIVE = "ACTIVE"
    WAITING = "WAITING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"

    @property
    def live(self) -> bool:
        """In one of the slot's two queues."""
        return self in (Status.ACTIVE, Status.WAITING)


class Action(StrEnum):
    """What can happen to a token, a slot, a patient's record or a week: one word in log, `batch` and on the screen."""

    BOOK = "book"
    CANCEL = "cancel"
    NO_SHOW = "no-show"
    COMPLETE = "complete"
    CALL = "call"
    ARRIVE = "arrive"
    SET_SOURCE = "set-source"
    MOVE = "move"
    SET_CAPACITY = "set-capacity"
    CLOSE_SLOT = "close-slot"
    REOPEN_SLOT = "reopen-slot"
    SET_LATE = "set-late"
    PROMOTE = "promote"
    PREEMPT = "preempt"
    UNDO = "undo"
    CORRECT_PATIENT = "correct-patient"
    MERGE = "merge"
    ADD_TEMPLATE = "add-template"
    CHANGE_TEMPLATE = "change-template"
    ADD_HOLIDAY = "add-holiday"
    REMOVE_HOLIDAY = "remove-holiday"


OF_WEEKS = (Action.ADD_TEMPLATE, Action.CHANGE_TEMPLATE, Action.ADD_HOLIDAY, Action.REMOVE_HOLIDAY)
"""What is done to weekly templates and holidays. The slots that open, follow or close by it nobody changed by hand."""

UNDOABLE = (
    Action.BOOK,
    Action.CANCEL,
    Action.NO_SHOW,
    Action.COMPLETE,
    Action.CALL,
    Action.ARRIVE,
    Action.SET_SOURCE,
    Action.MOVE,
    Action.SET_CAPACITY,
    Action.CORRECT_PATIENT,
    Action.MERGE,
    Action.CLOSE_SLOT,
    Action.REOPEN_SLOT,
    Action.SET_LATE,
    *OF_WEEKS,
)
"""What a person did, and can put back. Promotions and preemptions only follow from these."""

SLOT_COLUMN = {
    Action.SET_CAPACITY: "capacity",
    Action.CLOSE_SLOT: "closed",
    Action.REOPEN_SLOT: "closed",
    Action.SET_LATE: "late_minutes",
}
"""What of a slot each of its actions changes: a change of one is no change since of another."""

REORDERED = "reordered"
"""Why tokens moved that no action moved: the clock was set back, or the setting changed that says who is held."""
UNRESOLVED = "unresolved"
"""Why a token of a past slot was settled, and a seat opened for it: so it stands in the log."""

LIVE = [Status.ACTIVE.value, Status.WAITING.value]
"""The states of a token that stands in a queue, as the database has them."""

_ENDS: set[Status | None] = {Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW}
TRANSITIONS: dict[Action, tuple[set[Status | None], set[Status]]] = {
    Action.BOOK: ({None}, {Status.ACTIVE, Status.WAITING}),
    Action.PROMOTE: ({Status.WAITING}, {Status.ACTIVE}),
    Action.PREEMPT: ({Status.ACTIVE}, {Status.WAITING}),
    Action.CANCEL: ({Status.ACTIVE, Status.WAITING}, {Status.CANCELLED}),
    Action.NO_SHOW: ({Status.ACTIVE, Status.WAITING}, {Status.NO_SHOW}),
    Action.COMPLETE: ({Status.ACTIVE}, {Status.COMPLETED}),
    Action.CALL: ({Status.ACTIVE}, {Status.ACTIVE}),
    Action.ARRIVE: ({Status.ACTIVE, Status.WAITING}, {Status.ACTIVE, Status.WAITING}),
    Action.SET_SOURCE: ({Status.ACTIVE, Status.WAITING}, {Status.ACTIVE, Status.WAITING}),
    Action.MOVE: ({Status.ACTIVE, Status.WAITING}, {Status.ACTIVE, Status.WAITING}),
    Action.UNDO: ({*_ENDS, Status.ACTIVE, Status.WAITING}, {Status.ACTIVE, Status.WAITING, Status.CANCELLED}),
}
"""Every change of state there is: by which action, from which states, to which."""


class Standing(NamedTuple):
    """A token as the order sees it. `held` is an ACTIVE token that sits in the hall of a slot under way (`holds`)."""

    priority: int
    arrival: int
    token: int
    called: bool = False
    held: bool = False

    @property
    def rank(self) -> tuple[int, int, int]:
        """The total order of a slot: priority, then arrival; the held stand behind the emergencies, before the rest."""
        return band(self.priority, self.held), self.priority, self.arrival

    def before(self, other: Standing) -> bool:
        """Whether this one stands ahead of the other."""
        return self.rank < other.rank


def band(priority: int, held: bool) -> int:
    """The first part of a rank: 0 for an emergency, 1 for one who is held, 2 for the rest."""
    return 0 if priority == Source.EMERGENCY.priority else 1 if held else 2


def holds(hold_arrived: bool, start: str, now: str) -> bool:
    """Whether ACTIVE tokens of a slot that have arrived are held: the hospital wants it, and the slot is under way.

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
    """The next move that brings a slot closer to the one rule, or None if it holds.

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


SOON = timedelta(hours=1)
"""Who comes to the desk this long before a slot begins, or later, and books, is there for it already."""
_AT_THE_DESK = (Source.WALKIN, Source.EMERGENCY)


def arrives_by_booking(source: Source, window: Window, now: str, soon: str) -> bool:
    """Whether a patient of that source has arrived when booked: they stand at the desk, and the slot is theirs to
    wait for, being under way or about to begin.

    `now` and `soon` (now + SOON) are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return source in _AT_THE_DESK and window.start <= soon and now < window.end


@dataclass(frozen=True, slots=True)
class Window:
    """A slot's `[start, end)` in wall time, `YYYY-MM-DDTHH:MM`; text of that form sorts as time does."""

    start: str
    end: str

    @property
    def day(self) -> str:
        """The day the slot belongs to: its start's, also when it ends after midnight."""
        return self.start[:10]

    def overlaps(self, other: Window) -> bool:
        """Whether some minute is in both; adjacent windows share none."""
        return self.start < other.end and other.start < self.end
