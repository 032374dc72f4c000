"""Values for a doctor's absence: the affected tokens and the slots proposed for them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Token
from opd_tui.domain.weeks import plus

AWAY = "doctor away"
"""The reason of an absence if none is given, and of a cancellation from the phone list."""


NOON = "12:00"
"""A slot that starts before it is of the morning."""


class Part(StrEnum):
    """The usual spans of a doctor's absence."""

    SLOT = "slot"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    DAY = "day"


def span_of(part: Part, slot: SlotSummary, of_day: Sequence[SlotSummary], now: str) -> Window | None:
    """The span of a part of the day of a slot; `of_day` are its doctor's slots of that day. None if that part is over
    and nobody is left in it.

    The morning ends with the last slot that starts before NOON, the afternoon lasts to the end of the day. A part that
    has begun begins now, or with the earliest slot whose patients are still to be seen, also where that has ended.
    """
    begins, ends = _limits(part, slot, of_day)
    if now <= begins:
        return Window(begins, ends)
    concerned = (slot,) if part is Part.SLOT else of_day
    unseen = [each.start for each in concerned if each.active + each.waiting and each.start < ends]
    begins = min([min(now, ends), *unseen])
    return Window(begins, ends) if begins < ends else None


def _limits(part: Part, slot: SlotSummary, of_day: Sequence[SlotSummary]) -> tuple[str, str]:
    midnight = f"{plus(slot.day, 1)}T00:00"
    begins, ends = f"{slot.day}T00:00", max([midnight, *(each.end for each in of_day)])
    noon = f"{slot.day}T{NOON}"
    before_noon = [each.end for each in of_day if each.start < noon]
    if len(before_noon) < len(of_day):  # else a long slot of the morning would be all there is
        noon = max([noon, *before_noon])
    match part:
        case Part.SLOT:
            return slot.start, slot.end
        case Part.MORNING:
            return begins, noon
        case Part.AFTERNOON:
            return noon, ends
    return begins, ends


class Absence(Struct, frozen=True):
    """A doctor is away from `start` up to, but not including, `end`; wall times, `YYYY-MM-DDTHH:MM`."""

    id: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    reason: str = AWAY


class AbsenceMade(Struct, frozen=True):
    """A stored absence, and the slots that it closed."""

    absence: Absence
    closed: tuple[SlotSummary, ...] = ()


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
    """The result of a whole plan: one entry for each token with a proposal, the slots that closed, the errors, the
    stored absence, and the live tokens that are `left` in its slots, if that was asked for.
    """

    done: tuple[Relocation, ...]
    closed: tuple[SlotSummary, ...] = ()
    problems: tuple[str, ...] = ()
    absence: Absence | None = None
    left: tuple[Token, ...] = ()


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
