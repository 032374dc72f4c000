"""What the services return."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.people import Doctor
from opd_tui.domain.policy import Value
from opd_tui.domain.slots import Slot, SlotSummary, Window
from opd_tui.domain.tokens import Source, Token
from opd_tui.domain.weeks import Template


class Booked(Struct, frozen=True):
    """The result of a booking. `replayed`: the request key was known, and nothing was changed.

    `why_source` is the sentence that says why the token was not booked with `source_given`. `opened`: a seat was added
    with it, and went to `promoted`, or to the token itself if that is None.
    """

    token: Token
    preempted: Token | None = None
    replayed: bool = False
    source_given: Source | None = None
    why_source: str | None = None
    opened: bool = False
    promoted: Token | None = None


class TokenEnded(Struct, frozen=True):
    """A token that ended, and the token that got its seat."""

    token: Token
    promoted: Token | None = None


class NextCalled(Struct, frozen=True):
    """Whose consultation is done, and who was called in; None for nobody."""

    completed: Token | None = None
    called: Token | None = None


class SourceChanged(Struct, frozen=True):
    """A token with its new source, and which tokens moved because of it (this token included)."""

    token: Token
    promoted: Token | None = None
    preempted: Token | None = None


class SteppedOut(Struct, frozen=True):
    """A token whose patient is out, and which tokens moved because of it (this token included)."""

    token: Token
    promoted: Token | None = None
    preempted: Token | None = None


class TokenMoved(Struct, frozen=True):
    """A token in its new slot (`slot`), the token that got its old seat in the slot `left`, and the token that lost its
    seat in the new slot.
    """

    token: Token
    left: int
    promoted: Token | None
    preempted: Token | None
    slot: SlotSummary


class Resized(Struct, frozen=True):
    """A slot with its new capacity, and which tokens moved because of it."""

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
    """A closed slot, and the live tokens still in it: none, unless its doctor is away and not all have been moved."""

    slot: SlotSummary
    unplaced: tuple[Token, ...] = ()


class Retirement(Struct, frozen=True):
    """A doctor who is retired, with the weekly templates that ended and the slots that closed."""

    doctor: Doctor
    ended: tuple[Template, ...] = ()
    closed: tuple[SlotSummary, ...] = ()


class SeenLately(Struct, frozen=True):
    """How many tokens of the last seven days were completed, and how many of them had no check-in."""

    completed: int
    not_checked_in: int


class SettingChanged(Struct, frozen=True):
    """A setting of the hospital or a doctor's own, as it was and as it is; None: as the hospital decides.

    `lately` is said where automatic no-shows were turned on: a desk that does not check in patients would mark those
    who sit in the hall.
    """

    name: str
    before: Value | None
    value: Value | None
    doctor: Doctor | None = None
    lately: SeenLately | None = None
