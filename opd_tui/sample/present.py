"""The present of the sample hospital: yesterday, today up to this minute, and bookings for the days ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from opd_tui.domain import weeks
from opd_tui.domain.requests.tokens import Cancel, NoShow
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.sample.days import MINUTE, Days, moment
from opd_tui.sample.names import ACTORS, AT_ANY_HOUR, CROWD, EMPTY, REASONS
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits

_DAYS_BOOKED = 7
"""So many days ahead somebody has a seat."""


class Present(Days):
    """Plays yesterday and today, and books patients for the days after."""

    def __init__(self, begins: datetime, registered: int, seen: Iterable[tuple[int, int]]) -> None:
        """Up to the present minute, in which acute care is crowded.

        `begins` is the moment of what happened last; the day before yesterday is early enough.
        """
        self.today, self.crowded = clock.today(), 0
        begins = max(begins, moment(f"{weeks.plus(self.today, -2)}T07:30"))
        super().__init__(begins, clock.now().replace(second=0, microsecond=0), registered, seen)
        for day in weeks.days(weeks.plus(self.today, -1), weeks.plus(self.today, _DAYS_BOOKED)):
            self.plan(begins, partial(self.open_day, day))

    def plan_slot(self, slot: SlotSummary) -> None:
        """As any slot; in acute care's slot under way more patients book than can be seen."""
        if slot.doctor_name == AT_ANY_HOUR and moment(slot.start) <= self.until < moment(slot.end):
            self.crowded = slot.id
            self.plan_crowd(slot)
        super().plan_slot(slot)

    def closing(self, slot: SlotSummary) -> datetime:
        """The crowded slot does not end."""
        return moment(slot.end) if slot.id == self.crowded else super().closing(slot)

    def demand(self, slot: SlotSummary) -> Iterator[tuple[str, datetime]]:
        """As any slot; but the crowd is planned separately, and one slot of the day stays empty."""
        empty = slot.day == self.today and (slot.doctor_name, slot.start[11:]) == EMPTY
        return iter(()) if empty or slot.id == self.crowded else super().demand(slot)

    def share(self, slot: SlotSummary) -> tuple[float, float]:
        """Today and the days ahead are well booked."""
        return (1, 1.25) if slot.day == self.today else super().share(slot)

    def plan_crowd(self, slot: SlotSummary) -> None:
        """Plan the crowd of the slot, each some minutes before the end; shortly before it two seats come free."""
        for source, ago in CROWD:
            self.plan(self.until - ago * MINUTE, partial(self.book_and_come, slot, source))
        self.plan(self.until - 3 * MINUTE, partial(self.seats_come_free, slot.id))

    def book_and_come(self, slot: SlotSummary, source: str) -> None:
        """Book a patient who stands at the desk, or will when the day has begun."""
        self.plan(moment(f"{slot.day}T00:00"), partial(self.come, self.book(slot, source)))

    def seats_come_free(self, slot: int) -> None:
        """Two patients of the full slot do not come, so that two waiting ones are promoted."""
        last = [t.id for t in queues.queue(slot, Status.ACTIVE) if not t.called and t.source != "EMERGENCY"][-2:]
        if len(last) == 2:
            visits.no_show(NoShow(last[1]), ACTORS[1])
            visits.cancel(Cancel(last[0], REASONS[0]), ACTORS[2])
