"""What a token is: how the patient came, the state it is in, what is known of it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Source(StrEnum):
    """How a patient came, best priority first."""

    EMERGENCY = "EMERGENCY"
    PAID = "PAID"
    FOLLOWUP = "FOLLOWUP"
    ONLINE = "ONLINE"
    WALKIN = "WALKIN"

    @property
    def priority(self) -> int:
        """1 (EMERGENCY) to 5 (WALKIN); less is better."""
        return PRIORITY[self]


PRIORITY: dict[str, int] = {source.value: place for place, source in enumerate(Source, start=1)}


class Status(StrEnum):
    """The one state a token is in."""

    ACTIVE = "ACTIVE"
    WAITING = "WAITING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"

    @property
    def live(self) -> bool:
        """In one of the slot's two queues."""
        return self in (Status.ACTIVE, Status.WAITING)


LIVE = [Status.ACTIVE.value, Status.WAITING.value]
"""The states of a token that stands in a queue, as the database has them."""


class Expected(Struct, frozen=True):
    """Between which minutes somebody will probably be called in, wall time; one and the same for who is called in."""

    start: str
    end: str

    @property
    def label(self) -> str:
        """How a sentence names it: 10:40–10:55."""
        return self.start[11:] if self.start == self.end else f"{self.start[11:]}–{self.end[11:]}"


class Token(Struct, frozen=True):
    """A token as it stands now. `priority` is 1 (best) to 5; `arrival` orders equals; `called` pins it to its seat.

    `arrived_at`, `called_at` and `ended_at` (of the consultation) are stamps in UTC, None for what has not happened.
    `expected` is there where it is shown, for live tokens; what changes a token leaves it out.
    """

    id: int
    number: int
    slot: int
    patient: int
    patient_name: str
    source: Source
    priority: int
    status: Status
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
