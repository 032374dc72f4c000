"""Which patients are checked in by booking."""

from __future__ import annotations

from opd_tui.domain import slot_day
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source

AT_THE_DESK = (Source.WALKIN, Source.EMERGENCY)
"""The sources of patients who are at the desk when they book."""


def arrives_by_booking(source: Source, window: Window, now: str, soon: str) -> bool:
    """Whether a patient booked with this source is checked in by the booking: the source is WALKIN or EMERGENCY, the
    slot has begun or begins within the hour, and its day is not over.

    `now` and `soon` (now + slot_day.SOON) are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return source in AT_THE_DESK and window.start <= soon and not slot_day.is_over(window, now)
