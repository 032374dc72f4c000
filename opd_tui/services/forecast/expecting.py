"""When tokens are expected to be called in: what domain/expected_times needs, read for the tokens that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain import expected_times
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL, Standing, newcomer
from opd_tui.domain.expected_times import Pace, SlotTiming
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Status, Token
from opd_tui.runtime import clock
from opd_tui.services.slots import slot_days
from opd_tui.store import consultations, kept_seats, queues, slots
from opd_tui.store.consultations import CalledRow

MAX_COUNTED = 3
"""For more tokens of one queue than this its order is read once, instead of counting who is before each."""


class Outlook(Struct, frozen=True):
    """All that the expected times of one slot's tokens have in common, read at one moment."""

    pace: Pace
    seated: int
    called: tuple[Standing, ...]
    keeps_seats: bool
    now: datetime
    closed: bool

    def of(self, token: Token, place: int) -> Expected | None:
        """When a live token is expected that has `place` others before it in its own queue (0 is the first).

        One who is in the room was expected when called. A waiting token's time is what it would be if a seat opened
        for it, after all who have one and all who wait before it.
        """
        if token.called:
            called = clock.minute(_moment(token.called_at)) if token.called_at else clock.minute(self.now)
            return Expected(called, called)
        if token.status == Status.WAITING:
            return self.after(self.seated + place)
        standing = Standing(token.priority, token.arrival, token.id, keeps_seat=self.keeps_seats and token.arrived)
        return self.after(place - sum(s.before(standing) for s in self.called))

    def after(self, ahead: int) -> Expected | None:
        """When one is expected who has so many before them that are not called yet; in a closed slot nobody is."""
        if self.closed:
            return None
        told = expected_times.expected(ahead, self.pace)
        if told is None:
            return None
        start = clock.minute(told.earliest)
        return Expected(
            start, max(start, clock.minute(told.latest))
        )  # when the clocks go back, 01:30 may precede 01:00


def outlook(slot: SlotSummary, of_day: Sequence[SlotSummary]) -> Outlook:
    """The outlook of a slot among its doctor's slots of that day."""
    now = clock.now()
    called = {
        head.id: consultations.in_room(head.id) if head.called else [] for head in of_day if head.start <= slot.start
    }
    earlier = tuple(_session(head, called[head.id], now) for head in of_day if head.start < slot.start)
    pace = expected_times.pace(_session(slot, called[slot.id], now), earlier, *_lengths(slot.doctor, now), now)
    kept = kept_seats.in_slot(slot.id)
    standings = (Standing(priority, arrival, token, True, kept) for priority, arrival, token, _ in called[slot.id])
    return Outlook(pace, slot.active - slot.called, tuple(standings), kept, now, slot.closed)


def with_expected_times(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens, each that is live with its expected time as of now. Raises as any read does."""
    given = tuple(tokens)
    live: dict[int, list[Token]] = {}
    for token in given:
        if token.status.live:
            live.setdefault(token.slot, []).append(token)
    if not live:
        return given
    with connection.reading():
        times = {id: when for slot, there in live.items() for id, when in _times(slot, there)}
    return tuple(replace(token, expected=times.get(token.id)) for token in given)


def for_new_booking(
    slot: int, priority: int, status: Status, *, arrived: bool = False, opened: bool = False, promised: int = 0
) -> Expected | None:
    """When a booking not yet made is expected that would get this status. Raises UnknownSlot.

    `arrived`: the patient is here, which counts where the slot's arrived are held.
    `opened`: a seat would be opened with it, for the first who waits if it has to wait itself. `promised` are others,
    not there yet, who go before it.
    """
    with connection.reading():
        head = slots.summary(slot)
        promoted = int(opened and status == Status.WAITING)
        head = replace(head, capacity=head.capacity + opened, active=head.active + promoted)
        if slot_days.is_past(head):  # of whom was not called by then, nothing is expected
            return None
        there = outlook(head, slots.of_day(head.doctor, head.day))
        ahead = queues.count_ahead(slot, status, priority, NEWCOMER_ARRIVAL, arrived=arrived) + promised
        if status == Status.WAITING:
            return there.after(there.seated + ahead - promoted)
        standing = newcomer(priority)._replace(keeps_seat=there.keeps_seats and arrived)
        return there.after(ahead - sum(s.before(standing) for s in there.called))


def _times(slot: int, tokens: list[Token]) -> Iterable[tuple[int, Expected | None]]:
    head = slots.summary(slot)
    if slot_days.is_past(head):
        return []
    there = outlook(head, slots.of_day(head.doctor, head.day))
    places: dict[int, int] = {}
    for status in {token.status for token in tokens}:
        same = [token for token in tokens if token.status == status]
        if len(same) > MAX_COUNTED:
            places |= {id: place for place, id in enumerate(queues.order(slot, status))}
        else:
            places |= {token.id: queues.position(token) for token in same}
    return [(t.id, there.of(t, places[t.id])) for t in tokens if t.id in places]


def _session(slot: SlotSummary, called: list[CalledRow], now: datetime) -> SlotTiming:
    start, end = _instant(slot.start), _instant(slot.end)
    seated = 0 if slot.closed else slot.active - slot.called  # who is left in a closed slot is not seen there
    overruns = bool(seated and called and now >= end)
    here = slot.called or slot.completed  # who has begun is no longer late
    return SlotTiming(
        start if here else start + timedelta(minutes=slot.late_minutes),
        end,
        (end - start) / slot.capacity,
        tuple(_moment(at) for *_, at in called if at),
        seated,
        consultations.count_seated_and_arrived(slot.id) if overruns else 0,
    )


def _lengths(doctor: int, now: datetime) -> tuple[tuple[timedelta, ...], tuple[timedelta, ...]]:
    """The doctor's last consultations: those of today, and all of the last days."""
    midnight = datetime.combine(date.fromisoformat(clock.today()), time(), clock.zone())
    since = clock.stamp(midnight - timedelta(days=expected_times.DAYS))
    rows = consultations.last_of(doctor, since, clock.stamp(now))
    lengths = [(_moment(ended) - _moment(called), ended) for called, ended in rows]
    today = clock.stamp(midnight)
    return tuple(length for length, at in lengths if at >= today), tuple(length for length, _ in lengths)


def _instant(wall: str) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=clock.zone()).astimezone(UTC)


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
