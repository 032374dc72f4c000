"""A slot's day: when its patients can be checked in, called in, completed or marked as no-show.

It begins with its start's calendar day, or an hour before its start if that is earlier. It ends at that day's midnight,
or at the slot's end if that is later. Times are wall times of the hospital, `YYYY-MM-DDTHH:MM`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def under_way(windows: Mapping[int, Window], now: str, soon: str) -> frozenset[int]:
    """Which of a doctor's slots have patients to be seen now: their day has begun, and the doctor's day is not over.

    `windows` are the doctor's slots, by id, of yesterday, today and tomorrow: a slot is a day long at most.
    """
    days: dict[str, list[Window]] = {}
    for window in windows.values():
        days.setdefault(window.day, []).append(window)
    going_on = {day for day, of_day in days.items() if not doctors_day_is_over(of_day, now)}
    return frozenset(id for id, window in windows.items() if window.day in going_on and has_begun(window, now, soon))
