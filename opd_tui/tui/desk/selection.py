"""Moving about the desk: between panes, along their lines, to other doctors, slots and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from opd_tui.domain.desk import Desk, DeskQuery, QueueWindow
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Token
from opd_tui.tui.desk.panes import ActivePane, WaitingPane
from opd_tui.tui.keys import Key
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.status_line import StatusLine

PANES = ("doctors", "slots", "active", "waiting")


def index_in(window: QueueWindow, token: int | None) -> int:
    """The row of a token in a window, 0 if it is not there."""
    return next((i for i, row in enumerate(window.rows) if row.token.id == token), 0)


class DeskMovement(Screen[None]):
    """Which pane has the keys, and what is chosen in each."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but moving the focus does not repaint the screen: 9 kB at 80×24 for two cells."""
    AUTO_FOCUS = ""  # the screen itself has the keys; only forms and questions take the focus

    def __init__(self, runner: Runner, actor: Actor, keys: tuple[Key, ...]) -> None:
        super().__init__()
        self.runner, self.actor, self.keys = runner, actor, keys
        self.look = DeskQuery(desk=actor.desk)
        self.view: Desk | None = None
        self.pane = "active"

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one(StatusLine)

    def paint(self) -> None:
        """Hand every widget what it shows."""
        raise NotImplementedError

    async def refresh_view(self, *, pick: tuple[str, int] | None = None, own: bool = False) -> None:
        """Read the desk again and show what differs."""
        raise NotImplementedError

    def look_at(self, **where: Any) -> DeskQuery:
        """The desk's look, turned to something else."""
        return replace(self.look, after=None, **where)

    def choose(self, token: Token | None) -> None:
        """Put the cursor on a token, or on nobody."""
        self.look = replace(self.look, cursor=token.id if token else None)
        if self.view:
            self.view = replace(self.view, cursor=token)

    def index_of(self, name: str) -> tuple[int, int | None]:
        """How many doctors or slots there are, and which of them is chosen."""
        view = self.view
        if view is None:
            return 0, None
        ids = [r.doctor.id for r in view.doctors] if name == "doctors" else [s.id for s in view.slots]
        chosen = self.look.doctor if name == "doctors" else self.look.slot
        return len(ids), ids.index(chosen) if chosen in ids else None

    def choose_key(self, key: int) -> None:
        """Choose a doctor, a slot or a token by its id, in the pane that has the keys."""
        if self.pane == "doctors":
            self.go(doctor=key, slot=None, cursor=None)
        elif self.pane == "slots":
            self.go(slot=key, cursor=None)
        elif self.view:
            window = self.view.active if self.pane == "active" else self.view.waiting
            self.choose(next((row.token for row in window.rows if row.token.id == key), None))
            self.paint()

    def go(self, **where: Any) -> None:
        """Look somewhere else, and choose the first token there."""
        self.look = self.look_at(**where)
        self.query_one(ActivePane).content = replace(self.query_one(ActivePane).content, top=0)
        self.query_one(WaitingPane).content = replace(self.query_one(WaitingPane).content, top=0)
        self.run_worker(self.refresh_view(own=True))

    def move(self, by: int) -> None:
        """Move the choice in the pane that has the keys by so many lines; past the window's edge it is read anew."""
        view = self.view
        if view is None:
            return
        if self.pane in ("doctors", "slots"):
            ids = [r.doctor.id for r in view.doctors] if self.pane == "doctors" else [s.id for s in view.slots]
            total, at = self.index_of(self.pane)
            if total:
                self.choose_key(ids[min(max((at or 0) + by, 0), total - 1)] if at is not None else ids[0])
            return
        window = view.active if self.pane == "active" else view.waiting
        if not window.total:
            return
        here = self.look.cursor is not None and any(r.token.id == self.look.cursor for r in window.rows)
        position = window.top + index_in(window, self.look.cursor) + by if here else window.top
        position = min(max(position, 0), window.total - 1)
        if window.top <= position < window.top + len(window.rows):
            self.choose(window.rows[position - window.top].token)
            self.paint()
        else:
            self.run_worker(self.refresh_view(pick=(self.pane, position)))

    def change_day(self, by: int) -> None:
        """So many days on, or back."""
        if self.view:
            day = date.fromisoformat(self.view.day) + timedelta(days=by)
            self.go(day=day.isoformat(), slot=None, cursor=None)

    def to_pane(self, name: str) -> None:
        """Give the keys to a pane; a queue without the cursor gets it on its first token."""
        self.pane = name
        view = self.view
        if view and name in ("active", "waiting"):
            window = view.active if name == "active" else view.waiting
            if not view.cursor or view.cursor.status != name.upper():
                self.choose(window.rows[0].token if window.rows else None)
        self.paint()

    def page(self) -> int:
        """The lines of a page in the pane that has the keys."""
        return self.query_one(f"#{self.pane}", ListPane).visible_rows

    def action_next_pane(self) -> None:
        self.to_pane(PANES[(PANES.index(self.pane) + 1) % len(PANES)])

    def action_previous_pane(self) -> None:
        self.to_pane(PANES[(PANES.index(self.pane) - 1) % len(PANES)])

    def action_left(self) -> None:
        self.to_pane({"active": "doctors", "waiting": "slots"}.get(self.pane, self.pane))

    def action_right(self) -> None:
        self.to_pane({"doctors": "active", "slots": "active"}.get(self.pane, self.pane))

    def action_up(self) -> None:
        self.move(-1)

    def action_down(self) -> None:
        self.move(1)

    def action_page_up(self) -> None:
        self.move(-self.page())

    def action_page_down(self) -> None:
        self.move(self.page())

    def action_first(self) -> None:
        self.move(-1_000_000)

    def action_last(self) -> None:
        self.move(1_000_000)

    def action_previous_day(self) -> None:
        self.change_day(-1)

    def action_next_day(self) -> None:
        self.change_day(1)

    def action_today(self) -> None:
        self.go(day=self.view.today if self.view else None, slot=None, cursor=None)
