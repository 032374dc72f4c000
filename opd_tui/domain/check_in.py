"""Who is checked in by booking."""

from __future__ import annotations

from opd_tui.domain import slot_day
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source

AT_THE_DESK = (Source.WALKIN, Source.EMERGENCY)
"""Who stands at the desk while a token is booked."""


def arrives_by_booking(source: Source, window: Window, now: str, soon: str) -> bool:
    """Whether a patient of that source has arrived when booked: they stand at the desk, and the slot is theirs to
    wait for: it begins within the hour or has begun, and its day is not over.

    `now` and `soon` (now + slot_day.SOON) are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return source in AT_THE_DESK and window.start <= soon and not slot_day.is_over(window, now)
