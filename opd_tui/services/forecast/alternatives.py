"""Better places for a patient: slots with a seat, else with a shorter wait, are found by indexes, then ranked.

A doctor may be full for weeks, so no number of slots bounds the search: a seat must not be missed behind full ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.alternatives import MAX_PLACES, Alternative, rank
from opd_tui.domain.errors import NotLive
from opd_tui.domain.requests.tokens import FindAlternatives
from opd_tui.domain.tokens import Source, Status
from opd_tui.runtime import clock, policy
from opd_tui.services.forecast import expecting
from opd_tui.store import doctors, places, queues, seating, tokens, visits
from opd_tui.store.places import Span
from opd_tui.store.seating import SeatState

_SOON = 7
"""The doctor's slots of so many days are read first, all later ones only if that is not enough."""
_EVER = "9999-12-31T24"
"""After the begin of any slot."""


def of_token(request: FindAlternatives) -> tuple[Alternative, ...]:
    """Better places for a live token, as opd_tui.domain.alternatives ranks them. Raises UnknownToken or NotLive."""
    with connection.reading():
        token = tokens.token(request.token)
        if not token.status.live:
            raise NotLive(number=token.number, patient=token.patient_name, status=token.status)
        seats = seating.seat_state(token.slot)
        ahead = None
        if token.status == Status.WAITING:
            ahead = queues.count_ahead(token.slot, token.status, token.priority, token.arrival)
        return timed(better(seats, token.priority, token.patient, ahead, token=token.id), token.priority)


def better(
    seats: SeatState,
    priority: int,
    patient: int | None,
    ahead: int | None,
    token: int = 0,
    promised: Mapping[int, int] | None = None,
    but: Collection[int] = (),
) -> tuple[Alternative, ...]:
    """Better places than this slot for a patient (None: somebody new), as opd_tui.domain.alternatives ranks them.

    `ahead` is how many would wait before the patient here, None if the patient has a seat. The patient's live
    tokens, but for `token`, which is to be moved, rule out what overlaps them. All later slots of the doctor are
    looked at; those of the department, on other days, as far ahead as the hospital opens them (`policy.open_days`
    from the day asked for, or from today if that is over). Seats that are `promised` to others, so many a slot, are
    not free; slots in `but` are none at all.
    """
    taken = visits.windows_of(patient, token) if patient is not None else []
    now = clock.local_now().strftime("%Y-%m-%dT%H:%M")
    wanted = seats.window

    def ranked(found: list[Alternative]) -> tuple[Alternative, ...]:
        return rank(seats.doctor, wanted, found, now=now, taken=taken, ahead=ahead)

    spans = tuple(_spans(seats, now))
    with_seats = _first_enough(ranked, (_seats(span, promised or {}, but) for span in spans))
    if with_seats or not ahead:
        return with_seats
    kept_until = now if policy.current().hold_arrived and priority != Source.EMERGENCY.priority else ""
    return _first_enough(ranked, (places.with_shorter_waits(span, priority, ahead, kept_until) for span in spans))


def timed(
    found: tuple[Alternative, ...], priority: int, promised: Mapping[int, int] | None = None
) -> tuple[Alternative, ...]:
    """The places, each with the time at which a patient of that priority is expected to be called in there.

    Those who are `promised` a seat there, so many a slot, go before the patient.
    """
    return tuple(
        replace(
            place,
            expected=expecting.for_new_booking(
                place.slot,
                priority,
                Status.ACTIVE if place.free > 0 else Status.WAITING,
                promised=(promised or {}).get(place.slot, 0),
            ),
        )
        for place in found
    )


def _first_enough(
    ranked: Callable[[list[Alternative]], tuple[Alternative, ...]], pieces: Iterable[list[Alternative]]
) -> tuple[Alternative, ...]:
    """The best of the pieces, of which a later one never ranks before an earlier: read until there is enough."""
    found: list[Alternative] = []
    best: tuple[Alternative, ...] = ()
    for piece in pieces:
        if piece:
            found += piece
            best = ranked(found)
        if len(best) == MAX_PLACES:
            break
    return best


def _spans(seats: SeatState, now: str) -> Iterator[Span]:
    """By kind, best first, and of one kind by whole days: so what comes later never ranks before what came."""
    day, doctor = date.fromisoformat(seats.day), seats.doctor
    today = date.fromisoformat(clock.today())
    department = doctors.department_of(doctor)
    soon = _after(max(day, today), _SOON)
    yield Span(False, doctor, department, seats.start, soon, now)
    yield Span(False, doctor, department, soon, _EVER, now)
    if not department:
        return
    next_day = _after(day, 1)
    yield Span(True, doctor, department, seats.day, min(seats.end, next_day), max(seats.start, now))
    since, last = next_day, max(next_day, _after(today, 1))  # a night that began before today may still go on
    for n in range(1, policy.current().open_days + 1):
        until = _after(date.fromisoformat(last), n)
        yield Span(True, doctor, department, since, until, now)
        since = until


def _after(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()


def _seats(span: Span, promised: Mapping[int, int], but: Collection[int]) -> list[Alternative]:
    """The slots of a span that have a free seat which nobody is promised."""
    found = [place for place in places.with_seats(span) if place.slot not in but]
    left = [replace(place, free=place.free - promised.get(place.slot, 0)) for place in found]
    return [place for place in left if place.free > 0]
