"""A slot: its doctor, its window, its capacity and its counts."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.tokens import Token

SMALLEST_CAPACITY, LARGEST_CAPACITY = 1, 500


LATEST_MINUTES = 600
"""A doctor who is later than this is away."""


class Window(Struct, frozen=True):
    """A slot's `[start, end)` in wall time, `YYYY-MM-DDTHH:MM`; text of that form sorts as time does."""

    start: str
    end: str

    @property
    def day(self) -> str:
        """The day the slot belongs to: its start's, also when it ends after midnight."""
        return self.start[:10]

    def overlaps(self, other: Window) -> bool:
        """Whether the windows share a minute; adjacent windows do not."""
        return self.start < other.end and other.start < self.end


def slot_label(doctor_name: str, start: str, end: str) -> str:
    """How a sentence names a slot: Dr Rao 10:00–11:00."""
    return f"{doctor_name} {start[11:]}–{end[11:]}"


class SlotSummary(Struct, frozen=True):
    """A slot without its queues. Times are wall times, `YYYY-MM-DDTHH:MM`; counts are of one moment.

    A `closed` slot accepts no bookings; `late_minutes` is how late its doctor is, `doctor_here_at` the
    stamp at which a desk said that the doctor is here.
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
    doctor_here_at: str | None = None

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
        return slot_label(self.doctor_name, self.start, self.end)


class Slot(Struct, frozen=True):
    """A slot with both queues, each in order."""

    head: SlotSummary
    active: tuple[Token, ...]
    waiting: tuple[Token, ...]
