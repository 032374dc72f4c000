"""What every desk did: the events of a day, and what they are filtered by."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.actions import KINDS, Action
from opd_tui.domain.events import Event


class Activity(Struct, frozen=True):
    """An event, and the doctor whom it concerns (None: nobody)."""

    event: Event
    doctor_name: str | None


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
