"""What the desk does with what was read: shows it, and says what is new in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from opd_tui.messages import about_log
from opd_tui.tui.desk.greeting import greeting
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.picture import Picture
from opd_tui.tui.desk.reading import Answer
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command

Reads = Callable[[], Awaitable[None]]


class Arriving:
    """Takes over what was read. `opening` is said first instead of the greeting, if it is not empty."""

    def __init__(
        self,
        picture: Picture,
        selection: Selection,
        dialog: Dialog,
        forms: LateForms,
        commands: tuple[Command, ...],
    ) -> None:
        self._picture, self._selection, self._dialog = picture, selection, dialog
        self._forms, self._commands = forms, commands
        self.opening = ""

    def take(self, answer: Answer) -> bool:
        """Take over what was read, and say what is new; whether it was the first picture."""
        view, first, was_stale = answer.view, self._selection.view is None, not self._picture.live
        self._picture.live = True
        self._selection.take_over(view, answer.pick, answer.own)
        if first:
            self._dialog.say(self.opening or greeting(view, self._commands))
        elif was_stale:
            self._dialog.say("The database answers again.")
        elif view.news and not answer.own:  # what this desk did, or was refused, stands
            self._dialog.tell(about_log.news(view.news))
        if self._forms.booking and self._forms.booking.slot:
            self._forms.booking.refresh_preview()
        return first

    async def days_opened(self, refresh: Reads, reread: Reads) -> None:
        """Slots of the days ahead are new: go there if there was nothing of today to show, and the desk was left so."""
        view = self._selection.view
        if view and view.day != view.today and self._dialog.status.text == greeting(view, self._commands):
            self._selection.choose_first_day()
            await reread()
            self._dialog.say(greeting(self._selection.view, self._commands))
        else:
            await refresh()
