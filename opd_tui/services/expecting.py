"""Expected call times: reads what domain/expected_times needs for the tokens that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain import expected_times, slot_day
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL
from opd_tui.domain.call_order import CallRank, call_rank
from opd_tui.domain.expected_times import Pace, Range, SlotTiming
from opd_tui.domain.patients import Patient
from opd_tui.domain.precedence import NO_PRECEDENCE, Precedence
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Expected, Status, Token
from opd_tui.runtime import clock
from opd_tui.store import consultations, kept_seats, precedence, queues, slots
from opd_tui.store.consultations import CalledRow

MAX_COUNTED = 3
"""For more tokens of one queue than this, its order is read once instead of counting for each token."""


class Outlook(Struct, frozen=True):
    """What the expected times of one slot's tokens have in common, read at one moment."""

    pace: Pace
    seated: int
    called: tuple[CallRank, ...]
    keeps_seats: bool
    now: datetime
    closed: bool

    def of(self, token: Token, place: int) -> Expected | None:
        """The expected time of a live token with `place` others before it in its own queue (0 is the first).

        For a called-in token it is the time of the call. For a waiting token it is what it would be if a seat were
        added for it, after all seated tokens and those that wait before it.
        """
        if token.called:
            called = clock.minute(_moment(token.called_at)) if token.called_at else clock.minute(self.now)
            return Expected(called, called)
        if token.status == Status.WAITING:
            return self.after(self.seated + place)
        precedes = token.precedence.rank if token.precedence else NO_PRECEDENCE
        kept = self.keeps_seats and token.arrived
        return self.after_called(place, call_rank(token.priority, precedes, token.arrival, keeps_seat=kept))

    def after_called(self, place: int, rank: CallRank) -> Expected | None:
        """The expected time of a seated token with `place` others before it, of whom some are called in."""
        return self.after(self._not_called(place, rank))

    def range_after(self, place: int, rank: CallRank) -> Range | None:
        """As `after_called`, in moments."""
        return None if self.closed else expected_times.expected(self._not_called(place, rank), self.pace)

    def _not_called(self, place: int, rank: CallRank) -> int:
        return place - sum(called < rank for called in self.called)

    def after(self, ahead: int) -> Expected | None:
        """The expected time of a token with `ahead` others before it that are not called in; None in a closed slot."""
        if self.closed:
            return None
        when = expected_times.expected(ahead, self.pace)
        if when is None:
            return None
        start = clock.minute(when.earliest)
        return Expected(start, max(start, clock.minute(when.latest)))  # when clocks go back, 01:30 may precede 01:00


def outlook(slot: SlotSummary, of_day: Sequence[SlotSummary]) -> Outlook:
    """The outlook of a slot; `of_day` are its doctor's slots of that day."""
    now = clock.now()
    called = {
        head.id: consultations.in_room(head.id) if head.called else () for head in of_day if head.start <= slot.start
    }
    here = called.get(slot.id, ())  # the slot itself is not among those of a day that is damaged
    earlier = tuple(_timing(head, called[head.id], now) for head in of_day if head.start < slot.start)
    pace = expected_times.pace(_timing(slot, here, now), earlier, *_lengths(slot.doctor, now), now)
    kept = kept_seats.in_slot(slot.id)
    ranks = queues.precedences(slot.id) if here else {}
    called_in = (
        call_rank(priority, ranks.get(token, NO_PRECEDENCE), arrival, keeps_seat=kept)
        for priority, arrival, token, _ in here
    )
    return Outlook(pace, slot.active - slot.called, tuple(called_in), kept, now, slot.closed)


def planned_call(slot: SlotSummary, ahead: int) -> datetime:
    """The earliest moment at which a patient with `ahead` others before would be called in if the doctor began in time:
    about what was told when the token was booked.
    """
    start, end = clock.instant(slot.start), clock.instant(slot.end)
    length = expected_times.consultation(*_lengths(slot.doctor, clock.now()), (end - start) / slot.capacity)
    pace = Pace(length, start, False, start, datetime.max.replace(tzinfo=UTC))
    when = expected_times.expected(ahead, pace)
    return when.earliest if when else start


def earliest_call(
    slot: int, priority: int, arrival: int, precedence_of: Precedence | None, *, arrived: bool
) -> datetime | None:
    """The earliest expected moment at which a patient who gets a seat of the slot now is called in; None if it cannot
    be estimated. Its token is not in the queue of the seated yet. Raises UnknownSlot.
    """
    head = slots.summary(slot)
    if _is_past(head):
        return None
    view = outlook(head, slots.of_day(head.doctor, head.day))
    rank = _rank(view, priority, arrival, precedence_of, arrived=arrived)
    when = view.range_after(_seated_before(slot, rank, priority, arrival, precedence_of, arrived=arrived), rank)
    return when.earliest if when else None


def _rank(view: Outlook, priority: int, arrival: int, first: Precedence | None, *, arrived: bool) -> CallRank:
    precedes = first.rank if first else NO_PRECEDENCE
    return call_rank(priority, precedes, arrival, keeps_seat=view.keeps_seats and arrived)


def _seated_before(
    slot: int, rank: CallRank, priority: int, arrival: int, first: Precedence | None, *, arrived: bool
) -> int:
    """How many seated tokens are called before a token that is not among them."""
    if first:
        return precedence.count_before(slot, rank)
    return queues.count_ahead(slot, Status.ACTIVE, priority, arrival, arrived=arrived)


def with_expected_times(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens, with the expected times of the live ones. Raises as `connection.reading` does."""
    given = tuple(tokens)
    live: dict[int, list[Token]] = {}
    for token in given:
        if token.status.live:
            live.setdefault(token.slot, []).append(token)
    if not live:
        return given
    with connection.reading():
        times = {id: when for slot, those in live.items() for id, when in _times(slot, those)}
    return tuple(replace(token, expected=times.get(token.id)) for token in given)


def for_new_booking(
    slot: int,
    priority: int,
    status: Status,
    *,
    arrived: bool = False,
    opened: bool = False,
    promised: int = 0,
    patient: Patient | None = None,
) -> Expected | None:
    """The expected time of a booking that would get this status; None if it cannot be estimated. Raises UnknownSlot.

    `arrived`: the patient is checked in, which matters in a slot whose checked-in tokens keep their seats. `opened`: a
    seat would be added with the booking. `promised` is how many other patients will still come before it. A `patient`
    with precedence is called before equals.
    """
    with connection.reading():
        head = slots.summary(slot)
        promoted = int(opened and status == Status.WAITING)
        head = replace(head, capacity=head.capacity + opened, active=head.active + promoted)
        if _is_past(head):  # nobody else is called in after that
            return None
        view = outlook(head, slots.of_day(head.doctor, head.day))
        if status == Status.WAITING:
            ahead = queues.count_ahead(slot, status, priority, NEWCOMER_ARRIVAL) + promised
            return view.after(view.seated + ahead - promoted)
        first = precedence.of_patient(patient, head.day) if patient else None
        rank = _rank(view, priority, NEWCOMER_ARRIVAL, first, arrived=arrived)
        ahead = _seated_before(slot, rank, priority, NEWCOMER_ARRIVAL, first, arrived=arrived)
        return view.after_called(ahead + promised, rank)


def _times(slot: int, tokens: list[Token]) -> Iterable[tuple[int, Expected | None]]:
    head = slots.summary(slot)
    if _is_past(head):
        return []
    view = outlook(head, slots.of_day(head.doctor, head.day))
    places: dict[int, int] = {}
    for status in {token.status for token in tokens}:
        same = [token for token in tokens if token.status == status]
        if len(same) > MAX_COUNTED:
            places |= {id: place for place, id in enumerate(queues.order(slot, status))}
        else:
            places |= {token.id: queues.position(token) for token in same}
    return [(t.id, view.of(t, places[t.id])) for t in tokens if t.id in places]


def _timing(slot: SlotSummary, called: Sequence[CalledRow], now: datetime) -> SlotTiming:
    start, end = clock.instant(slot.start), clock.instant(slot.end)
    seated = 0 if slot.closed else slot.active - slot.called  # who is left in a closed slot is not seen there
    has_begun = slot.called or slot.completed  # a doctor who has begun is no longer late
    begin = start if has_begun else start + timedelta(minutes=slot.late_minutes)
    matters = bool(seated) and now > begin  # before that, who is not here counts as if they were
    return SlotTiming(
        begin,
        end,
        (end - start) / slot.capacity,
        tuple(_moment(at) for *_, at in called if at),
        seated,
        consultations.count_seated_and_arrived(slot.id) if matters else 0,
    )


def _lengths(doctor: int, now: datetime) -> tuple[tuple[timedelta, ...], tuple[timedelta, ...]]:
    """The lengths of the doctor's last consultations: today's, and all of the last days."""
    midnight = datetime.combine(date.fromisoformat(clock.today()), time(), clock.zone())
    since = clock.stamp(midnight - timedelta(days=expected_times.DAYS))
    rows = consultations.last_of(doctor, since, clock.stamp(now))
    lengths = [(_moment(ended) - _moment(called), ended) for called, ended in rows]
    today = clock.stamp(midnight)
    return tuple(length for length, at in lengths if at >= today), tuple(length for length, _ in lengths)


def _is_past(slot: SlotSummary) -> bool:
    return slot_day.is_over(Window(slot.start, slot.end), clock.minute(clock.now()))


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)
