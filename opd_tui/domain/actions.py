"""Every action of the log: its name, its noun, what it changes, and whether a person can undo it."""

from __future__ import annotations

from enum import StrEnum

from opd_tui.domain.tokens import Status


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


_WORDS: dict[str, str] = {
    Action.BOOK: "booking",
    Action.CANCEL: "cancellation",
    Action.NO_SHOW: "no-show",
    Action.COMPLETE: "completion",
    Action.CALL: "call",
    Action.ARRIVE: "arrival",
    Action.SET_SOURCE: "change of source",
    Action.MOVE: "move",
    Action.SET_CAPACITY: "change of seats",
    Action.CLOSE_SLOT: "closing",
    Action.REOPEN_SLOT: "reopening",
    Action.SET_LATE: "lateness",
    Action.CORRECT_PATIENT: "correction",
    Action.MERGE: "merge",
    Action.ADD_TEMPLATE: "new weekly slot",
    Action.CHANGE_TEMPLATE: "change of the weekly slot",
    Action.ADD_HOLIDAY: "holiday",
    Action.REMOVE_HOLIDAY: "removal of the holiday",
}


def noun(action: str) -> str:
    """What an action is called: cancellation, change of source. One that nobody knows is called as it is."""
    return _WORDS.get(action, action)
