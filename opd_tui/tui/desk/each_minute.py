"""What a desk does by itself once a minute, beside the operator's work."""

from __future__ import annotations

from opd_tui.domain.errors import OpdError
from opd_tui.runtime import clock, log_file
from opd_tui.tui.day_opener import DaysAhead
from opd_tui.tui.desk.screen import DeskScreen
from opd_tui.tui.runner import Runner


class EachMinute:
    """Opens the days ahead, marks no-shows, and keeps the sums of days that are over."""

    def __init__(self, runner: Runner, days_ahead: DaysAhead) -> None:
        self._runner, self._days_ahead = runner, days_ahead
        self._summed_on = ""

    async def work(self, desk: DeskScreen) -> None:
        """Do it; what goes wrong is tried again in a minute."""
        try:
            if self._days_ahead.due and await self._days_ahead.open():
                await desk.days_opened()
            await desk.no_shows.look()
            today = clock.today()
            if self._summed_on != today and await self._runner(_keep_sums) is None:
                self._summed_on = today
        except OpdError:
            log_file.logger().warning("what is done each minute could not be done", exc_info=True)


def _keep_sums() -> str | None:
    """Keep the sums of a day that is over, for reports: the day, None if there is none."""
    from opd_tui.reports import day_sums  # the desk's first picture does without

    return day_sums.keep_lately()
