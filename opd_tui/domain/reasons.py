"""Why a token is in its queue."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.actions import Action
from opd_tui.domain.tokens import Source


class Reason(Struct, frozen=True):
    """The last move of a token: BOOK or MOVE into a full slot, PREEMPT, PROMOTE, or UNDO.

    `why` is the action that caused it, or REORDERED; `own`: that action was done to this token. `number` and `source`
    are of the other token that caused it, if any.
    """

    action: Action
    why: str = ""
    own: bool = False
    number: int | None = None
    source: Source | None = None
