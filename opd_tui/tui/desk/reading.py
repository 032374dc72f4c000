"""Reads the desk: the newest question wins, and no key is lost to another desk's change."""

from __future__ import annotations

import asyncio

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain.desk import Desk
from opd_tui.services.queries import desk as desk_service
from opd_tui.tui.desk.boards import Boards
from opd_tui.tui.desk.selection import Pick, Selection
from opd_tui.tui.runner import Runner


class Answer(Struct, frozen=True):
    """What was read; the position that was to be chosen; whether this desk had changed something."""

    view: Desk
    pick: Pick | None
    own: bool


class Reading:
    """Asks for what is chosen, as much of it as the screen's queue panes can show.

    Older answers never replace newer ones, and what an older question wanted goes over to the newer one.
    """

    def __init__(self, runner: Runner, selection: Selection, boards: Boards) -> None:
        self._runner, self._selection, self._boards = runner, selection, boards
        self._asked = 0
        self._pick: Pick | None = None
        self._own = False
        self.tried = asyncio.Event()
        """Set once something was read, or could not be: at the start the desk reads as soon as it has its size."""

    async def read(self, pick: Pick | None = None, own: bool = False) -> Answer | None:
        """What the desk shows now; None if a newer question was asked meanwhile. Raises OpdError."""
        try:
            return await self._read(pick, own)
        finally:
            self.tried.set()

    async def _read(self, pick: Pick | None, own: bool) -> Answer | None:
        again = self._selection.view
        while self._boards.ready:
            pick = pick or (None if own else self._pick)
            self._asked += 1
            asked, self._pick = self._asked, pick
            self._own = own = own or self._own
            query = self._boards.query(self._selection.query, pick, again)
            if pick:
                query = replace(query, cursor=None)
            view = await self._runner(desk_service.desk_view, query)
            if asked != self._asked:
                return None
            if again is not view and self._boards.ready and self._boards.rows(view) != query.rows:
                again = view  # another doctor has more slots, or fewer, and the queues have other heights
                continue
            if pick or query.cursor == self._selection.query.cursor:
                self._pick, self._own = None, False
                return Answer(view, pick, own)
            own = False  # the operator moved on while it was read
        return None

    @property
    def lacks_details(self) -> bool:
        """Whether the cursor went to a token whose details were not read."""
        view = self._selection.view
        if view is None or view.cursor is None or not self._boards.has_details:
            return False
        return view.details is None or view.details.token != view.cursor.id
