"""A doctor who is away: who had a token then, and where each may go."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Token

AWAY = "doctor away"
"""Why a doctor is away, if nobody says more; and the reason of a cancellation from the phone list."""


class Absence(Struct, frozen=True):
    """A doctor is away from `start` to `end`, wall times, `YYYY-MM-DDTHH:MM`; `end` itself is not part of it."""

    id: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    reason: str = AWAY


class AbsenceRemoved(Struct, frozen=True):
    """An absence that was taken back, and the slots that it had closed and that are open again."""

    absence: Absence
    reopened: tuple[SlotSummary, ...]


class Proposal(Struct, frozen=True):
    """A live token of slots that a doctor leaves, and the place proposed for it; None: somebody has to phone."""

    token: Token
    phone: str | None
    slot: SlotSummary
    place: Alternative | None


class AbsencePlan(Struct, frozen=True):
    """What it would mean that a doctor leaves: the slots, those that are closed already too, and all live tokens
    there with new places.

    `noted`: that the `doctor` is away then, in the `window`, is noted already, so what opens later opens closed.
    """

    slots: tuple[SlotSummary, ...]
    placements: tuple[Proposal, ...]
    noted: bool = False
    doctor: int = 0
    window: Window | None = None

    @property
    def still_open(self) -> tuple[SlotSummary, ...]:
        """The slots that are still to close."""
        return tuple(slot for slot in self.slots if not slot.closed)

    @property
    def to_move(self) -> tuple[Proposal, ...]:
        """Those with a place, in order."""
        return tuple(each for each in self.placements if each.place)

    @property
    def in_room(self) -> int:
        """How many are with the doctor."""
        return sum(each.token.called for each in self.placements)

    @property
    def to_phone(self) -> int:
        """How many have no place."""
        return len(self.placements) - len(self.to_move) - self.in_room


class Relocations(Struct, frozen=True):
    """What became of a whole plan: of each who had a place, how many slots closed, and what went wrong."""

    done: tuple[Relocation, ...]
    closed: int
    problems: tuple[str, ...] = ()


class Relocation(Struct, frozen=True):
    """What became of one placement: the token, where it stands now (None: it was cancelled, or no place was left and it
    stays where it was), whether that is another place than proposed, and the slot that closed with the last in it.

    `meanwhile`: somebody else moved it, ended it or called it in before; that is how it stands, and nothing was done.
    """

    token: Token
    slot: SlotSummary | None
    otherwise: bool
    closed: SlotSummary | None
    meanwhile: bool = False
