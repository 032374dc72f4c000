"""Requests about the weekly schedule."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from opd_tui.domain.requests.fields import Capacity, Day, DoctorId, Request, TimeOfDay, Weekday
from opd_tui.domain.weeks import Weekly


class AddTemplate(Request, frozen=True, tag="add-template"):
    """Add a weekly slot. An end that is not after the start is on the next day."""

    doctor: DoctorId
    weekday: Weekday
    start: TimeOfDay
    end: TimeOfDay
    capacity: Capacity
    first: Annotated[Day, Meta(description="The first day, YYYY-MM-DD.")] = field(name="from")
    last: Annotated[Day, Meta(description="The last day; null is until further notice.")] | None = field(
        name="to", default=None
    )

    @classmethod
    def of(cls, doctor: int, weekly: Weekly) -> AddTemplate:
        """The request for a weekly slot with these fields."""
        return cls(doctor, weekly.weekday, weekly.start, weekly.end, weekly.capacity, weekly.first, weekly.last)

    @property
    def weekly(self) -> Weekly:
        """The fields of the weekly slot."""
        return Weekly(self.weekday, self.start, self.end, self.capacity, self.first, self.last)


class AddWeek(Request, frozen=True, tag="add-week"):
    """Add a doctor's whole week at once: the same time on several days, cut into slots of some minutes."""

    doctor: DoctorId
    days: tuple[Weekday, ...]
    start: TimeOfDay
    end: TimeOfDay
    capacity: Capacity
    first: Annotated[Day, Meta(description="The first day, YYYY-MM-DD.")] = field(name="from")
    last: Annotated[Day, Meta(description="The last day; null is until further notice.")] | None = field(
        name="to", default=None
    )
    minutes: Annotated[int, Meta(description="The length of each slot; null is one slot.")] | None = None


class OpenDays(Request, frozen=True, tag="open-days"):
    """Create the slots of the weekly schedule from today to a day, both included."""

    until: Day
