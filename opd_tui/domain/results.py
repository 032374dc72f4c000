"""What a service answers."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.slots import Slot, SlotSummary, Window
from opd_tui.domain.tokens import Source, Token


class Booked(Struct, frozen=True):
    """What a booking led to. `replayed`: the request was known, and nothing was changed by asking again.

    `why_source` is the sentence that says why the token was booked with another source than `source_given`.
    `opened`: a seat was opened with it, and went to `promoted`, or to the token itself if nobody was.
    """

    token: Token
    preempted: Token | None = None
    replayed: bool = False
    source_given: Source | None = None
    why_source: str | None = None
    opened: bool = False
    promoted: Token | None = None


class TokenEnded(Struct, frozen=True):
    """A token that left its queue, and who got the seat."""

    token: Token
    promoted: Token | None = None


class SourceChanged(Struct, frozen=True):
    """A token with its new source, and who moved because of it (this token itself included)."""

    token: Token
    promoted: Token | None = None
    preempted: Token | None = None


class TokenMoved(Struct, frozen=True):
    """A token in its new slot (`slot`), who got the seat it left in the slot `left`, and who gave way to it here."""

    token: Token
    left: int
    promoted: Token | None
    preempted: Token | None
    slot: SlotSummary


class Resized(Struct, frozen=True):
    """A slot with its new capacity, and who moved because of it."""

    slot: Slot
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()


class TimesChanged(Struct, frozen=True):
    """A slot with its new times, the times it had, and who moved because of it.

    `to_tell` are the patients who know the old times and must be told, in order: all but who is called in.
    """

    slot: SlotSummary
    before: Window
    to_tell: tuple[Token, ...] = ()
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()


class Closed(Struct, frozen=True):
    """A closed slot, and who still holds a live token in it: nobody, unless its doctor left before all were placed."""

    slot: SlotSummary
    unplaced: tuple[Token, ...] = ()
