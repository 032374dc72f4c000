"""Who is checked in by booking."""

from __future__ import annotations

from datetime import timedelta

from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source

SOON = timedelta(hours=1)
"""Who comes to the desk this long before a slot begins, or later, and books, is there for it already."""


_AT_THE_DESK = (Source.WALKIN, Source.EMERGENCY)


def arrives_by_booking(source: Source, window: Window, now: str, soon: str) -> bool:
    """Whether a patient of that source has arrived when booked: they stand at the desk, and the slot is theirs to
    wait for, being under way or about to begin.

    `now` and `soon` (now + SOON) are wall times, `YYYY-MM-DDTHH:MM`.
    """
    return source in _AT_THE_DESK and window.start <= soon and now < window.end
