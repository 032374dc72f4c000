"""The sample hospital: days of an out-patient department, played minute by minute through the real services.

Everything that happens stands in one calendar, ordered by time; what lies after NOW on the sample's own day
has not happened yet. So past days are finished, the day itself is under way, the coming ones partly booked.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from pathlib import Path

from peewee import Table

from opd_tui.db import connection
from opd_tui.domain.errors import BadWindow, FileExists
from opd_tui.domain.rules import Status
from opd_tui.domain.views import Actor, NewPatient, SlotHead, Token
from opd_tui.runtime import clock
from opd_tui.sample import week
from opd_tui.sample.names import ACTORS, CROWD, DOCTORS, EMPTY, FULL, PATIENTS, REASONS
from opd_tui.services.patients import records
from opd_tui.services.slots import capacity, doctors, schedule
from opd_tui.services.tokens import booking, visits
from opd_tui.services.tokens.booking import Booking
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening
from opd_tui.store import queues

ZONE = "Asia/Kolkata"
"""The zone of the hospital in opd.db.example."""

NOW = "08:40"
"""When the sample's own day stands still: early, so that a demo in working hours has no log of the future."""

_KNOWN_AT_FIRST = 170
_MINUTE = timedelta(minutes=1)
_AHEAD = ("ONLINE",) * 6 + ("FOLLOWUP",) * 3 + ("PAID",) * 2
_DAYS_AHEAD = (0, 0, 0, 1, 1, 2, 2, 3, 6, 9)


def make(path: Path, day: str, *, time_zone: str = ZONE, past_days: int = 7) -> str:
    """Write the sample hospital into a new file whose today is `day`, after `past_days` finished days.

    The same arguments give the same rows. Returns what was made, as part of a sentence. An open database is
    closed, and the clock runs again afterwards. Raises FileExists, BadWindow (day or zone) or Storage.
    """
    if path.exists() or path.is_symlink():
        raise FileExists(path=path)
    if not "1970" <= day < "3000":
        raise BadWindow(problem=f"A sample's today lies between 1970 and 2999, not on {day}")
    zone = clock.zone().key
    try:
        clock.use_zone(time_zone)
        hospital = _Hospital(day, past_days)
        with tempfile.TemporaryDirectory(prefix="opd-sample-") as folder:
            connection.connect(str(Path(folder) / "sample.db"), create=True, time_zone=time_zone)
            with connection.transaction():
                hospital.live()
            connection.backup(path)  # one file with nothing beside it, and never over another
            connection.close()
    finally:
        connection.close()
        clock.replace(None)
        clock.use_zone(zone)
    return f"{len(DOCTORS)} doctors, {len(PATIENTS)} patients, {len(hospital.expected):,} tokens"


def sit_late(path: Path) -> None:
    """Let the first two doctors of a sample sit now if their day is over: a demo in the evening has to book too."""
    connection.connect(str(path))
    try:
        now = clock.local_now().replace(minute=0, tzinfo=None)
        until = min(now + timedelta(hours=2), now.replace(hour=23, minute=59))
        for doctor in (1, 2):
            ends = [slot.end for slot in schedule.slots(doctor, clock.today())]
            if max(ends, default="") <= _text(now):
                slot = schedule.add(doctor, _text(now), _text(until), 6, ACTORS[0])
                for patient, source in zip((11, 12, 13), ("ONLINE", "PAID", "WALKIN"), strict=True):
                    booking.book(Booking(slot.id, source, patient_id=patient * doctor), ACTORS[0])
    finally:
        connection.close()


class _Hospital:
    """The calendar of what is still to happen, and the little that the people at the desks remember."""

    def __init__(self, day: str, past_days: int) -> None:
        self.random = random.Random(17)  # noqa: S311 - sample data, the same every time
        self.today = datetime.fromisoformat(clock.parse_day(day))
        try:
            self.days = [self.today + timedelta(days=n) for n in range(-past_days, 8)]
            self.founded = self.days[0] - timedelta(days=2)
        except OverflowError as e:
            raise BadWindow(problem=f"The days around {day} cannot be written") from e
        self.short = past_days < 7
        self.until = _at(self.today, NOW)
        self.minute = self.founded
        self.calendar: list[tuple[datetime, int, Callable[[], object]]] = []
        self.entries = 0
        self.registered = 0
        self.expected: set[tuple[str, int]] = set()
        self.inside: dict[int, Token] = {}
        self.seen: set[tuple[int, int]] = set()

    def live(self) -> None:
        """Play the calendar up to NOW."""
        self.plan(_at(self.founded, "07:30"), self.found)
        self.plan_patients()
        for day in self.days:
            opens = max(self.founded, day - timedelta(days=10))
            self.plan(_at(opens, "07:40"), partial(self.open_day, day))
        while self.calendar and self.calendar[0][0] <= self.until:
            self.minute, _, happens = heappop(self.calendar)
            clock.set_local(_text(self.minute))
            happens()

    def plan(self, at: datetime, what: Callable[[], object]) -> None:
        self.entries += 1  # of one minute, what was planned first comes first; the past is now
        heappush(self.calendar, (max(at, self.minute), self.entries, what))

    def later(self, minutes: int, what: Callable[[], object]) -> None:
        self.plan(self.minute + timedelta(minutes=minutes), what)

    def chance(self, of: float) -> bool:
        return self.random.random() < of

    def someone(self) -> Actor:
        return self.random.choice(ACTORS)

    def keeper(self, doctor: int) -> Actor:
        """Who keeps this doctor's door."""
        return ACTORS[doctor % len(ACTORS)]

    def found(self) -> None:
        history = Table("schema_migration", ("applied",)).bind(connection.current().database)  # Peewee's own
        history.update(applied=self.minute.isoformat(" ")).execute()
        for name, department, room, *_ in DOCTORS:
            doctors.add(name, department, room, ACTORS[0])
        week.begin(_day(self.today), ACTORS[0])
        week.take_off(_day(self.today), ACTORS[2])

    def plan_patients(self) -> None:
        names = list(PATIENTS)
        self.random.shuffle(names)
        new, days = len(names) - _KNOWN_AT_FIRST, (self.today - self.founded).days
        for n, name in enumerate(names, start=-_KNOWN_AT_FIRST):
            mrn = f"A-{2000 + 7 * n}" if self.chance(0.45) else None
            came = _at(self.founded, "07:50")  # the register that the hospital had, then a few every day
            if n >= 0:
                came = _at(self.founded + timedelta(days=n * days // new), "10:00") + n * 7 * _MINUTE
            self.plan(came, partial(self.register, NewPatient(name, self.phone(), mrn)))

    def phone(self) -> str | None:
        """As desks write them; mobile numbers in India begin with 6 to 9, so these can be nobody's."""
        if self.chance(0.08):
            return None
        pattern = self.random.choice(("{}{} {}", "{}{} {}", "+91 {}{} {}", "{}{}{}"))
        return pattern.format(555, self.random.randrange(10, 100), self.random.randrange(10000, 100000))

    def register(self, asked: NewPatient) -> None:
        self.registered = records.register(asked, self.someone()).id

    def open_day(self, day: datetime) -> None:
        """The weekly slots of a day open, and patients ask for them."""
        opening.open_day(_day(day), self.someone())
        for doctor in range(1, len(DOCTORS) + 1):
            slots = schedule.of_day(doctor, _day(day))
            for slot in slots:
                minutes = datetime.fromisoformat(slot.end) - datetime.fromisoformat(slot.start)
                self.plan_slot(slot, minutes // _MINUTE // slot.capacity, quiet=self.short and slot is not slots[0])

    def plan_slot(self, slot: SlotHead, pace: int, quiet: bool) -> None:
        """Patients for a slot. A sample with a short past must be made at once: its other days are `quiet` soon."""
        start = datetime.fromisoformat(slot.start)
        self.plan(start, partial(self.serve, slot, pace))
        today, which = start.date() == self.today.date(), (slot.doctor_name, start.hour)
        if today and which == FULL:
            self.plan_crowd(slot)
        elif (today and which != EMPTY) or not (today or quiet):
            for source, at in self.demand(start, slot.capacity):
                self.plan(at, partial(self.book_and_wonder, slot, source))

    def plan_crowd(self, slot: SlotHead) -> None:
        for source, at in CROWD:
            self.plan(_at(self.today, at), partial(self.book, slot, source))
        self.plan(_at(self.today, "08:37"), partial(self.seats_come_free, slot.id))

    def demand(self, start: datetime, seats: int) -> Iterator[tuple[str, datetime]]:
        """Who wants a seat, and when they ask: early for the last day, where desks open when all is past."""
        today = start.date() == self.today.date()
        last = start.date() == self.days[-1].date() and not self.short
        share = (0.5, 1.4) if last else (1, 1.25) if today or self.chance(0.12) else (0.25, 0.65)
        for _ in range(round(seats * self.random.uniform(*share))):
            if last or self.chance(0.55):
                days = 8 if last else self.random.choice(_DAYS_AHEAD)
                ahead = days * 1440 + self.random.randrange(20, 180)
                first = _at(self.founded, "09:00") + self.random.randrange(600) * _MINUTE
                yield self.random.choice(_AHEAD), max(start - ahead * _MINUTE, first)
            else:
                yield "WALKIN", start - self.random.randrange(-10, 75) * _MINUTE
        if self.chance(0.15):
            yield "EMERGENCY", start + self.random.randrange(-20, 40) * _MINUTE

    def book(self, slot: SlotHead, source: str) -> Token:
        free = [p for p in range(1, self.registered + 1) if (slot.day, p) not in self.expected]
        again = [p for p in free if ((slot.doctor, p) in self.seen) == (source == "FOLLOWUP")]
        patient = self.random.choice(again or free)
        self.expected.add((slot.day, patient))
        asked = Booking(slot.id, source, patient_id=patient, open_seat=source == "EMERGENCY")
        return booking.book(asked, self.someone()).token

    def book_and_wonder(self, slot: SlotHead, source: str) -> None:
        """Some who book will cancel; some who walk in will rather pay."""
        token, fate = self.book(slot, source), self.random.random()
        if source in ("ONLINE", "FOLLOWUP") and fate < 0.09:
            self.later(self.random.randrange(5, 300), partial(self.change, token, "cancel"))
        elif source == "WALKIN" and fate < 0.04:
            self.later(3, partial(self.change, token, "pay"))

    def change(self, token: Token, wish: str) -> None:
        now, actor = queues.token(token.id), self.someone()
        if now.called or not Status(now.status).live:
            return
        if wish == "pay":
            visits.set_source(token.id, "PAID", actor)
        else:
            visits.cancel(token.id, self.random.choice(REASONS), actor)
            if self.chance(0.08):  # the wrong patient; it was the line below
                undo.undo(actor, token.id)

    def seats_come_free(self, slot: int) -> None:
        """Two of the over-full session will not come, so that two of its waiting are promoted."""
        *_, one, other = (t.id for t in queues.queue(slot, Status.ACTIVE) if t.source == "ONLINE")
        visits.no_show(one, ACTORS[1])
        visits.cancel(other, REASONS[0], ACTORS[2])

    def serve(self, slot: SlotHead, pace: int) -> None:
        """At the doctor's door, every `pace` minutes: one goes out, the next comes in, until the end."""
        actor = self.keeper(slot.doctor)
        if slot.id in self.inside:
            self.complete(self.inside.pop(slot.id), slot, actor)
        if self.minute >= datetime.fromisoformat(slot.end):
            return self.finish(slot, actor)
        called = visits.call_next(slot.id, actor)
        if called and self.chance(0.09):
            visits.no_show(called.id, actor)
            called = visits.call_next(slot.id, actor)
        if called:
            self.inside[slot.id] = called
        self.later(pace, partial(self.serve, slot, pace))

    def complete(self, token: Token, slot: SlotHead, actor: Actor) -> None:
        """Who was seen is a follow-up the next time."""
        visits.complete(token.id, actor)
        self.seen.add((slot.doctor, token.patient))

    def finish(self, slot: SlotHead, actor: Actor) -> None:
        """The end: who is there is still seen, who is not did not come, who waits is mostly sent home."""
        while called := visits.call_next(slot.id, actor):
            if self.chance(0.2):
                visits.no_show(called.id, actor)
            else:
                self.complete(called, slot, actor)
        for waiting in queues.queue(slot.id, Status.WAITING):
            if self.chance(0.4):
                capacity.add_seats(slot.id, 1, actor)
                self.complete(waiting, slot, actor)
            else:
                visits.cancel(waiting.id, "no seat left, comes tomorrow", actor)


def _at(day: datetime, time: str) -> datetime:
    return datetime.combine(day, datetime.strptime(time, "%H:%M").time())  # noqa: DTZ007 - wall time


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
