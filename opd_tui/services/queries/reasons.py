"""Why tokens are where they are, read from the log: for the visible rows of a queue."""

from __future__ import annotations

import json

from opd_tui.domain.actions import Action
from opd_tui.domain.reasons import Reason
from opd_tui.domain.tokens import Source, Status
from opd_tui.store import log


def of(slot: int, status: Status, offset: int, limit: int) -> dict[int, Reason | None]:
    """For each of `limit` tokens of a queue from the `offset`th, the reason of its last move; None if it
    never moved.
    """
    why: dict[int, Reason | None] = {}
    for token, done, detail, number, source in log.moves_of(slot, status, offset, limit):
        fields = json.loads(detail)
        action = Action(done)
        if action in (Action.BOOK, Action.MOVE):
            why[token] = Reason(action) if fields["to"]["status"] == Status.WAITING else None
        else:
            cause = Source(source) if source else None
            why[token] = Reason(action, str(fields.get("why", "")), bool(fields.get("own")), number, cause)
    return why
