"""Automatic no-shows: when a patient who has a seat and is not checked in is no longer waited for.

    deadline = the latest of   the slot's start plus the doctor's lateness,
                               the moment the token got its seat,
                               the time that the patient was told then,
               plus the grace

The grace is the doctor's own, else the hospital's; with a grace of 0 nobody becomes a no-show by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from opd_tui.domain.tokens import Status, Token

LONGEST_GRACE = 600
"""The longest grace, in minutes."""
MAX_AT_ONCE = 10
"""More than so many at once are marked by a person only: a machine has slept, or a clock jumped."""
COUNTDOWN = timedelta(minutes=5)
"""The queue says for so long before the deadline that it is near."""


def grace_of(own: int | None, hospital: int) -> int:
    """The grace in minutes that counts for a doctor; 0: off.

    >>> grace_of(None, 20), grace_of(0, 20), grace_of(30, 0)
    (20, 0, 30)
    """
    return hospital if own is None else own


def deadline(begins: datetime, expected_from: datetime | None, grace: int) -> datetime:
    """The moment from which a patient who is not checked in is a no-show.

    `begins` is the slot's start moved by the doctor's lateness, `expected_from` that of the token, `grace` in minutes.
    """
    return max(begins, expected_from or begins) + timedelta(minutes=grace)


def awaited(token: Token) -> bool:
    """Whether the token can become a no-show by itself: it has a seat, and its patient was never seen here for it."""
    return token.status == Status.ACTIVE and not (token.called or token.arrived or token.out)


def minutes_left(until: datetime, now: datetime) -> int | None:
    """The minutes to the deadline, rounded up, 0 once it has passed; None while it is further off than COUNTDOWN."""
    left = until - now
    return None if left > COUNTDOWN else max(0, -(-left // timedelta(minutes=1)))


class Swept(Struct, frozen=True):
    """The tokens that became no-shows, and those that got their seats."""

    marked: tuple[Token, ...] = ()
    promoted: tuple[Token, ...] = ()
