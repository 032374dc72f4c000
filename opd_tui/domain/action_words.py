"""What can happen (rules.Action) as a person at the desk says it; the action's own word is for log and `batch`."""

from __future__ import annotations

from opd_tui.domain.rules import Action

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
