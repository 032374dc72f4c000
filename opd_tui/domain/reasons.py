"""Why a token is where it is in the queues of its slot."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.actions import Action
from opd_tui.domain.tokens import Source


class Reason(Struct, frozen=True):
    """What brought a token where it is: BOOK or MOVE into a full slot, PREEMPT, PROMOTE, or UNDO.

    `why` is the action that led to it, or REORDERED; `own`: that was done to this very token. `number` and `source` are
    of the other token that caused it, where there is one.
    """

    action: Action
    why: str = ""
    own: bool = False
    number: int | None = None
    source: Source | None = None
