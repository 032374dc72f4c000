"""Shows on the desk what was read: its panes, its title and its keys; each repaints only what differs."""

from __future__ import annotations

from textual.screen import Screen

from opd_tui.domain.people import Actor
from opd_tui.tui.desk.boards import Boards
from opd_tui.tui.desk.greeting import show_title
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.rows import Rows
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.title_bar import TitleBar


class Picture:
    """What the desk's widgets show. `live`: what was read last is what the database has now."""

    def __init__(
        self,
        screen: Screen[None],
        actor: Actor,
        commands: tuple[Command, ...],
        *,
        selection: Selection,
        rows: Rows,
        dialog: Dialog,
        forms: LateForms,
        boards: Boards,
    ) -> None:
        self._screen, self._actor, self._commands = screen, actor, commands
        self._selection, self._rows, self._dialog, self._forms = selection, rows, dialog, forms
        self._boards = boards
        self.live = True

    def paint(self) -> None:
        """Hand every widget what it shows."""
        selection = self._selection
        if view := selection.view:
            self._boards.paint(view, selection.pane)
            self.show_keys()
            self.show_title()

    def show_keys(self) -> None:
        """The key line: the question's, the form's, or the desk's with those dimmed that cannot work now."""
        line, booking, status = self._screen.query_one(KeyLine), self._forms.booking, self._dialog.status
        if status.question:
            line.show_choices(status.choices, "no")
        elif booking and booking.slot:
            line.show_choices(booking.hints, booking.escapes)
        elif any(form.display for form in self._screen.query("Form")):
            line.show_choices(self._dialog.form.hints)
        else:
            line.show_commands(self._commands, self._rows.impossible)

    def show_title(self) -> None:
        """The title line, with the hospital's clock."""
        show_title(self._screen.query_one(TitleBar), self._selection.view, self._actor, live=self.live)

    def show_trouble(self, message: str) -> None:
        """The database does not answer: what is shown is old, and says so."""
        if self.live or self._dialog.status.text != message:
            self.live = False
            self._dialog.say(message, wrong=True)
            self.show_title()
