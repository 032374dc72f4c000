"""A patient who became a no-show by itself comes in after all."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Arrive, Undo
from opd_tui.domain.tokens import Status, Token
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo


def come_back(token: int, actor: Actor) -> Token:
    """Undo the no-show and check the patient in, as one operation; the one rule decides about the seat. A token that
    another desk has brought back is only checked in.

    Raises UnknownToken, NotLive, CannotUndo, SlotClosed or SlotFuture.
    """
    with connection.transaction():
        if visits.locked(token).status is Status.NO_SHOW:
            undo.undo(Undo(token=token), actor)
        return visits.arrive(Arrive(token), actor)
