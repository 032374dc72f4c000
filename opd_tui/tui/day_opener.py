"""The days ahead open by themselves while a desk is open: once a day, in pieces between what the operator asks for."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.domain.people import Actor
from opd_tui.domain.weeks import Passed
from opd_tui.messages import about_days
from opd_tui.runtime import clock
from opd_tui.tui.runner import Runner


class DaysAhead:
    """Opens today and the days after it, as many as the hospital's policy says. Eight desks at once do no harm."""

    def __init__(self, runner: Runner, actor: Actor) -> None:
        self._runner, self._actor = runner, replace(actor, automatic=True)
        self._opened_on = ""
        self.passed: tuple[Passed, ...] = ()
        """What could not be opened the last time."""

    @property
    def due(self) -> bool:
        """Whether today's opening is still to be done."""
        return self._opened_on != clock.today()

    async def open(self) -> int:
        """Open them; how many slots are new. Raises OpdError, and then it is still due."""
        from opd_tui.services.weeks import opening  # the desk's first picture does without

        today, slots, self.passed = clock.today(), 0, ()
        for day in opening.days_ahead():
            more = True
            while more:
                done = await self._runner(opening.open_day, day, self._actor)
                slots, more = slots + done.slots, done.more
                self.passed += done.passed
        self._opened_on = today
        return slots

    async def open_and_say(self) -> str:
        """Open them, and the end of a sentence that says so; "" if none was to open. Raises OpdError."""
        from opd_tui.services.weeks import opening

        slots = await self.open()
        made = about_days.slots_made(slots, len(opening.days_ahead()) - 1) if slots else ""
        return made + about_days.passed_over(self.passed)
