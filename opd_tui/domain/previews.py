"""What would come of a booking or a move."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Source, Status, Token


class OpenSlot(Struct, frozen=True):
    """A slot that still takes somebody, and what moving the patient in question there would do.

    `status` is what the patient would be, with `waits_at` the place in the waiting queue (1 is first, 0 with a seat);
    `gives_way` is who would lose a seat by it, `expected` when the patient would probably be called in.
    """

    head: SlotSummary
    status: Status
    waits_at: int
    gives_way: Token | None
    expected: Expected | None


class Places(Struct, frozen=True):
    """Where a token may be moved: better places, and the slots of one doctor and day that still take somebody."""

    token: Token
    better: tuple[Alternative, ...]
    doctors: tuple[Doctor, ...]
    doctor: Doctor
    day: str
    slots: tuple[OpenSlot, ...]


class Preview(Struct, frozen=True):
    """What a booking would do now: `status`, `position` in the queue of that status (1 is first), who would give way.

    `source` is what it would be booked with; `why_source` says why, where that is not `source_given`. `alternatives`
    are better places, where the patient would wait or somebody would give way; `expected` is when the patient would
    probably be called in. `opened`: a seat would be opened, and go to `promoted`, or to the patient if nobody is.
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
    """A live token that a patient holds at an overlapping time with somebody else."""

    number: int
    doctor_name: str
    start: str
    end: str
