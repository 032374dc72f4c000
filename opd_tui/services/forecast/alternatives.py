"""Better slots for a patient: slots with a seat, else with a shorter wait, found by indexes and then ranked.

A doctor may be full for weeks, so the search has no limit of slots: it must not miss a seat behind full ones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.alternatives import MAX_PLACES, Alternative, rank
from opd_tui.domain.errors import NotLive
from opd_tui.domain.requests.tokens import FindAlternatives
from opd_tui.domain.tokens import Source, Status
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting
from opd_tui.store import doctors, places, queues, seating, tokens, visits
from opd_tui.store.places import Span
from opd_tui.store.seating import SeatState

_SOON = 7
"""The doctor's slots of this many days are read first, later ones only if these are not enough."""
_EVER = "9999-12-31T24"
"""Later than the start of every slot."""


def of_token(request: FindAlternatives) -> tuple[Alternative, ...]:
    """Better slots for a live token, ranked by domain.alternatives. Raises UnknownToken or NotLive."""
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
    """Better slots than this one for a patient (None: a new one), ranked by domain.alternatives.

    `ahead` is how many would wait before the patient in this slot, None if the patient has a seat. Slots that overlap
    the patient's live tokens are excluded, except for `token`, which is to be moved. All later slots of the doctor are
    searched; those of the department on other days only `policy.open_days` ahead of the day asked for, or of today if
    that is past. `promised` is how many seats of each slot are not free; slots in `but` are excluded.
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
    """The slots, each with the expected call time of a patient of that priority.

    `promised` is how many patients of each slot come before this patient.
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
    ranked: Callable[[list[Alternative]], tuple[Alternative, ...]], pieces: Iterable[Sequence[Alternative]]
) -> tuple[Alternative, ...]:
    """The best of several pieces, best piece first; reads no more pieces than needed."""
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
    """The spans to search: by kind, best first, and within a kind whole days in order, so that no later span ranks
    before an earlier one.
    """
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
    """The slots of a span that have a free seat which is not promised."""
    found = [place for place in places.with_seats(span) if place.slot not in but]
    left = [replace(place, free=place.free - promised.get(place.slot, 0)) for place in found]
    return [place for place in left if place.free > 0]
