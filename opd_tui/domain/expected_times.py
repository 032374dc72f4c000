"""When a patient will probably be called in: pure, from what the doctor did lately and who is before the patient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import sqrt
from statistics import median
from typing import NamedTuple

from msgspec import Struct

RECENT, DAYS = 20, 14
"""How many of a doctor's last consultations tell how long one takes, and how many days back they may lie."""
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=2)
"""Outside of these a consultation is a slip of the desk (called and done at once, or done forgotten), not a length."""
STEP = timedelta(minutes=5)
LATEST = timedelta(hours=12)
"""A time this long after the slot's end would be a guess that helps nobody."""
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


class Range(NamedTuple):
    """Between which moments (UTC)."""

    earliest: datetime
    latest: datetime


class Session(Struct, frozen=True):
    """A slot as the time sees it: its window (UTC; if the doctor is known to be late, it starts as much later), how
    long a patient is planned for (the slot's window ÷ capacity), when those in the room were called in, and who has a
    seat and is not called yet: all of them, and those of them who arrived.
    """

    start: datetime
    end: datetime
    planned: timedelta
    in_room: tuple[datetime, ...] = ()
    seated: int = 0
    here: int = 0


def consultation(today: Sequence[timedelta], lately: Sequence[timedelta], planned: timedelta) -> timedelta:
    """How long the doctor takes for a patient: the median of today's consultations, else of the last DAYS days', else
    as planned. Lengths outside SHORTEST … LONGEST are nonsense and are left out. The caller gives the last RECENT.
    """
    for lengths in (today, lately):
        sound = [length.total_seconds() for length in lengths if SHORTEST <= length <= LONGEST]
        if sound:
            return timedelta(seconds=median(sound))
    return planned


class Pace(Struct, frozen=True):
    """What the expected times of one session's patients have in common: how long each takes, when the doctor is free
    for the first of those not called yet, whether it depends on somebody in the room, the earliest moment there is,
    and the first that is too late to tell.
    """

    length: timedelta
    free: datetime
    busy: bool
    begin: datetime
    late: datetime


def pace(
    session: Session,
    earlier: Sequence[Session],
    today: Sequence[timedelta],
    lately: Sequence[timedelta],
    now: datetime,
) -> Pace:
    """How the doctor gets on. `earlier` are the doctor's sessions before this one on that day, in order; `today` and
    `lately` see `consultation`. The formula stands at `expected`.
    """
    free = now
    for before in earlier:
        length = consultation(today, lately, before.planned)
        inside = _inside(before, now)
        free = _when_left(free, inside, length)
        if now < before.end:
            free = max(free, before.start) + before.seated * length if before.seated else free
        elif inside:
            free += before.here * length
    length = consultation(today, lately, session.planned)
    inside = _inside(session, now)
    left = _when_left(free, inside, length)
    begin = session.start if session.start > now else _up(now)
    over = now >= session.end + LONGEST and not inside
    return Pace(
        length,
        max(left, session.start),
        bool(inside) and left > session.start,
        begin,
        begin if over else session.end + LATEST,
    )


def expected(ahead: int, pace: Pace) -> Range | None:
    """When the patient who has `ahead` others before them in the session, none of them called yet, will be called in.

    None where it would be LATEST after the session's end or later, and LONGEST after its end with nobody in the room:
    that session is over.

        L    = consultation(today, lately, planned)
        free = now; then for each earlier session, and for this one:
                 somebody is in the room   → not before (first call + L × those in the room); a call longer ago than
                                             LONGEST is a forgotten one and does not count
                 an earlier session that has not ended → not before (its start, or free if later) + L × its seated
                 an earlier session that overruns (it has ended, and somebody is in the room) → free + L × those of
                                             its seated who have arrived; without anybody in the room it is over
               and not before this session's start
        mid  = free + L × ahead
        half = L/2 × √(ahead, and 1 for whoever is in the room and may stay until after the start)
        from = mid − half, rounded down to 5 minutes; never before the session's start, nor before now
        to   = mid + half + L/2, rounded up to 5 minutes; at least 5 minutes after from

    The spread is that of a sum of independent consultations, each of which is off by about half its length.
    """
    middle = pace.free + ahead * pace.length
    half = pace.length * sqrt(ahead + pace.busy) / 2
    earliest = max(_down(middle - half), pace.begin)
    if earliest >= pace.late:
        return None
    return Range(earliest, max(_up(middle + half + pace.length / 2), earliest + STEP))


def _inside(session: Session, now: datetime) -> list[datetime]:
    return [called for called in session.in_room if now - called <= LONGEST]


def _when_left(free: datetime, inside: list[datetime], length: timedelta) -> datetime:
    return max(free, min(inside) + len(inside) * length) if inside else free


def _down(moment: datetime) -> datetime:
    return moment - (moment - _EPOCH) % STEP


def _up(moment: datetime) -> datetime:
    return -(-(moment - _EPOCH) // STEP) * STEP + _EPOCH
