"""A slot's day: when its patients can be checked in, called in, completed or marked as no-show.

It begins with its start's calendar day, or an hour before its start if that is earlier. It ends at that day's midnight,
or at the slot's end if that is later. Times are wall times of the hospital, `YYYY-MM-DDTHH:MM`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from opd_tui.domain.slots import Window

SOON = timedelta(hours=1)
"""Patients may be checked in this long before a slot begins, even if that is on the day before."""


def has_begun(window: Window, now: str, soon: str) -> bool:
    """Whether the slot's day has begun. `soon` is the wall time one hour (SOON) from now.

    The caller adds the hour to the moment, not to the wall time, so that it is a whole hour when the clocks change.
    """
    return window.day <= now[:10] or window.start <= soon


def is_over(window: Window, now: str) -> bool:
    """Whether the slot's day is over: after midnight, or after the slot's end if that is later."""
    return window.day < now[:10] and window.end <= now


def doctors_day_is_over(windows: Iterable[Window], now: str) -> bool:
    """Whether a doctor's day is over: the days of all its slots, which are these, are.

    Only then are live tokens of that day settled by hand: until then the doctor may still see every one of them.
    """
    return all(is_over(window, now) for window in windows)
