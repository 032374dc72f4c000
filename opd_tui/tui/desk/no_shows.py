"""Automatic no-shows on the desk: each minute one look; what was done is said, and many at once are asked about."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from opd_tui.domain.errors import OpdError
from opd_tui.messages import about_no_shows
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.no_show_sweeper import NoShowSweeper


class NoShows:
    """Sweeps, and says or asks it where the operator is not in the middle of something else; `rests` tells that."""

    def __init__(
        self,
        screen: Screen[None],
        dialog: Dialog,
        forms: LateForms,
        sweeper: NoShowSweeper,
        *,
        rests: Callable[[], bool],
    ) -> None:
        self._screen, self._dialog, self._forms, self._sweeper, self._rests = screen, dialog, forms, sweeper, rests

    async def look(self) -> None:
        """Mark who is past the deadline. Raises OpdError."""
        done = await self._sweeper.sweep()
        if not (done.marked or self._sweeper.many):
            return
        await self._forms.mount()  # whether the operator types in one is asked below
        free = self._screen.is_current and not (self._rests() or self._dialog.occupied)
        if done.marked:
            await self._dialog.follow()
            if free:
                self._dialog.tell(about_no_shows.news(done))
        elif free:
            self._dialog.start(self._ask())

    async def _ask(self) -> None:
        if not await self._dialog.confirm(about_no_shows.ask(len(self._sweeper.many))):
            self._sweeper.leave_many()
            return
        try:
            done = await self._sweeper.mark_many()
        except OpdError as e:
            return await self._dialog.refused(e)
        await self._dialog.reread()
        self._dialog.tell(about_no_shows.news(done) if done.marked else about_no_shows.NOBODY)
