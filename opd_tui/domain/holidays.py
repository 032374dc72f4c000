"""Holidays: days on which a doctor, or the whole hospital, does not work."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from opd_tui.domain.errors import BadWindow
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.weeks import days

EVERY_YEAR = 10
"""A holiday of every year is entered for so many years."""
MAX_DAYS = 366
"""More days at once are a slip."""


class Holiday(Struct, frozen=True):
    """A holiday of a doctor, or with None of the whole hospital."""

    id: int
    day: str
    name: str
    doctor: int | None = None
    doctor_name: str | None = None


class HolidayMade(Struct, frozen=True):
    """A new holiday: the slots that closed, and those that stay open because they have live tokens."""

    holiday: Holiday
    closed: tuple[SlotSummary, ...]
    kept: tuple[SlotSummary, ...]


class HolidayRemoved(Struct, frozen=True):
    """A removed holiday, and the slots that it had closed and that are open again."""

    holiday: Holiday
    reopened: tuple[SlotSummary, ...]


class HolidaysMade(Struct, frozen=True):
    """New holidays of one name, and those that were `there` on some of the days and stay as they are."""

    made: tuple[HolidayMade, ...]
    there: tuple[Holiday, ...] = ()

    @property
    def kept(self) -> tuple[SlotSummary, ...]:
        """The slots that stay open because they have live tokens."""
        return tuple(slot for each in self.made for slot in each.kept)


def days_off(first: str, last: str, years: int) -> tuple[str, ...]:
    """Every day from the first to the last, both included, in so many years (1 to EVERY_YEAR); 29 February only where
    there is one. Raises BadWindow.
    """
    if last < first:
        raise BadWindow(problem=f"The last day must not be before the first day, and {last} is")
    if not 1 <= years <= EVERY_YEAR:
        raise BadWindow(problem=f"A holiday is in 1 to {EVERY_YEAR} years, not {years}")
    span = [day for day, _ in zip(days(first, last), range(MAX_DAYS + 1), strict=False)]
    if len(span) * years > MAX_DAYS:
        raise BadWindow(problem=f"That is more than {MAX_DAYS} days; add them in parts")
    found = [moved for year in range(years) for day in span if (moved := _years_later(day, year))]
    return tuple(dict.fromkeys(found))


def _years_later(day: str, years: int) -> str | None:
    there = date.fromisoformat(day)
    try:
        return there.replace(year=there.year + years).isoformat()
    except ValueError:
        return None
