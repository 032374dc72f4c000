"""Holidays: days on which a doctor, or the whole hospital, does not work."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.slots import SlotSummary


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
