"""What a booking or a move would do."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Source, Status, Token


class OpenSlot(Struct, frozen=True):
    """A slot that still accepts patients, and what moving the token there would do.

    `status` is the token's state there, `waits_at` its position on the waiting list (1 is first, 0 with a seat);
    `gives_way` is the token that would lose its seat, `expected` when the patient would probably be called in.
    """

    head: SlotSummary
    status: Status
    waits_at: int
    gives_way: Token | None
    expected: Expected | None


class Places(Struct, frozen=True):
    """Where a token may be moved: better slots, and the slots of one doctor and day that still accept patients."""

    token: Token
    better: tuple[Alternative, ...]
    doctors: tuple[Doctor, ...]
    doctor: Doctor
    day: str
    slots: tuple[OpenSlot, ...]


class Preview(Struct, frozen=True):
    """What a booking would do now: `status`, `position` in the queue of that status (1 is first), and who would lose
    the seat.

    `source` is the source it would be booked with; `why_source` says why, if that differs from `source_given`.
    `alternatives` are better slots, if the patient would wait or somebody would lose a seat; `expected` is when the
    patient would probably be called in. `opened`: a seat would be added, and go to `promoted`, or to the patient if
    that is None.
    """

    source: Source
    status: Status
    position: int
    gives_way: Token | None
    slot: SlotSummary
    source_given: Source | None = None
    why_source: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    expected: Expected | None = None
    opened: bool = False
    promoted: Token | None = None


class Elsewhere(Struct, frozen=True):
    """A live token of the same patient with another doctor at an overlapping time."""

    number: int
    doctor_name: str
    start: str
    end: str
