"""The past of the sample hospital: its doctors, its week, its register, and days on which every token has ended."""

from __future__ import annotations

from functools import partial

from opd_tui.domain import weeks
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.sample import week
from opd_tui.sample.days import MINUTE, Days, moment
from opd_tui.sample.names import ACTORS, DOCTORS, PATIENTS
from opd_tui.services import hospital_settings
from opd_tui.services.patients import records
from opd_tui.services.queries import untouched
from opd_tui.services.slots import doctors

_KNOWN_AT_FIRST = 170
_FOUNDED = 2
"""So many days before anybody is seen, the hospital makes its week and its register."""


class History(Days):
    """Creates a new hospital and plays some days on which every token ends."""

    def __init__(self, today: str, past_days: int) -> None:
        """`past_days` days up to the day before yesterday of `today`: `Present` plays yesterday too."""
        self.today, self.yesterday = today, weeks.plus(today, -1)
        first = weeks.plus(self.yesterday, -past_days)
        self.founded = weeks.plus(first, -_FOUNDED)
        super().__init__(moment(f"{self.founded}T07:30"), moment(f"{self.yesterday}T00:00"), 0, ())
        self.plan(self.now, self.found)
        self.plan_patients()
        for day in weeks.days(first, weeks.plus(self.yesterday, -1)):
            self.plan(moment(f"{max(self.founded, weeks.plus(day, -10))}T07:40"), partial(self.open_day, day))

    def found(self) -> None:
        untouched.set_migrated(self.now)
        for name, department, room, *_ in DOCTORS:
            doctors.add(AddDoctor(name, department, room), ACTORS[0])
        hospital_settings.change(Set(hospital_settings.GRACE, 20), ACTORS[0])
        week.begin(self.today, ACTORS[0])
        week.take_off(self.today, ACTORS[2])

    def plan_patients(self) -> None:
        """Register the patients of the beginning, then a few every day."""
        names = list(PATIENTS)
        self.random.shuffle(names)
        new, days = len(names) - _KNOWN_AT_FIRST, len(tuple(weeks.days(self.founded, self.yesterday))) - 1
        for n, name in enumerate(names, start=-_KNOWN_AT_FIRST):
            mrn = f"A-{2000 + 7 * n}" if self.chance(0.45) else None
            came = moment(f"{self.founded}T07:32")
            if n >= 0:
                came = moment(f"{weeks.plus(self.founded, n * days // new)}T10:00") + n * 7 * MINUTE
            self.plan(came, partial(self.register, NewPatient(name, self.phone(), mrn)))

    def phone(self) -> str | None:
        """Phones as desks type them. Mobile numbers in India begin with 6 to 9, so these belong to nobody."""
        if self.chance(0.08):
            return None
        pattern = self.random.choice(("{}{} {}", "{}{} {}", "+91 {}{} {}", "{}{}{}"))
        return pattern.format(555, self.random.randrange(10, 100), self.random.randrange(10000, 100000))

    def register(self, asked: NewPatient) -> None:
        self.registered = records.register(asked, self.someone()).id

    def plan_slot(self, slot: SlotSummary) -> None:
        """As any slot, but nobody books a slot that goes past the last midnight."""
        if moment(slot.end) <= self.until:
            super().plan_slot(slot)
