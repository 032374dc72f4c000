"""Values for a doctor's absence: the affected tokens and the slots proposed for them."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Token

AWAY = "doctor away"
"""The reason of an absence if none is given, and of a cancellation from the phone list."""


class Absence(Struct, frozen=True):
    """A doctor is away from `start` up to, but not including, `end`; wall times, `YYYY-MM-DDTHH:MM`."""

    id: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    reason: str = AWAY


class AbsenceRemoved(Struct, frozen=True):
    """An absence that was removed, and the slots that it had closed and that are open again."""

    absence: Absence
    reopened: tuple[SlotSummary, ...]


class Proposal(Struct, frozen=True):
    """A live token of a slot that its doctor will not sit in, and the slot proposed for it; None if somebody has to
    phone.
    """

    token: Token
    phone: str | None
    slot: SlotSummary
    place: Alternative | None


class AbsencePlan(Struct, frozen=True):
    """What a doctor's absence affects: its slots, including closed ones, and their live tokens with the slots proposed
    for them.

    `noted`: an absence of `doctor` that covers `window` is stored already, so slots added in it later are closed at
    once.
    """

    slots: tuple[SlotSummary, ...]
    placements: tuple[Proposal, ...]
    noted: bool = False
    doctor: int = 0
    window: Window | None = None

    @property
    def still_open(self) -> tuple[SlotSummary, ...]:
        """The slots that still have to be closed."""
        return tuple(slot for slot in self.slots if not slot.closed)

    @property
    def to_move(self) -> tuple[Proposal, ...]:
        """The proposals that have a slot, in order."""
        return tuple(each for each in self.placements if each.place)

    @property
    def in_room(self) -> int:
        """How many patients are called in."""
        return sum(each.token.called for each in self.placements)

    @property
    def to_phone(self) -> int:
        """How many tokens have no proposed slot."""
        return len(self.placements) - len(self.to_move) - self.in_room


class Relocations(Struct, frozen=True):
    """The result of a whole plan: one entry for each token with a proposal, how many slots closed, and the errors."""

    done: tuple[Relocation, ...]
    closed: int
    problems: tuple[str, ...] = ()


class Relocation(Struct, frozen=True):
    """The result for one token: where it is now (None: it was cancelled, or no seat was left and it was not moved),
    whether that differs from the proposal, and the slot that closed because this was its last live token.

    `meanwhile`: another desk had already moved it, ended it or called it in, so nothing was done.
    """

    token: Token
    slot: SlotSummary | None
    otherwise: bool
    closed: SlotSummary | None
    meanwhile: bool = False
