"""Shows on the desk what was read: its panes, its title and its keys; each repaints only what differs."""

from __future__ import annotations

from textual.geometry import Region
from textual.screen import Screen

from opd_tui.domain.desk import Desk
from opd_tui.domain.people import Actor
from opd_tui.tui.desk import layout
from opd_tui.tui.desk.greeting import show_title
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.panes import DeskPane
from opd_tui.tui.desk.rows import Rows
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.desk.slots_pane import SlotsPane
from opd_tui.tui.desk.text_panes import DetailsPane, LatestPane
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command
from opd_tui.tui.widgets.board import Board, BoardPane
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
        panes: tuple[BoardPane, ...],
    ) -> None:
        self._screen, self._actor, self._commands = screen, actor, commands
        self._selection, self._rows, self._dialog, self._forms = selection, rows, dialog, forms
        self._panes = panes
        self.live = True

    def paint(self) -> None:
        """Hand every widget what it shows."""
        selection = self._selection
        if view := selection.view:
            self._arrange(view)
            for pane in self._panes:
                if isinstance(pane, DeskPane):
                    pane.content, pane.active = pane.content_of(view), selection.pane == pane.id
                elif isinstance(pane, DetailsPane | LatestPane):
                    pane.show(view)
            for board in self._screen.query(Board):
                board.repaint()
            self.show_keys()
            self.show_title()

    def _arrange(self, view: Desk) -> None:
        """Put the panes where they belong with what there is to show now."""
        left, right, latest = (self._screen.query_one(f"#{id}").region for id in ("left", "right", "latest"))
        shown = layout.shown_on(view)
        places = layout.places(left, right, latest, shown)
        for pane in self._panes:
            pane.place = places.get(pane.id, Region())
            pane.ruled = bool(latest) or pane.id != "active"
            if isinstance(pane, SlotsPane):
                pane.chip = 0 if latest else shown.chip

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
