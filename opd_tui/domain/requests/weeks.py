"""Requests about the weekly schedule."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from opd_tui.domain.holidays import EVERY_YEAR
from opd_tui.domain.requests.fields import (
    Capacity,
    Day,
    DoctorId,
    HolidayId,
    Request,
    TemplateId,
    TimeOfDay,
    Weekday,
    WeekRule,
)
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
    rule: WeekRule = ""

    @classmethod
    def of(cls, doctor: int, weekly: Weekly) -> AddTemplate:
        """The request for a weekly slot with these fields."""
        return cls(
            doctor, weekly.weekday, weekly.start, weekly.end, weekly.capacity, weekly.first, weekly.last, weekly.rule
        )

    @property
    def weekly(self) -> Weekly:
        """The fields of the weekly slot."""
        return Weekly(self.weekday, self.start, self.end, self.capacity, self.first, self.last, self.rule)


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
    rule: WeekRule = ""


class ListTemplates(Request, frozen=True, tag="templates"):
    """List a doctor's weekly slots that have not ended, by weekday and time."""

    doctor: DoctorId


class ChangeTemplate(Request, frozen=True, tag="change-template"):
    """Change a weekly slot. The slots of coming days follow, save those that have tokens."""

    template: TemplateId
    weekday: Weekday
    start: TimeOfDay
    end: TimeOfDay
    capacity: Capacity
    first: Annotated[Day, Meta(description="The first day, YYYY-MM-DD.")] = field(name="from")
    last: Annotated[Day, Meta(description="The last day; null is until further notice.")] | None = field(
        name="to", default=None
    )
    rule: WeekRule = ""

    @property
    def weekly(self) -> Weekly:
        """The fields of the weekly slot."""
        return Weekly(self.weekday, self.start, self.end, self.capacity, self.first, self.last, self.rule)


class EndTemplate(Request, frozen=True, tag="end-template"):
    """End a weekly slot with a day; a day before its first day withdraws it."""

    template: TemplateId
    last: Annotated[Day, Meta(description="The last day, YYYY-MM-DD.")]


class ListHolidays(Request, frozen=True, tag="holidays"):
    """List the holidays from today on that concern a doctor; without one those of the whole hospital."""

    doctor: DoctorId | None = None


class AddHoliday(Request, frozen=True, tag="add-holiday"):
    """Add a holiday of a doctor, or without one of the whole hospital. Slots without live tokens close."""

    day: Day
    name: Annotated[str, Meta(description="What the holiday is called.")]
    doctor: DoctorId | None = None


class AddHolidays(Request, frozen=True, tag="add-holidays"):
    """Add a holiday on each day of a span, of a doctor, or without one of the whole hospital. A day that is one already
    stays as it is.
    """

    name: Annotated[str, Meta(description="What the holiday is called.")]
    first: Annotated[Day, Meta(description="The first day, YYYY-MM-DD.")] = field(name="from")
    last: Annotated[Day, Meta(description="The last day; null is the first.")] | None = field(name="to", default=None)
    doctor: DoctorId | None = None
    years: Annotated[int, Meta(description=f"In how many years, 1 to {EVERY_YEAR}.")] = 1


class RemoveHoliday(Request, frozen=True, tag="remove-holiday"):
    """Remove a holiday. The slots that it closed open again, unless another one covers them."""

    holiday: HolidayId


class RemoveHolidays(Request, frozen=True, tag="remove-holidays"):
    """Remove several holidays at once, such as those of a span or of every year."""

    holidays: Annotated[tuple[HolidayId, ...], Meta(description="The holidays' ids.")]


class OpenDays(Request, frozen=True, tag="open-days"):
    """Create the slots of the weekly schedule from today to a day, both included."""

    until: Day
