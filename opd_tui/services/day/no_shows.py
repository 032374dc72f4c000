"""Automatic no-shows: whose deadline has passed, and marking them. The rule is in domain/no_shows.py.

Every desk and command may sweep at any time: the transaction that marks looks at the deadline again, so that two sweeps
at once mark nobody twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain import no_shows, slot_day
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import TooManyNoShows
from opd_tui.domain.no_shows import MAX_AT_ONCE, Swept, grace_of
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.tokens import SweepNoShows
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock, policy
from opd_tui.services import allocation, expecting, hospital_settings
from opd_tui.services.tokens import visits
from opd_tui.store import no_shows as store
from opd_tui.store import slots, tokens
from opd_tui.store.no_shows import Awaited

NOBODY = frozenset[int]()


class Overdue(Struct, frozen=True):
    """A token whose deadline has passed."""

    token: int
    slot: int
    deadline: datetime


def overdue(but: frozenset[int] = NOBODY) -> tuple[Overdue, ...]:
    """Whose deadline has passed, by slot; without the tokens `but`."""
    with connection.reading():
        if not are_automatic():
            return ()
        today = clock.today()
        yesterday = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
        rows = store.of_days(yesterday, today, clock.minute(clock.now()))
        return tuple(found for found in _of(rows) if found.token not in but)


def are_automatic() -> bool:
    """Whether the hospital or a doctor has automatic no-shows."""
    with connection.reading():
        hospital = hospital_settings.read().no_show_grace_minutes  # another desk may have changed it
        return bool(hospital or store.own_graces.first())


def sweep(request: SweepNoShows, actor: Actor, but: frozenset[int] = NOBODY) -> Swept:
    """Mark who is not checked in by the deadline as a no-show, and give the seats to who waits; not the tokens `but`.

    Each slot is one transaction and one operation, which the program does by itself. More than MAX_AT_ONCE are marked
    only with `yes`: a person has decided, so that it is one operation of that person, with one undo. With `dry_run`
    nothing is written, and the answer is what would happen. Raises TooManyNoShows.
    """
    found = overdue(but)
    if request.dry_run:
        swept = Swept()
        with connection.trial():
            swept = _mark_all(found, actor)
        return swept
    if len(found) <= MAX_AT_ONCE:
        by_itself = replace(actor, automatic=True)
        return _together(_mark_slot(slot, those, by_itself) for slot, those in _by_slot(found).items())
    if not request.yes:
        raise TooManyNoShows(number=len(found))
    with connection.transaction():
        return _mark_all(found, actor)


def _mark_all(found: Iterable[Overdue], actor: Actor) -> Swept:
    return _together(_mark_slot(slot, those, actor) for slot, those in _by_slot(found).items())


def _by_slot(found: Iterable[Overdue]) -> dict[int, frozenset[int]]:
    slots: dict[int, set[int]] = {}
    for each in found:
        slots.setdefault(each.slot, set()).add(each.token)
    return {slot: frozenset(those) for slot, those in slots.items()}


def _together(parts: Iterable[Swept]) -> Swept:
    swept = tuple(parts)
    return Swept(tuple(t for s in swept for t in s.marked), tuple(t for s in swept for t in s.promoted))


@connection.asked_again
def _mark_slot(slot: int, those: frozenset[int], actor: Actor) -> Swept:
    """Mark those of a slot whose deadline has still passed."""
    with connection.transaction(beside_others=True):
        connection.lock_slots(slot)
        marked, promoted = list[Token](), list[Token]()
        for each in tuple(_of(store.of_slot(slot))):
            if each.token in those:
                before = tokens.token(each.token)
                stamp = clock.stamp(each.deadline)
                to = visits.ended(before, Status.NO_SHOW)
                marked.append(allocation.change(actor, Action.NO_SHOW, before, deadline=stamp, **to))
                promoted += allocation.settle(actor, slot, before.id, Action.NO_SHOW).promoted
        return Swept(tuple(marked), tuple(promoted))


def _of(rows: Iterable[Awaited]) -> Iterator[Overdue]:
    """Which of the awaited are overdue now."""
    now, hospital = clock.now(), policy.current().no_show_grace_minutes
    minute, begun = clock.minute(now), _asked_once()
    for row in rows:
        grace = grace_of(row.own_grace, hospital)
        if not grace or slot_day.is_over(Window(row.start, row.end), minute):
            continue
        begins = _begins(row.start, row.late_minutes)
        if begins + timedelta(minutes=grace) > now:  # before anything else is read
            continue
        until = no_shows.deadline(begins, _expected_from(row.token, row.slot, row.expected_from), grace)
        if until <= now and begun(row.doctor, row.start[:10]):
            yield Overdue(row.token, row.slot, until)


def _begins(start: str, late_minutes: int) -> datetime:
    return clock.instant(start) + timedelta(minutes=late_minutes)


def _expected_from(token: int, slot: int, stamp: str | None) -> datetime | None:
    """When a token got its seat or, if that is later, the time that its patient was told then.

    Of one that got its seat before no-shows were automatic nobody noted that time: it follows from the place that the
    token has among all who have or had a seat.
    """
    if stamp:
        return clock.local(stamp)
    got = store.seated_at(token)
    told = expecting.planned_call(slots.summary(slot), store.seated_before(token))
    return max(told, clock.local(got)) if got else told


def _asked_once() -> Callable[[int, str], bool]:
    return cache(has_begun)


def has_begun(doctor: int, day: str) -> bool:
    """Whether a doctor has begun a day: a token was called in or completed in one of its slots at or after the start of
    the first, or a desk said that the doctor is here.
    """
    of_day = store.doctors_day(doctor, day)
    if of_day.here or of_day.first is None:
        return of_day.here
    return store.seen_since(doctor, day, clock.stamp(clock.instant(of_day.first)))


class Countdown(Struct, frozen=True):
    """What the deadlines of one slot's tokens have in common, read at one moment."""

    begins: datetime
    grace: int
    now: datetime
    begun: bool

    def minutes_left(self, token: Token) -> int | None:
        """The minutes to the token's deadline (domain.no_shows.minutes_left) once the doctor has begun, else None."""
        if not (self.begun and no_shows.awaited(token)):
            return None
        until = no_shows.deadline(self.begins, _expected_from(token.id, token.slot, token.expected_from), self.grace)
        return no_shows.minutes_left(until, self.now)


def countdown(slot: SlotSummary, doctor: Doctor) -> Countdown | None:
    """The countdown of a slot; None where nobody can be near a deadline."""
    grace, now = grace_of(doctor.no_show_grace_minutes, policy.current().no_show_grace_minutes), clock.now()
    if not grace or slot.closed or slot_day.is_over(Window(slot.start, slot.end), clock.minute(now)):
        return None
    begins = _begins(slot.start, slot.late_minutes)
    near = begins + timedelta(minutes=grace) - no_shows.COUNTDOWN <= now
    return Countdown(begins, grace, now, has_begun(slot.doctor, slot.day)) if near else None
