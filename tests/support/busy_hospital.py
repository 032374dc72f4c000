"""A busy hospital to look at: 12 doctors, 8 slots a day, 40 patients a slot, at a quarter past ten in the morning.

One doctor is late, one is away this afternoon, one has a holiday; slots of the early morning are overdue, one slot is
full with ten waiting, tokens of yesterday are still to be settled; names are long, and in three scripts.

    python -m tests.support.busy_hospital busy.db           # writes it; --now, --doctors, --slots, --patients
    python -m tests.support.busy_hospital busy.db --desk    # opens the desk on it, at that moment
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

from opd_tui.db import connection
from opd_tui.domain import weeks
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor, AddSlot, SetLate, ShowSlot
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Complete, ListTokens, NoShow
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing, doctors, lateness, schedule
from opd_tui.services.tokens import booking, visits
from opd_tui.services.weeks import absences, holidays

NOW = "2026-11-26T10:18"
"""A Thursday morning. Pictures are taken with the clock stopped there."""

ZONE = "Asia/Kolkata"
_PEOPLE = (Actor("asha", "desk-1"), Actor("ravi", "desk-2"), Actor("meena", "desk-3"))

DOCTORS = (
    ("Dr Rao", "Cardiology", "3"),
    ("Dr Kaur", "Medicine", "2"),
    ("Dr Mohammed Yusuf Qureshi Siddiqui", "Medicine", "1"),
    ("Dr Iyer", "Orthopaedics", "5"),
    ("Dr Khan", "ENT", "9"),
    ("डॉ. ज्ञानेश्वर विष्णु कुलकर्णी", "Paediatrics", "7"),
    ("டாக்டர் மீனாட்சி சுந்தரம்", "Obstetrics and Gynaecology", "11 B"),
    ("Dr Rao", "Dermatology", "14"),
    ("Dr Venkata Satyanarayana Murthy Balakrishnan", "Neurology", "21"),
    ("Dr Sen", "Paediatrics", "8"),
    ("Dr Thomas", "Acute care", "0"),
    ("Dr Fernandes", "Ophthalmology", "17"),
)
"""Two of them have one name. The first is late, the fifth away this afternoon, the last has a holiday."""

LATE, AWAY, CROWDED = 1, 5, 2
"""Doctors by id: 18 minutes late, away from 14:00 to 16:00, and the first of every third who have thirty seats for more
than forty patients."""
_HOURS = (8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20)
_LATIN = (
    "Asha Ravi Meena Joseph Sunita Rajesh Lakshmi Mohammed Fatima Gurpreet Venkateswara Radhakrishnan Ananya Omkar",
    "Patil Kumar Shah Mathew Devi Sharma Nair Khan Begum Kaur Mukhopadhyay Balasubramanian Deshmukh D'Souza",
)
_DEVANAGARI = ("राम सुनीता अनिल पूजा ज्ञानेश्वर वैष्णवी मंगला", "शर्मा वर्मा त्रिपाठी कुलकर्णी देशमुख जोशी गायकवाड")
_TAMIL = ("மீனாட்சி கார்த்திக் லட்சுமி செந்தில் தமிழ்ச்செல்வி", "சுந்தரம் ராஜா நாராயணன் குமார் வெங்கடேசன் சுப்பிரமணியன்")
_LONG = ("Baby of Anita Ramchandra Deshmukh Twin 1", "Baby of Anita Ramchandra Deshmukh Twin 2")
_SOURCES = ("ONLINE",) * 8 + ("FOLLOWUP",) * 4 + ("PAID",) * 3


class BusyHospital:
    """Plays yesterday's last slot and today's slots up to a moment, minute by minute."""

    def __init__(self, now: str, doctors_: int, slots: int, patients: int) -> None:
        self.now, self.day = now, now[:10]
        self.doctors, self.hours, self.patients = doctors_, _HOURS[:slots], patients
        self.random = random.Random(26)
        self.calendar: list[tuple[str, int, Callable[[], object]]] = []
        self.order, self.names = count(), count(1)
        self.inside: dict[int, int] = {}

    def live(self) -> None:
        """Make the hospital in the open, empty database; the clock stands at its moment afterwards."""
        yesterday = weeks.plus(self.day, -1)
        self.plan(f"{yesterday}T07:00", self.found)
        with connection.transaction(of_many=True):
            while self.calendar and self.calendar[0][0] <= self.now:
                at, _, happens = heappop(self.calendar)
                clock.set_local(at)
                happens()
            clock.set_local(self.now)

    def plan(self, at: str, happens: Callable[[], object]) -> None:
        heappush(self.calendar, (at, next(self.order), happens))

    def someone(self) -> Actor:
        return self.random.choice(_PEOPLE)

    def found(self) -> None:
        yesterday = weeks.plus(self.day, -1)
        for name, department, room in DOCTORS[: self.doctors]:
            doctors.add(AddDoctor(name, department, room), _PEOPLE[0])
        for doctor in range(1, self.doctors + 1):
            for hour in self.hours:
                seats = round(self.patients * (0.75 if doctor % 3 == CROWDED else 1))
                self.open_slot(doctor, self.day, hour, seats)
        for doctor in range(1, min(3, self.doctors) + 1):  # nobody has said yet what became of these
            slot = self.open_slot(doctor, yesterday, 16, self.patients, 0.38)
            self.plan(f"{yesterday}T16:40", partial(self.complete_some, slot.id))
        self.plan(f"{self.day}T07:40", self.morning)
        for doctor in range(1, self.doctors + 1):
            begins = f"{self.day}T08:{20 if doctor == LATE else self.random.randrange(2, 9):02}"
            self.plan(begins, partial(self.next_patient, doctor))

    def open_slot(self, doctor: int, day: str, hour: int, seats: int, share: float | None = None) -> SlotSummary:
        """Open a slot; for today's, more patients book than it has seats, for yesterday's a few."""
        slot = schedule.add(AddSlot(doctor, f"{day}T{hour:02}:00", f"{day}T{hour + 1:02}:00", seats), _PEOPLE[0])
        if doctor == len(DOCTORS):
            return slot
        crowd = (1.05, 1.2) if doctor % 3 == CROWDED else (0.9, 1.1)
        for _ in range(round(self.patients * (share or self.random.uniform(*crowd)))):
            walks_in = self.random.random() < 0.4
            at = self.minutes(
                day, hour, -self.random.randrange(-5, 70) if walks_in else -self.random.randrange(75, 590)
            )
            self.plan(
                max(at, f"{weeks.plus(self.day, -1)}T07:01"), partial(self.book, slot, "WALKIN" if walks_in else "")
            )
        if hour in (9, 10) and doctor % 4 == 1:
            self.plan(self.minutes(day, hour, 10), partial(self.book, slot, "EMERGENCY"))
        self.plan(self.minutes(day, hour, 62), partial(self.tidy, slot.id))
        return slot

    @staticmethod
    def minutes(day: str, hour: int, minutes: int) -> str:
        """The wall time so many minutes after an hour of a day; before its midnight, the evening before."""
        at = hour * 60 + minutes
        if at < 0:
            day, at = weeks.plus(day, -1), at + 24 * 60
        return f"{day}T{at // 60:02}:{at % 60:02}"

    def morning(self) -> None:
        """What is known before the first patient: who is late, away, on holiday."""
        mine = {doctor: queues.summaries(doctor=doctor, day=self.day) for doctor in (LATE, AWAY)}
        for slot in mine[LATE]:
            lateness.set_late(SetLate(slot.id, 18), _PEOPLE[0])
        if self.doctors >= AWAY:
            absences.add(AWAY, f"{self.day}T14:00", f"{self.day}T16:00", "operating theatre", _PEOPLE[1])
            for slot in mine[AWAY]:
                if f"{self.day}T14:00" <= slot.start < f"{self.day}T16:00":
                    closing.leave(slot.id, _PEOPLE[1])
        if self.doctors >= len(DOCTORS):
            holidays.add(self.day, len(DOCTORS), "Conference", _PEOPLE[1])

    def patient(self) -> NewPatient:
        """A patient whom nobody knows yet."""
        n, pick = next(self.names), self.random.choice
        given, family = (_LATIN, _LATIN, _LATIN, _DEVANAGARI, _LATIN, _TAMIL, _LATIN)[n % 7]
        name = f"{pick(given.split())} {pick(family.split())}" if n % 97 else _LONG[n // 97 % 2]
        phone = f"98{self.random.randrange(10**8):08}" if n % 9 else None
        mrn = f"{1000 + n}" if n % 2 else None
        born, sex = 2026 - self.random.randrange(1, 92), pick(("F", "M", None))
        return NewPatient(name, phone, mrn, year_of_birth=born, sex=sex)

    def book(self, slot: SlotSummary, source: str) -> None:
        if queues.slot(ShowSlot(slot.id)).head.closed:
            return
        source = source or self.random.choice(_SOURCES)
        token = booking.book(Book(slot.id, source, patient=self.patient()), self.someone()).token
        comes, now = self.random.random(), clock.minute(clock.now())
        hour = int(slot.start[11:13])
        if source in ("WALKIN", "EMERGENCY"):
            return
        if comes < 0.06:
            self.plan(max(now, self.minutes(slot.day, hour, -70)), partial(self.cancel, token.id))
        elif comes < 0.9:
            at = self.minutes(slot.day, hour, self.random.randrange(-55, 10))
            self.plan(max(now, at), partial(self.arrive, token.id))

    def arrive(self, token: int) -> None:
        if queues.token(token).status.live:
            visits.arrive(Arrive(token), self.someone())

    def cancel(self, token: int) -> None:
        visits.cancel(Cancel(token, "phoned"), self.someone())

    def complete_some(self, slot: int) -> None:
        for token in queues.queue(slot, Status.ACTIVE)[:3]:
            visits.complete(Complete(token.id), _PEOPLE[0])

    def next_patient(self, doctor: int) -> None:
        """At a doctor's door: one is done, the next who is here is called in, of earlier slots first."""
        actor, now = _PEOPLE[doctor % len(_PEOPLE)], clock.minute(clock.now())
        if doctor in self.inside:
            visits.complete(Complete(self.inside.pop(doctor)), actor)
        begun = [slot for slot in queues.summaries(doctor=doctor, day=self.day) if slot.start <= now]
        for slot in begun:
            here = next((t for t in queues.queue(slot.id, Status.ACTIVE) if t.arrived and not t.called), None)
            if here:
                visits.call(Call(token=here.id), actor)
                self.inside[doctor] = here.id
                break
        hour, minute = divmod(
            int(now[11:13]) * 60 + int(now[14:]) + (2 if doctor < 6 else 1 + (minute_of(now) % 2)), 60
        )
        self.plan(f"{self.day}T{hour:02}:{minute:02}", partial(self.next_patient, doctor))

    def tidy(self, slot: int) -> None:
        """After a slot of today: most of those who did not come are no-shows, most of the waiting go home."""
        if queues.slot(ShowSlot(slot)).head.day != self.day:
            return
        for token in queues.queue(slot, Status.ACTIVE):
            if not token.arrived and self.random.random() < 0.85:
                visits.no_show(NoShow(token.id), self.someone())
        for token in queues.queue(slot, Status.WAITING):
            if self.random.random() < 0.9 and queues.token(token.id).status == Status.WAITING:
                visits.cancel(Cancel(token.id, "no seat left"), self.someone())


def minute_of(wall: str) -> int:
    return int(wall[14:16])


def fill(now: str = NOW, doctors_: int = len(DOCTORS), slots: int = 8, patients: int = 40) -> None:
    """Make the busy hospital in the open, empty database and stop the clock at its moment."""
    BusyHospital(now, doctors_, slots, patients).live()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--now", default=NOW, help=f"the moment it stops at; {NOW} if nothing is said")
    for size, default in (("doctors", len(DOCTORS)), ("slots", 8), ("patients", 40)):
        parser.add_argument(f"--{size}", type=int, default=default)
    parser.add_argument("--desk", action="store_true", help="open the desk on it, with the clock stopped there")
    asked = parser.parse_args()
    if asked.desk:
        from opd_tui.cli.context import open_desk
        from opd_tui.runtime import config

        clock.use_zone(ZONE)
        clock.set_local(asked.now)
        raise SystemExit(open_desk(config.load(db=str(asked.path), actor="asha")))
    connection.connect(str(asked.path), create=True, time_zone=ZONE)
    fill(asked.now, asked.doctors, asked.slots, asked.patients)
    print(f"{asked.path}: {len(queues.tokens(ListTokens(asked.now[:10])))} tokens on {asked.now[:10]}.")
    connection.close()


if __name__ == "__main__":
    main()
