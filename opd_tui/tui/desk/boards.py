"""The desk's panes and the boards on which they stand."""

from __future__ import annotations

from msgspec.structs import replace
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.geometry import Region, Size
from textual.screen import Screen

from opd_tui.domain.desk import Desk, DeskQuery
from opd_tui.tui.desk import layout
from opd_tui.tui.desk.doctors_pane import DoctorsPane
from opd_tui.tui.desk.panes import ActivePane, DeskPane, WaitingPane
from opd_tui.tui.desk.selection import Pick
from opd_tui.tui.desk.slots_pane import SlotsPane
from opd_tui.tui.desk.text_panes import DetailsPane, LatestPane
from opd_tui.tui.widgets.board import Board
from opd_tui.tui.widgets.lines import Content
from opd_tui.tui.widgets.styles import NARROW


class Boards:
    """The panes, by what there is room for on the screen."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self._told: Size | None = None
        self.active, self.waiting = ActivePane("active", headings=True), WaitingPane("waiting")
        self._slots = SlotsPane("slots")
        self._own: tuple[DeskPane, ...] = DoctorsPane("doctors"), self._slots, self.active, self.waiting
        self._beside: tuple[DeskPane, ...] = ActivePane("beside", headings=True), WaitingPane("beside-waiting")
        self._details, self._latest = DetailsPane("details"), LatestPane("latest")
        self.panes = (*self._own, *self._beside, self._details, self._latest)

    def compose(self) -> ComposeResult:
        """A board for each column, and one across below them."""
        self.fit(self._screen.app.size)  # before the first layout, or all is laid out twice
        with Horizontal(id="body"):
            for column in ("left", "right", "beside"):
                yield Board(self.panes, id=column)
        yield Board(self.panes, id="latest")

    def fit(self, size: Size) -> None:
        """Take up the size of the terminal."""
        for name, holds in (
            ("narrow", size.width < NARROW),
            ("broad", size.width >= layout.BROAD),
            ("low", size.height < layout.TALL),
        ):
            self._screen.set_class(holds, name)

    def resized(self, size: Size) -> bool:
        """Take up a size that the terminal tells; whether it was not told before."""
        self.fit(size)
        is_new, self._told = size != self._told, size
        return is_new

    @property
    def ready(self) -> bool:
        """Whether the boards have a size, and are there still."""
        return self._screen.app.is_running and any(board.size.height for board in self._screen.query(Board))

    @property
    def tall(self) -> bool:
        """Whether the screen has room for the last events, and a column for the slots."""
        return self._screen.app.size.height >= layout.TALL

    @property
    def has_details(self) -> bool:
        """Whether there is room for the details of the chosen token."""
        return bool(self._details.place)

    def query(self, query: DeskQuery, pick: Pick | None, view: Desk | None) -> DeskQuery:
        """The question with as much as there is room for, moved so that a picked position is in sight; `view` is the
        desk on whose slots that depends.
        """
        return replace(
            query,
            active=self.active.window(pick),
            waiting=self.waiting.window(pick),
            rows=self.rows(view),
            details=self.has_details or view is None,
            latest=self.tall,
            beside=int(self._screen.app.size.width >= layout.BROAD),
        )

    def rows(self, view: Desk | None) -> int:
        """How many rows the two queues share."""
        right = self._region("right")
        return layout.queue_rows(right, layout.shown_on(view), strip=not self.tall)

    def from_the_beginning(self) -> None:
        """Show the queues from their beginning."""
        for pane in (self.active, self.waiting):
            pane.content = replace(pane.content, top=0)

    def paint(self, view: Desk, chosen: str) -> None:
        """Show a desk; the pane of that name has the keys."""
        self._arrange(view)
        for pane in self._own:
            pane.content, pane.active = pane.content_of(view), pane.id == chosen
        for pane in self._beside:
            pane.content = pane.content_of(view.beside[0]) if view.beside else Content()
        self._details.show(view)
        self._latest.show(view)
        for board in self._screen.query(Board):
            board.repaint()

    def _region(self, name: str) -> Region:
        """Where a board is; nowhere before it is there, and once the desk is left while it is read."""
        return next((board.region for board in self._screen.query(f"#{name}")), Region())

    def _arrange(self, view: Desk) -> None:
        """Put the panes where they belong with what there is to show now."""
        names = ("left", "right", "beside", "latest")
        left, right, beside, latest = map(self._region, names)
        shown = layout.shown_on(view)
        places = layout.places(left, right, beside, latest, shown)
        for pane in self.panes:
            pane.place = places.get(pane.id, Region())
            pane.edge = pane.place.right in (left.right, beside.x)
        self.active.ruled = bool(latest)
        self._slots.chip = 0 if latest else shown.chip
