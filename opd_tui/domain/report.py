"""The report of some days: what is counted, and what is said of it. docs/reports.md defines each measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from math import ceil

from msgspec import Struct, field

FEW = 10
"""Of fewer tokens (of seats, of days) no rate and no time is said: a single patient would change it too much."""
COUNTS = (
    *("booked", "completed", "active", "waiting", "cancelled", "no_show", "no_show_automatic", "unseen"),
    *("emergency", "paid", "followup", "online", "walkin"),
    *("promoted", "preempted", "moved", "seats", "slots"),
)
"""What is counted; `booked` are all tokens whose booking was not undone."""
MINUTES = ("waits", "consultations", "begins", "ends")
"""What is measured in whole minutes: waiting times, consultations, how late doctors began and ended."""


GROUPS = ("doctor", "hour", "source")
"""What the sums of a day are kept by; a report by anything else adds these, or reads the tokens."""


class By(StrEnum):
    """What the rows of a report are of."""

    DAY = "day"
    DOCTOR = "doctor"
    DEPARTMENT = "department"
    SLOT = "slot"
    HOUR = "hour"
    WEEKDAY = "weekday"
    SOURCE = "source"


class Sums(Struct):
    """What was counted and measured; two can be added. The minutes are in no order."""

    booked: int = 0
    completed: int = 0
    active: int = 0
    waiting: int = 0
    cancelled: int = 0
    no_show: int = 0
    no_show_automatic: int = 0
    unseen: int = 0
    emergency: int = 0
    paid: int = 0
    followup: int = 0
    online: int = 0
    walkin: int = 0
    promoted: int = 0
    preempted: int = 0
    moved: int = 0
    seats: int = 0
    slots: int = 0
    waits: list[int] = field(default_factory=list)
    consultations: list[int] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, other: Sums) -> None:
        """Add what another has."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in MINUTES:
            getattr(self, name).extend(getattr(other, name))

    @property
    def seated(self) -> int:
        """How many seats are or were used."""
        return self.completed + self.active


class Share(Struct, frozen=True):
    """A part of a whole, both counted."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The part of the whole, 0 to 1; None, too few to say, where the whole is less than FEW."""
        return None if self.whole < FEW else self.part / self.whole


class Spread(Struct, frozen=True):
    """Some times in minutes: how many, and their median, 90th percentile and mean; None for too few to say."""

    number: int
    median: float | None = None
    p90: int | None = None
    mean: float | None = None


class ReportRow(Struct, frozen=True):
    """One row of a report; `key` is a day, a doctor's or slot's id, a department, an hour, a weekday or a source."""

    key: int | str
    name: str
    sums: Sums

    @property
    def wait(self) -> Spread:
        """From check-in to call; from booking to call where there was no check-in."""
        return spread(self.sums.waits)

    @property
    def consultation(self) -> Spread:
        """From call to completion."""
        return spread(self.sums.consultations)

    @property
    def began_late(self) -> Spread:
        """How late doctors began their days; said of a single day, too."""
        return spread(self.sums.begins, 1)

    @property
    def ended_late(self) -> Spread:
        """How late doctors ended their days; said of a single day, too."""
        return spread(self.sums.ends, 1)

    @property
    def used(self) -> Share:
        """Consultations done, of the seats."""
        return Share(self.sums.completed, self.sums.seats)

    @property
    def seated(self) -> Share:
        """Seats taken, of the seats."""
        return Share(self.sums.seated, self.sums.seats)

    @property
    def no_shows(self) -> Share:
        """No-shows, of the booked."""
        return Share(self.sums.no_show, self.sums.booked)

    @property
    def cancellations(self) -> Share:
        """Cancelled tokens, of the booked."""
        return Share(self.sums.cancelled, self.sums.booked)


class Report(Struct, frozen=True):
    """The rows of some days, first and last included, and all of them together."""

    first: str
    last: str
    by: By
    rows: tuple[ReportRow, ...]
    total: ReportRow


class Overview(Struct, frozen=True):
    """Some days at a glance: all together, and by hour, doctor, day (of long spans by week: `weekly`) and weekday.

    `goes_on`: the last day is not over.
    """

    first: str
    last: str
    of: str
    total: ReportRow
    hours: tuple[ReportRow, ...]
    doctors: tuple[ReportRow, ...]
    days: tuple[ReportRow, ...]
    weekdays: tuple[ReportRow, ...]
    weekly: bool = False
    goes_on: bool = False


def spread(minutes: Sequence[int], few: int = FEW) -> Spread:
    """Of `few` or more times the median (the middle, or the mean of the two middle ones), the 90th percentile (nearest
    rank) and the mean.

    >>> spread([5] * 9)
    Spread(number=9, median=None, p90=None, mean=None)
    >>> spread(range(1, 11))
    Spread(number=10, median=5.5, p90=9, mean=5.5)
    """
    number = len(minutes)
    if number < few:
        return Spread(number)
    ranked = sorted(minutes)
    median = (ranked[(number - 1) // 2] + ranked[number // 2]) / 2
    return Spread(number, median, ranked[ceil(number * 0.9) - 1], sum(ranked) / number)


def together(sums: Iterable[Sums]) -> Sums:
    """The sum of all of these."""
    whole = Sums()
    for each in sums:
        whole.add(each)
    return whole
