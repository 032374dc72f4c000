"""The mouse on the desk's panes."""

from __future__ import annotations

from collections.abc import Callable

from opd_tui.tui.desk.rows import Rows
from opd_tui.tui.desk.selection import PANES, Selection
from opd_tui.tui.widgets.board import Board


class Mouse:
    """Chooses what the mouse points at, while the desk's keys do not rest."""

    def __init__(self, selection: Selection, rows: Rows, *, rests: Callable[[], bool]) -> None:
        self._selection, self._rows, self._rests = selection, rows, rests

    def choose(self, event: Board.Chosen) -> None:
        """The mouse on a line chooses it; twice opens it. On the queues beside, it shows that doctor."""
        if self._rests():
            return
        if event.pane.id in PANES:
            self._selection.pane = event.pane.id
            self._selection.click(event.key)
            if event.twice:
                self._rows.run("card")
        elif event.pane.id.startswith("beside"):
            self._go_beside(event.key)

    def _go_beside(self, token: int | None) -> None:
        view = self._selection.view
        if view and view.beside and (slot := view.beside[0].slot):
            self._selection.pane = "active"
            self._selection.go_to(day=slot.day, doctor=slot.doctor, slot=slot.id, token=token)

    def wheel(self, event: Board.Wheeled) -> None:
        """The wheel moves within the pane under it."""
        if not self._rests() and event.pane.id in PANES:
            self._selection.pane = event.pane.id
            self._selection.move(event.lines)
