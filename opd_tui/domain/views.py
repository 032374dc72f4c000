"""Frozen dataclasses: all that a screen or a command ever sends to a service or receives from one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and at which desk (host and process): both go into the log."""

    name: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor."""

    id: int
    name: str
    department: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient's record. `sex` is F, M or X; `merged_into` is the record that holds in place of this one."""

    id: int
    name: str
    phone: str | None = None
    mrn: str | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    notes: str = ""
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A patient still to be registered. `draw_mrn` asks for the next hospital number of the stored counter."""

    name: str
    phone: str | None = None
    mrn: str | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    notes: str = ""
    draw_mrn: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """Between which minutes somebody will probably be called in, wall time; one and the same for who is called in."""

    start: str
    end: str

    @property
    def label(self) -> str:
        """How a sentence names it: 10:40–10:55."""
        return self.start[11:] if self.start == self.end else f"{self.start[11:]}–{self.end[11:]}"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it stands now. `priority` is 1 (best) to 5; `arrival` orders equals; `called` pins it to its seat.

    `arrived_at`, `called_at` and `ended_at` (of the consultation) are stamps in UTC, None for what has not happened.
    `expected` is there where it is shown, for live tokens; what changes a token leaves it out.
    """

    id: int
    number: int
    slot: int
    patient: int
    patient_name: str
    source: str
    priority: int
    status: str
    arrival: int
    called: bool
    preemptions: int
    arrived_at: str | None = None
    called_at: str | None = None
    ended_at: str | None = None
    expected: Expected | None = None

    @property
    def arrived(self) -> bool:
        """At the desk, or in the building."""
        return self.arrived_at is not None


@dataclass(frozen=True, slots=True)
class SlotHead:
    """A slot without its queues. Times are wall time, `YYYY-MM-DDTHH:MM`; counts are of one moment.

    A `closed` slot takes nobody; `late_minutes` is by how much its doctor is late.
    """

    id: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    capacity: int
    completed: int
    active: int
    called: int
    waiting: int
    closed: bool = False
    late_minutes: int = 0

    @property
    def taken(self) -> int:
        """Seats used: active + completed."""
        return self.active + self.completed

    @property
    def free(self) -> int:
        """Seats still open."""
        return self.capacity - self.taken

    @property
    def day(self) -> str:
        """The slot's day, its start's."""
        return self.start[:10]

    @property
    def label(self) -> str:
        """How a sentence names it."""
        return f"{self.doctor_name} {self.start[11:]}–{self.end[11:]}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot with both queues, each in order."""

    head: SlotHead
    active: tuple[Token, ...]
    waiting: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log. `at` is the hospital's wall clock with its offset; `detail` holds `from`, `to` and the why."""

    id: int
    at: str
    actor: str
    desk: str
    action: str
    token: int | None
    slot: int | None
    cause: int | None
    detail: dict[str, Any] = field(default_factory=dict)
    number: int | None = None
    patient_name: str | None = None
    cause_number: int | None = None
    cause_name: str | None = None
    cause_source: str | None = None


@dataclass(frozen=True, slots=True)
class Booked:
    """What a booking led to. `replayed`: the request was known, and nothing was changed by asking again.

    `why_source` is the sentence that says why the token was booked with another source than `source_given`.
    `opened`: a seat was opened with it, and went to `promoted`, or to the token itself if nobody was.
    """

    token: Token
    preempted: Token | None = None
    replayed: bool = False
    source_given: str = ""
    why_source: str | None = None
    opened: bool = False
    promoted: Token | None = None


@dataclass(frozen=True, slots=True)
class Freed:
    """A token that left its queue, and who got the seat."""

    token: Token
    promoted: Token | None = None


@dataclass(frozen=True, slots=True)
class Resourced:
    """A token with its new source, and who moved because of it (this token itself included)."""

    token: Token
    promoted: Token | None = None
    preempted: Token | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A token in its new slot (`slot`), who got the seat it left in the slot `left`, and who gave way to it here."""

    token: Token
    left: int
    promoted: Token | None
    preempted: Token | None
    slot: SlotHead


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot that still takes somebody, and what moving the patient in question there would do.

    `status` is what the patient would be, with `waits_at` the place in the waiting queue (1 is first, 0 with a seat);
    `gives_way` is who would lose a seat by it, `expected` when the patient would probably be called in.
    """

    head: SlotHead
    status: str
    waits_at: int
    gives_way: Token | None
    expected: Expected | None


@dataclass(frozen=True, slots=True)
class Places:
    """Where a token may be moved: better places, and the slots of one doctor and day that still take somebody."""

    token: Token
    better: tuple[Alternative, ...]
    doctors: tuple[Doctor, ...]
    doctor: Doctor
    day: str
    slots: tuple[OpenSlot, ...]


@dataclass(frozen=True, slots=True)
class Resized:
    """A slot with its new capacity, and who moved because of it."""

    slot: Slot
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Two records made one: the one that was kept, as it is now, the one that points to it, and the tokens moved."""

    kept: Patient
    gone: Patient
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another slot for a patient: its free seats and how many wait there, `ahead` of them before this patient.

    `expected` is when the patient would probably be called in there, where that is shown.
    """

    slot: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    free: int
    waiting: int
    ahead: int = 0
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a booking would do now: `status`, `position` in the queue of that status (1 is first), who would give way.

    `source` is what it would be booked with; `why_source` says why, where that is not `source_given`. `alternatives`
    are better places, where the patient would wait or somebody would give way; `expected` is when the patient would
    probably be called in. `opened`: a seat would be opened, and go to `promoted`, or to the patient if nobody is.
    """

    source: str
    status: str
    position: int
    gives_way: Token | None
    slot: SlotHead
    source_given: str = ""
    why_source: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    expected: Expected | None = None
    opened: bool = False
    promoted: Token | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A live token that a patient holds at an overlapping time with somebody else."""

    number: int
    doctor_name: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Found:
    """A token that a search found: where it stands. `position` counts from 1 in its own queue, 0 if in none."""

    token: Token
    phone: str | None
    doctor: int
    doctor_name: str
    start: str
    end: str
    position: int


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one token: patient, slot, its log, and how many stand before it in its queue."""

    token: Token
    patient: Patient
    slot: SlotHead
    events: tuple[Event, ...]
    ahead: int
