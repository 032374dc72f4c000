"""Values of a token: its source, its state, its patient."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from opd_tui.domain.precedence import Precedence


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
DEFAULT_SOURCE = Source.WALKIN.value
"""The source of whoever stands at the counter and says nothing else."""


class Status(StrEnum):
    """The state of a token; it has exactly one."""

    ACTIVE = "ACTIVE"
    WAITING = "WAITING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    NO_SHOW = "NO_SHOW"

    @property
    def live(self) -> bool:
        """Whether the token is in one of the slot's two queues."""
        return self in (Status.ACTIVE, Status.WAITING)


LIVE = [Status.ACTIVE.value, Status.WAITING.value]
"""The states of a token in a queue, as the database has them."""


class Expected(Struct, frozen=True):
    """The expected call time as a range, wall times; both are the same for a patient who is called in."""

    start: str
    end: str

    @property
    def label(self) -> str:
        """Such as 10:40–10:55."""
        return self.start[11:] if self.start == self.end else f"{self.start[11:]}–{self.end[11:]}"


class Token(Struct, frozen=True):
    """A token as it is now. `priority` is 1 (best) to 5; `arrival` orders equals; a `called` token cannot lose its
    seat.

    `arrived_at`, `called_at`, `ended_at` (end of the consultation) and `stepped_out_at` (a patient who was here is out)
    are UTC stamps, None if it has not happened.
    `expected_from` is the stamp from which a patient with a seat can be expected: when the token got the seat, or the
    time that the patient was told then, if that is later; None where no-shows were not automatic then.
    `who` is the patient's age and sex, such as 46F; "" if neither is known.
    `expected` is set only for live tokens that are shown; services that change a token leave it None. `precedence` is
    why the patient is called first, None also where the hospital calls nobody first.
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
    precedence: Precedence | None = None
    stepped_out_at: str | None = None
    who: str = ""
    expected_from: str | None = None

    @property
    def out(self) -> bool:
        """Whether the patient was here and stepped out."""
        return self.stepped_out_at is not None

    @property
    def arrived(self) -> bool:
        """Whether the patient is checked in."""
        return self.arrived_at is not None
