"""Reads the desk: the newest question wins, and no key is lost to another desk's change."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain.desk import Desk, Pane
from opd_tui.services.queries import desk as desk_service
from opd_tui.tui.desk.selection import Pick, Selection
from opd_tui.tui.runner import Runner


class Answer(Struct, frozen=True):
    """What was read; the position that was to be chosen; whether this desk had changed something."""

    view: Desk
    pick: Pick | None
    own: bool


class Reading:
    """Asks for what is chosen. `windows` says what the queue panes can show, None if they show nothing yet or any more.

    Older answers never replace newer ones, and what an older question wanted goes over to the newer one.
    """

    def __init__(
        self, runner: Runner, selection: Selection, windows: Callable[[Pick | None], tuple[Pane, Pane] | None]
    ) -> None:
        self._runner, self._selection, self._windows = runner, selection, windows
        self._asked = 0
        self._pick: Pick | None = None
        self._own = False

    async def read(self, pick: Pick | None = None, own: bool = False) -> Answer | None:
        """What the desk shows now; None if a newer question was asked meanwhile. Raises OpdError."""
        while windows := self._windows(pick := pick or (None if own else self._pick)):
            self._asked += 1
            asked, self._pick = self._asked, pick
            self._own = own = own or self._own
            query = replace(self._selection.query, active=windows[0], waiting=windows[1])
            if pick:
                query = replace(query, cursor=None)
            view = await self._runner(desk_service.look, query)
            if asked != self._asked:
                return None
            if pick or query.cursor == self._selection.query.cursor:
                self._pick, self._own = None, False
                return Answer(view, pick, own)
            own = False  # the operator moved on while it was read
        return None
