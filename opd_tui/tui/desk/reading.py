"""Reads the desk: the newest question wins, and no key is lost to another desk's change."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from textual.screen import Screen

from opd_tui.domain.desk import Desk, Pane
from opd_tui.services.queries import desk as desk_service
from opd_tui.tui.desk.layout import TALL, queue_rows, shown_on
from opd_tui.tui.desk.panes import QueuePane
from opd_tui.tui.desk.selection import Pick, Selection
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.board import Board


class Answer(Struct, frozen=True):
    """What was read; the position that was to be chosen; whether this desk had changed something."""

    view: Desk
    pick: Pick | None
    own: bool


class Reading:
    """Asks for what is chosen, as much of it as the screen's queue panes can show.

    Older answers never replace newer ones, and what an older question wanted goes over to the newer one.
    """

    def __init__(
        self, screen: Screen[None], runner: Runner, selection: Selection, queues: tuple[QueuePane, QueuePane]
    ) -> None:
        self._queues = queues
        self._screen, self._runner, self._selection = screen, runner, selection
        self._asked = 0
        self._pick: Pick | None = None
        self._own = False

    async def read(self, pick: Pick | None = None, own: bool = False) -> Answer | None:
        """What the desk shows now; None if a newer question was asked meanwhile. Raises OpdError."""
        again = self._selection.view
        while windows := self._windows(pick := pick or (None if own else self._pick)):
            self._asked += 1
            asked, self._pick = self._asked, pick
            self._own = own = own or self._own
            rows = self._rows(again)
            query = replace(self._selection.query, active=windows[0], waiting=windows[1], rows=rows, more=self._more)
            if pick:
                query = replace(query, cursor=None)
            view = await self._runner(desk_service.desk_view, query)
            if asked != self._asked:
                return None
            if again is not view and self._rows(view) != rows:
                again = view  # another doctor has more slots, or fewer, and the queues have other heights
                continue
            if pick or query.cursor == self._selection.query.cursor:
                self._pick, self._own = None, False
                return Answer(view, pick, own)
            own = False  # the operator moved on while it was read
        return None

    def _rows(self, view: Desk | None) -> int:
        return queue_rows(self._screen.query_one("#right").region, shown_on(view), strip=not self._more)

    @property
    def _more(self) -> bool:
        """Whether the screen has room for more than the lists."""
        return self._screen.app.size.height >= TALL

    @property
    def lacks_details(self) -> bool:
        """Whether the cursor went to a token whose details were not read."""
        view = self._selection.view
        if view is None or view.cursor is None or not self._more:
            return False
        return view.details is None or view.details.token != view.cursor.id

    def _windows(self, pick: Pick | None) -> tuple[Pane, Pane] | None:
        """What the queue panes can show, moved so that a picked position is in it.

        None before the first layout: nobody knows how many rows fit, and the resize that follows it reads.
        """
        boards = self._screen.query(Board)
        if not self._screen.app.is_running or not boards or not boards.first().size.height:
            return None
        active, waiting = self._queues
        return active.window(pick), waiting.window(pick)
