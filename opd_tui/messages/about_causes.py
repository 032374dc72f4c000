"""Why a token lost its seat or got one, and by whom, for its line in the log."""

from __future__ import annotations

from opd_tui.domain.actions import REORDERED, Action, noun
from opd_tui.domain.events import Event
from opd_tui.messages.about_tokens import person


def _who(e: Event) -> str:
    """The other token that an event names as its cause, "" for none."""
    return f"№{e.cause_number} {person(e.cause_name or '')}" if e.cause_number else ""


_OWN: dict[str, str] = {
    Action.SET_SOURCE: ": the source was changed",
    Action.UNDO: ": a change of this token was undone",
    Action.STEP_OUT: ": the patient stepped out",
    Action.REMOVE_ARRIVAL: ": the check-in was taken back",
}
_SEATS_CHANGED = ": the number of seats was changed"
_SEATS_UNDONE = ": a change of seats was undone"
_REORDERED = ": the check-in order changed"


def lost(e: Event, why: str, own: bool) -> str:
    """Why a token lost its seat, or to which token; `own`: because of what was done to this token."""
    if own:
        return _OWN.get(why, f": {noun(why)} of this token")
    if who := _who(e):
        undone = ", who came back by undo" if why == Action.UNDO else ""
        return f" to {who} ({e.cause_source}){undone}"
    return {Action.SET_CAPACITY: _SEATS_CHANGED, Action.UNDO: _SEATS_UNDONE, REORDERED: _REORDERED}.get(why, "")


def got(e: Event, why: str, own: bool) -> str:
    """Why a token got a seat, or from which token; `own` as in `lost`."""
    if own:
        return _OWN.get(why, f": {noun(why)} of this token")
    if who := _who(e):
        did: dict[str, str] = {
            Action.CANCEL: "cancelled",
            Action.NO_SHOW: "no-show",
            Action.MOVE: "moved",
            Action.SET_SOURCE: "has another source",
            Action.STEP_OUT: "stepped out",
            Action.REMOVE_ARRIVAL: "check-in taken back",
            Action.UNDO: "gave the seat back by undo",
        }
        return f" ({who} {did[why]})" if why in did else f" ({who})"
    return {Action.SET_CAPACITY: _SEATS_CHANGED, Action.UNDO: _SEATS_UNDONE, REORDERED: _REORDERED}.get(why, "")
