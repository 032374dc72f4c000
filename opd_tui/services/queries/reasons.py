"""Why tokens are where they are, read from the log: for the visible rows of a queue."""

from __future__ import annotations

import json

from opd_tui.domain.actions import Action
from opd_tui.domain.events import Detail
from opd_tui.domain.reasons import Reason
from opd_tui.domain.tokens import Source, Status
from opd_tui.store import log


def of(slot: int, status: Status, offset: int, limit: int) -> dict[int, Reason | None]:
    """For each of `limit` tokens of a queue from the `offset`th, the reason of its last move; None if it
    never moved.
    """
    why: dict[int, Reason | None] = {}
    for token, done, detail, number, source in log.moves_of(slot, status, offset, limit):
        try:
            why[token] = _reason(Action(done), json.loads(detail), number, Source(source) if source else None)
        except (ValueError, TypeError, KeyError, AttributeError):  # a damaged event: `check` names it
            why[token] = None
    return why


def _reason(action: Action, told: Detail, number: int | None, cause: Source | None) -> Reason | None:
    if action in (Action.BOOK, Action.MOVE):
        return Reason(action) if told["to"]["status"] == Status.WAITING else None
    return Reason(action, str(told.get("why", "")), bool(told.get("own")), number, cause)
