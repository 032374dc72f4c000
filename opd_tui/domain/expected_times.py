"""Estimates when a patient will be called in, from the doctor's last consultations and the patients before this one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median
from typing import NamedTuple

from msgspec import Struct

RECENT, DAYS = 20, 14
"""How many of a doctor's last consultations the estimate uses, and how many days back it looks."""
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=2)
"""Shorter or longer ones are mistakes at the desk: called in and completed at once, or completed too late."""
STEP = timedelta(minutes=5)
LATEST = timedelta(hours=12)
"""No estimate is given for a time this long after the slot's end."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Range(NamedTuple):
    """The earliest and the latest expected moment (UTC)."""

    earliest: datetime
    latest: datetime


class SlotTiming(Struct, frozen=True):
    """What the estimate needs of a slot: its window (UTC; moved by as much as the doctor is known to be late), the
    planned length of a consultation (window ÷ capacity), when the patients in the room were called in, how many have a
    seat and are not called in (`seated`), and how many of those are checked in (`here`).
    """

    start: datetime
    end: datetime
    planned: timedelta
    in_room: tuple[datetime, ...] = ()
    seated: int = 0
    here: int = 0


def consultation(today: Sequence[timedelta], lately: Sequence[timedelta], planned: timedelta) -> timedelta:
    """The length of the doctor's consultations: the median of today's, else of the last DAYS days', else as planned.

    Lengths outside SHORTEST … LONGEST are ignored. The caller passes the last RECENT consultations.
    """
    for lengths in (today, lately):
        sound = [length.total_seconds() for length in lengths if SHORTEST <= length <= LONGEST]
        if sound:
            return timedelta(seconds=median(sound))
    return planned


class Pace(Struct, frozen=True):
    """What the expected times of one slot's patients have in common: the length of a consultation, when the doctor is
    free for the first patient not called in yet, whether that depends on somebody in the room (`busy`), the earliest
    possible moment (`begin`), and the first moment too far off to estimate (`late`).
    """

    length: timedelta
    free: datetime
    busy: bool
    begin: datetime
    late: datetime


def pace(
    slot: SlotTiming,
    earlier: Sequence[SlotTiming],
    today: Sequence[timedelta],
    lately: Sequence[timedelta],
    now: datetime,
) -> Pace:
    """The doctor's pace. `earlier` are the doctor's slots before this one on that day, in order; for `today` and
    `lately` see `consultation`. `expected` has the formula.
    """
    free = now
    for before in earlier:
        length = consultation(today, lately, before.planned)
        inside = _inside(before, now)
        free = _when_left(free, inside, length)
        if before.seated:
            free = max(free, before.start) + _will_come(before, now) * length
    length = consultation(today, lately, slot.planned)
    inside = _inside(slot, now)
    left = _when_left(free, inside, length)
    begin = slot.start if slot.start > now else _up(now)
    over = now >= slot.end + LONGEST and not inside
    return Pace(
        length,
        max(left, slot.start),
        bool(inside) and left > slot.start,
        begin,
        begin if over else slot.end + LATEST,
    )


def expected(ahead: int, pace: Pace) -> Range | None:
    """When a patient with `ahead` others before them in the slot, none of them called in yet, will be called in.

    None if that is LATEST or more after the slot's end, or if it is LONGEST after the end and nobody is in the room:
    then the slot is over.

        L    = consultation(today, lately, planned)
        free = now; then for each earlier slot, and for this one:
                 somebody is in the room   → not before (first call + L × those in the room); a call longer ago than
                                             LONGEST is a forgotten one and does not count
                 an earlier slot with seated → not before (its start, or free if later) + L × (its seated who are
                                             here + share × its seated who are not): they come first, whatever the
                                             clock says; share is how much of the slot is still to come, 1 before
                                             its start, 0 after its end: who has not come by then is not waited for
               and not before this slot's start
        mid  = free + L × ahead
        half = L/2 × √(ahead, and 1 for whoever is in the room and may stay until after the start)
        from = mid − half, rounded down to 5 minutes; never before the slot's start, nor before now
        to   = mid + half + L/2, rounded up to 5 minutes; at least 5 minutes after from

    The spread is that of a sum of independent consultations, each of which is off by about half its length.
    """
    middle = pace.free + ahead * pace.length
    half = pace.length * sqrt(ahead + pace.busy) / 2
    earliest = max(_down(middle - half), pace.begin)
    if earliest >= pace.late:
        return None
    return Range(earliest, max(_up(middle + half + pace.length / 2), earliest + STEP))


def _inside(slot: SlotTiming, now: datetime) -> list[datetime]:
    return [called for called in slot.in_room if now - called <= LONGEST]


def _will_come(slot: SlotTiming, now: datetime) -> float:
    """How many of the seated to count with: of those who are not here, fewer and fewer while the slot runs, so that
    nothing jumps when it ends.
    """
    if now <= slot.start:  # also where the doctor is so late that the end has passed
        return slot.seated
    to_come = (slot.end - now) / (slot.end - slot.start) if now < slot.end else 0.0
    return slot.here + (slot.seated - slot.here) * to_come


def _when_left(free: datetime, inside: list[datetime], length: timedelta) -> datetime:
    return max(free, min(inside) + len(inside) * length) if inside else free


def _down(moment: datetime) -> datetime:
    return moment - (moment - _EPOCH) % STEP


def _up(moment: datetime) -> datetime:
    return -(-(moment - _EPOCH) // STEP) * STEP + _EPOCH
