"""What every desk did: the events of a day, and what they are filtered by."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.actions import KINDS, Action
from opd_tui.domain.events import Event

MAX_WORDS = 12
"""The most words that are looked for at once."""


class Activity(Struct, frozen=True):
    """An event, the doctor whom it concerns and, of a record, the patient; None: nobody."""

    event: Event
    doctor_name: str | None
    record_of: str | None = None


WORDS: dict[Action, str] = {
    Action.BOOK: "booked",
    Action.CANCEL: "cancelled",
    Action.NO_SHOW: "no-show",
    Action.COMPLETE: "done completed",
    Action.CALL: "called",
    Action.ARRIVE: "checked in",
    Action.STEP_OUT: "out stepped",
    Action.MOVE: "moved",
    Action.PROMOTE: "promoted seat",
    Action.PREEMPT: "preempted lost",
    Action.UNDO: "undone undo",
    Action.ADD_PATIENT: "registered",
    Action.CORRECT_PATIENT: "corrected",
    Action.MERGE: "merged",
    Action.ADD_SLOT: "added",
    Action.ADD_DOCTOR: "added",
    Action.SET: "setting",
    Action.CLOSE_SLOT: "closed",
    Action.REOPEN_SLOT: "reopened",
}
"""Words for a kind of event, besides its own and its noun."""


def actions_called(word: str) -> tuple[str, ...]:
    """The actions of which a word is the beginning of a name.

    >>> actions_called("cancelled"), actions_called("promot")
    (('cancel',), ('promote',))
    """
    word = word.casefold()
    return tuple(
        action.value
        for action, kind in KINDS.items()
        if any(name.startswith(word) for name in _names(action, kind.noun))
    )


def _names(action: Action, noun: str) -> list[str]:
    return f"{action.value} {noun} {WORDS.get(action, '')}".casefold().split()
