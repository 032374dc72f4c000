"""The days of the sample hospital: which patients book, who is called in, who does not come.

Everything is in one calendar of moments in UTC and is played in order. Random choices are the same every time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush

from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Complete, NoShow, SetSource, SweepNoShows, Undo
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.sample.names import ACTORS, AT_ANY_HOUR, DOCTORS, REASONS
from opd_tui.services.day import no_shows
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening

MINUTE = timedelta(minutes=1)
_AHEAD = ("ONLINE",) * 6 + ("FOLLOWUP",) * 3 + ("PAID",) * 2
_DAYS_AHEAD = (0, 0, 0, 1, 1, 2, 2, 3, 6, 9)


class Days:
    """Some days of the hospital: the calendar of events still to happen, and what must be remembered for them."""

    def __init__(self, begins: datetime, until: datetime, registered: int, seen: Iterable[tuple[int, int]]) -> None:
        """Patients 1 to `registered` exist; `seen` are doctors with the patients they have seen."""
        self.random = random.Random(17)  # noqa: S311 - sample data, the same every time
        self.begins, self.until, self.now = begins, until, begins
        self.calendar: list[tuple[datetime, int, Callable[[], object]]] = []
        self.entries = 0
        self.registered = registered
        self.seen = set(seen)
        self.expected: set[tuple[str, int, int]] = set()
        self.inside: dict[int, Token] = {}

    def live(self) -> None:
        """Play the calendar up to and including the last moment."""
        while self.calendar and self.calendar[0][0] <= self.until:
            self.now, _, happens = heappop(self.calendar)
            clock.replace(lambda: self.now)
            happens()

    def plan(self, at: datetime, what: Callable[[], object]) -> None:
        """Add something to the calendar at a moment; a past moment becomes now. At one moment, things happen in the
        order planned.
        """
        self.entries += 1
        heappush(self.calendar, (max(at, self.now), self.entries, what))

    def later(self, minutes: int, what: Callable[[], object]) -> None:
        self.plan(self.now + timedelta(minutes=minutes), what)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def someone(self) -> Actor:
        return self.random.choice(ACTORS)

    def keeper(self, doctor: int) -> Actor:
        """The person at this doctor's door."""
        return ACTORS[doctor % len(ACTORS)]

    def open_day(self, day: str) -> None:
        """Create the weekly slots of a day, unless they exist, and let patients book them."""
        if opening.open_day(day, self.someone(), most=500).slots:
            for slot in queues.summaries(day=day):
                self.plan_slot(slot)
            for minutes in range(8 * 60, 20 * 60, 10):
                self.plan(moment(f"{day}T00:00") + minutes * MINUTE, self.sweep)

    def sweep(self) -> None:
        """Patients who have not come by their deadline become no-shows, as an open desk sees to it."""
        no_shows.sweep(SweepNoShows(yes=True), ACTORS[0])

    def plan_slot(self, slot: SlotSummary) -> None:
        """Plan the patients of a slot, and the doctor's door while it lasts."""
        self.plan(moment(slot.start), partial(self.serve, slot))
        for source, at in self.demand(slot):
            self.plan(at, partial(self.book_and_wonder, slot, source))

    def demand(self, slot: SlotSummary) -> Iterator[tuple[str, datetime]]:
        """Which patients book the slot, and when."""
        start = moment(slot.start)
        if slot.doctor_name == AT_ANY_HOUR:
            length = (moment(slot.end) - start) // MINUTE
            for _ in range(round(slot.capacity * self.random.uniform(0.7, 1.1))):
                yield (
                    "EMERGENCY" if self.chance(0.2) else "WALKIN",
                    start + self.random.randrange(length - 30) * MINUTE,
                )
            return  # nobody has an appointment there
        for _ in range(round(slot.capacity * self.random.uniform(*self.share(slot)))):
            if self.chance(0.55):
                ahead = self.random.choice(_DAYS_AHEAD) * 1440 + self.random.randrange(20, 180)
                first = self.begins + self.random.randrange(90, 600) * MINUTE
                yield self.random.choice(_AHEAD), max(start - ahead * MINUTE, min(first, start - 20 * MINUTE))
            else:
                yield "WALKIN", start - self.random.randrange(-10, 75) * MINUTE
        if self.chance(0.15):
            yield "EMERGENCY", start + self.random.randrange(-20, 40) * MINUTE

    def share(self, _: SlotSummary) -> tuple[float, float]:
        """How many patients book per seat: at least and at most."""
        return (1, 1.25) if self.chance(0.12) else (0.25, 0.65)

    def book(self, slot: SlotSummary, source: str) -> Token:
        everybody = range(1, self.registered + 1)
        free = [p for p in everybody if not any((slot.day, d, p) in self.expected for d in range(1, len(DOCTORS) + 1))]
        free = free or [p for p in everybody if (slot.day, slot.doctor, p) not in self.expected]
        again = [p for p in free if ((slot.doctor, p) in self.seen) == (source == "FOLLOWUP")]
        patient = self.random.choice(again or free)
        self.expected.add((slot.day, slot.doctor, patient))
        asked = Book(slot.id, source, patient_id=patient, open_seat=source == "EMERGENCY")
        return booking.book(asked, self.someone()).token

    def book_and_wonder(self, slot: SlotSummary, source: str) -> None:
        """Book a patient: most come, some cancel, some walk-ins later pay."""
        token, fate = self.book(slot, source), self.random.random()
        if source == "WALKIN":
            if fate < 0.04:
                self.later(3, partial(self.change, token, "pay"))
        elif source != "PAID" and fate < 0.09:
            self.later(self.random.randrange(5, 300), partial(self.change, token, "cancel"))
        elif fate < 0.92:
            self.plan(moment(slot.start) - self.random.randrange(45) * MINUTE, partial(self.come, token))

    def come(self, token: Token) -> None:
        if queues.token(token.id).status.live:
            visits.arrive(Arrive(token.id), self.someone())

    def change(self, token: Token, wish: str) -> None:
        now, actor = queues.token(token.id), self.someone()
        if now.called or not now.status.live:
            return
        if wish == "pay":
            visits.set_source(SetSource(token.id, "PAID"), actor)
        else:
            visits.cancel(Cancel(token.id, self.random.choice(REASONS)), actor)
            if self.chance(0.08):  # the wrong patient; it was the line below
                undo.undo(Undo(token=token.id), actor)

    def serve(self, slot: SlotSummary) -> None:
        """At the doctor's door: one patient leaves, the next checked-in one is called in, at even intervals until the
        end.
        """
        actor = self.keeper(slot.doctor)
        if slot.id in self.inside:
            self.complete(self.inside.pop(slot.id), slot, actor)
        if self.now >= self.closing(slot):
            return self.finish(slot, actor)
        if any(token.arrived for token in queues.queue(slot.id, Status.ACTIVE)):
            called = visits.call(Call(slot=slot.id), actor)
            if called:
                self.inside[slot.id] = called
        pace = (moment(slot.end) - moment(slot.start)) / slot.capacity // MINUTE * MINUTE
        self.plan(min(self.now + pace, self.closing(slot)), partial(self.serve, slot))

    def closing(self, slot: SlotSummary) -> datetime:
        """When the last patients of a slot are seen: always before midnight."""
        return moment(slot.end) - MINUTE

    def complete(self, token: Token, slot: SlotSummary, actor: Actor) -> None:
        """Complete a token; the patient is a follow-up the next time."""
        visits.complete(Complete(token.id), actor)
        self.seen.add((slot.doctor, token.patient))

    def finish(self, slot: SlotSummary, actor: Actor) -> None:
        """The end of a slot: checked-in patients are still seen, the others are no-shows, most waiting tokens are
        cancelled.
        """
        while seated := queues.queue(slot.id, Status.ACTIVE):
            if seated[0].arrived:
                visits.call(Call(token=seated[0].id), actor)
                self.complete(seated[0], slot, actor)
            else:
                visits.no_show(NoShow(seated[0].id), actor)
        for waiting in queues.queue(slot.id, Status.WAITING):
            if self.chance(0.4):
                capacity.add_seats(slot.id, 1, actor)
                self.complete(waiting, slot, actor)
            else:
                visits.cancel(Cancel(waiting.id, "no seat left, comes tomorrow"), actor)


def moment(wall: str) -> datetime:
    """The moment of a wall time of the hospital; a time that the clocks skip becomes the first one after it."""
    return datetime.fromisoformat(wall).replace(tzinfo=clock.zone()).astimezone(UTC)
