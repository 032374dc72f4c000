"""What the desk does with what was read: shows it, and says what is new in it."""

from __future__ import annotations

from opd_tui.messages import about_log
from opd_tui.tui.desk.greeting import greeting
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.picture import Picture
from opd_tui.tui.desk.reading import Answer
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command


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

    def take(self, answer: Answer, *, form_open: bool) -> bool:
        """Take over what was read, and say what is new; whether it was the first picture."""
        view, first, was_stale = answer.view, self._selection.view is None, not self._picture.live
        self._picture.live = True
        self._selection.take_over(view, answer.pick, answer.own)
        if first:
            self._dialog.say(self.opening or greeting(view, self._commands))
        elif was_stale:
            self._dialog.say("The database answers again.")
        elif view.news and not answer.own and not form_open:  # what this desk did, or was refused, stands
            self._dialog.say(about_log.news(view.news))
        if self._forms.booking and self._forms.booking.slot:
            self._forms.booking.refresh_preview()
        return first

    @property
    def left_on_another_day(self) -> bool:
        """Whether the desk had nothing of today to show, and was left so."""
        view = self._selection.view
        if view is None or view.day == view.today:
            return False
        return self._dialog.status.text == greeting(view, self._commands)

    def greet(self) -> None:
        """Say what to do first."""
        self._dialog.say(greeting(self._selection.view, self._commands))
