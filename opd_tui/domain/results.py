"""What a service answers."""

from __future__ import annotations

from dataclasses import dataclass

from opd_tui.domain.slots import Slot, SlotSummary
from opd_tui.domain.tokens import Source, Token


@dataclass(frozen=True, slots=True)
class Booked:
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


@dataclass(frozen=True, slots=True)
class TokenEnded:
    """A token that left its queue, and who got the seat."""

    token: Token
    promoted: Token | None = None


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """A token with its new source, and who moved because of it (this token itself included)."""

    token: Token
    promoted: Token | None = None
    preempted: Token | None = None


@dataclass(frozen=True, slots=True)
class TokenMoved:
    """A token in its new slot (`slot`), who got the seat it left in the slot `left`, and who gave way to it here."""

    token: Token
    left: int
    promoted: Token | None
    preempted: Token | None
    slot: SlotSummary


@dataclass(frozen=True, slots=True)
class Resized:
    """A slot with its new capacity, and who moved because of it."""

    slot: Slot
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed slot, and who still holds a live token in it: nobody, unless its doctor left before all were placed."""

    slot: SlotSummary
    unplaced: tuple[Token, ...] = ()
