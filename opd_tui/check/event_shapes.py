"""What an event of each action must have: its columns, and the keys of its detail."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.actions import Action

_WINDOW = ("start", "end", "capacity")
_WEEKLY = ("weekday", "start", "end", "capacity", "valid_from", "valid_to")


class Shape(Struct, frozen=True):
    """What an event of one action has: columns, and keys of its detail. It may not have other columns.

    `before` and `after` are keys that `from` and `to` must have; with `changes` both have the same keys, at least one.
    """

    columns: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    changes: bool = False
    may: tuple[str, ...] = ()


def _of_token(*keys: str, more: tuple[str, ...] = (), may: tuple[str, ...] = ()) -> Shape:
    return Shape(("token", "slot"), keys, keys, more, changes=True, may=may)


def _of_slot(*keys: str, more: tuple[str, ...] = ()) -> Shape:
    return Shape(("slot", "doctor"), keys, keys, more, changes=True)


_PLACE = ("slot", "number", "arrival", "status", "arrived_at")
_ABSENCE = ("doctor", "start", "end", "reason")
_HOLIDAY = ("day", "doctor", "name")
SHAPES: dict[str, Shape] = {
    Action.BOOK: Shape(("token", "slot"), ("status",), ("status", "source", "number", "arrival", "patient")),
    Action.CANCEL: _of_token("status"),
    Action.NO_SHOW: _of_token("status"),
    Action.COMPLETE: _of_token("status"),
    Action.CALL: _of_token("called", "called_at"),
    Action.ARRIVE: _of_token("arrived_at"),
    Action.REMOVE_ARRIVAL: _of_token("status", "arrived_at"),
    Action.STEP_OUT: _of_token("status", "arrived_at", "stepped_out_at"),
    Action.SET_SOURCE: _of_token("source"),
    Action.MOVE: _of_token(*_PLACE),
    Action.PROMOTE: _of_token("status", more=("why",), may=("cause",)),
    Action.PREEMPT: _of_token("status", more=("why",), may=("cause",)),
    Action.ADD_SLOT: Shape(("slot", "doctor"), after=_WINDOW),
    Action.CHANGE_WINDOW: _of_slot(),
    Action.REMOVE_SLOT: Shape(("slot", "doctor"), before=_WINDOW),
    Action.SET_CAPACITY: _of_slot("capacity"),
    Action.CLOSE_SLOT: _of_slot("closed"),
    Action.REOPEN_SLOT: _of_slot("closed"),
    Action.HAND_OVER: _of_slot("closed", more=("of", "ends")),
    Action.SET_LATE: _of_slot("late_minutes"),
    Action.DOCTOR_HERE: _of_slot("doctor_here_at"),
    Action.HOLIDAY_CLOSE: _of_slot("closed", more=("holiday",)),
    Action.HOLIDAY_REOPEN: _of_slot("closed", more=("holiday",)),
    Action.ABSENCE_CLOSE: _of_slot("closed", more=("absence",)),
    Action.ABSENCE_REOPEN: _of_slot("closed", more=("absence",)),
    Action.ADD_DOCTOR: Shape(("doctor",), after=("name", "department", "room")),
    Action.CORRECT_DOCTOR: Shape(("doctor",), changes=True),
    Action.RETIRE_DOCTOR: Shape(("doctor",), ("retired",), ("retired",), changes=True),
    Action.BRING_BACK_DOCTOR: Shape(("doctor",), ("retired",), ("retired",), changes=True),
    Action.ADD_PATIENT: Shape(("patient",), after=("name",)),
    Action.CORRECT_PATIENT: Shape(("patient",), changes=True),
    Action.MERGE: Shape(("patient",), keys=("from", "to", "merged", "merged_name", "tokens")),
    Action.ADD_TEMPLATE: Shape(("doctor",), after=_WEEKLY, keys=("template",)),
    Action.CHANGE_TEMPLATE: Shape(("doctor",), _WEEKLY, _WEEKLY, ("template",)),
    Action.PASS_OVER: Shape(("doctor",), keys=("template", "day", "why")),
    Action.ADD_HOLIDAY: Shape((), after=_HOLIDAY, keys=("holiday",), may=("doctor",)),
    Action.REMOVE_HOLIDAY: Shape((), before=_HOLIDAY, keys=("holiday",), may=("doctor",)),
    Action.SET: Shape((), changes=True),
    Action.ADD_ABSENCE: Shape(("doctor",), after=_ABSENCE, keys=("absence",)),
    Action.REMOVE_ABSENCE: Shape(("doctor",), before=_ABSENCE, keys=("absence",)),
}
"""An undo has the columns of what it puts back, and the same keys the other way round."""


CREATES: dict[str, str] = {
    Action.ADD_DOCTOR: "doctor",
    Action.ADD_PATIENT: "patient",
    Action.ADD_SLOT: "slot",
    Action.ADD_TEMPLATE: "template",
    Action.ADD_HOLIDAY: "holiday",
    Action.ADD_ABSENCE: "absence",
    Action.BOOK: "token",
}
"""What each action adds, which cannot be added twice."""
