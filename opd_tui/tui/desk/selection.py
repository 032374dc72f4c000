"""What is chosen on the desk: the pane that has the keys, the day, doctor, slot and token; and moving among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain.desk import Desk, DeskQuery, QueueWindow
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token

PANES = ("doctors", "slots", "active", "waiting")
QUEUES = ("active", "waiting")


class Pick(Struct, frozen=True):
    """A position in a queue whose token is to be chosen once it was read."""

    pane: str
    position: int


def index_in(window: QueueWindow, token: int | None) -> int:
    """The row of a token in a window, 0 if it is not there."""
    return next((i for i, row in enumerate(window.rows) if row.token.id == token), 0)


class Selection:
    """What is chosen, as the next key finds it.

    `read` is called when something is chosen that was not read yet (with a Pick: at that position of a queue), `paint`
    when what is chosen is there already.
    """

    def __init__(self, desk: str, *, read: Callable[[Pick | None], None], paint: Callable[[], None]) -> None:
        self._read, self._paint = read, paint
        self.query = DeskQuery(desk=desk)
        self.view: Desk | None = None
        self.pane = "active"

    @property
    def doctor(self) -> Doctor | None:
        """The chosen doctor."""
        return self.view.doctor if self.view else None

    @property
    def slot(self) -> SlotSummary | None:
        """The chosen slot."""
        return self.view.slot if self.view else None

    @property
    def token(self) -> Token | None:
        """The chosen token, while one of the queues has the keys."""
        return self.view.cursor if self.view and self.pane in QUEUES else None

    # --- choosing

    def choose_doctor(self, doctor: int) -> None:
        """Choose a doctor; the slot follows."""
        self.query = replace(self.query, after=None, doctor=doctor, slot=None, cursor=None)

    def choose_slot(self, slot: int) -> None:
        """Choose a slot of the chosen doctor; the token follows."""
        self.query = replace(self.query, after=None, slot=slot, cursor=None)

    def choose_day(self, day: str | None) -> None:
        """Choose a day, None for today; the slot follows."""
        self.query = replace(self.query, after=None, day=day, slot=None, cursor=None)

    def choose_first_day(self) -> None:
        """Forget what was chosen: the first day that has something to show."""
        self.query = replace(self.query, after=None, day=None, doctor=None, slot=None, cursor=None)

    def choose(self, token: Token | None) -> None:
        """Put the cursor on a token, or on nobody."""
        self.query = replace(self.query, cursor=token.id if token else None)
        if self.view:
            self.view = replace(self.view, cursor=token)

    def choose_booked(self, token: Token) -> None:
        """Put the cursor on a token that is not read yet."""
        self.query = replace(self.query, cursor=token.id)
        self.pane = pane_of(token) or self.pane

    def follow(self, token: Token) -> None:
        """Put the cursor on a token that may be in another slot, of another doctor or day: the screen goes there."""
        if token.slot == self.query.slot:
            self.choose_booked(token)
        else:
            self.query = replace(self.query, after=None, day=None, doctor=None, slot=None, cursor=token.id)
            self.pane = pane_of(token) or self.pane

    def choose_line(self, key: int) -> None:
        """Choose a doctor, a slot or a token by its id, in the pane that has the keys."""
        if self.pane == "doctors":
            self.choose_doctor(key)
            self._read(None)
        elif self.pane == "slots":
            self.choose_slot(key)
            self._read(None)
        elif window := self._window():
            self.choose(next((row.token for row in window.rows if row.token.id == key), None))
            self._paint()

    def click(self, key: int | None) -> None:
        """Choose the line of that id in the pane that has the keys now; None chose only the pane."""
        if key is not None:
            self.choose_line(key)
        self._paint()

    def repaint(self) -> None:
        """Show again what was read."""
        self._paint()

    def go_to(self, *, day: str, doctor: int, slot: int, token: int | None) -> None:
        """Show a slot, with the cursor on a token of it, or on the first."""
        self.query = replace(self.query, after=None, day=day, doctor=doctor, slot=slot, cursor=token)
        self._read(None)

    # --- moving

    def lines_of(self, pane: str) -> tuple[int, ...]:
        """The ids of the doctors, or of the slots."""
        view = self.view
        if view is None:
            return ()
        return tuple(row.doctor.id for row in view.doctors) if pane == "doctors" else tuple(s.id for s in view.slots)

    def position_in(self, pane: str) -> int | None:
        """Which of the doctors or slots is chosen, counted from 0."""
        chosen, ids = self.query.doctor if pane == "doctors" else self.query.slot, self.lines_of(pane)
        return ids.index(chosen) if chosen in ids else None

    def move(self, by: int) -> None:
        """Move the choice in the pane that has the keys by so many lines; past the window's edge it is read anew."""
        if self.pane not in QUEUES:
            if ids := self.lines_of(self.pane):
                at = self.position_in(self.pane)
                self.choose_line(ids[0] if at is None else ids[min(max(at + by, 0), len(ids) - 1)])
            return
        window = self._window()
        if window is None or not window.total:
            return
        here = any(row.token.id == self.query.cursor for row in window.rows)
        position = window.top + index_in(window, self.query.cursor) + by if here else window.top
        position = min(max(position, 0), window.total - 1)
        if window.top <= position < window.top + len(window.rows):
            self.choose(window.rows[position - window.top].token)
            self._paint()
        else:
            self._read(Pick(self.pane, position))

    def change_day(self, by: int) -> None:
        """So many days on, or back."""
        if self.view:
            self.choose_day((date.fromisoformat(self.view.day) + timedelta(days=by)).isoformat())
            self._read(None)

    def go_to_today(self) -> None:
        """Back to today."""
        self.choose_day(self.view.today if self.view else None)
        self._read(None)

    def to_pane(self, name: str) -> None:
        """Give the keys to a pane; a queue without the cursor gets it on its first token."""
        self.pane = name
        if window := self._window():
            cursor = self.view.cursor if self.view else None
            if cursor is None or pane_of(cursor) != name:
                self.choose(window.rows[0].token if window.rows else None)
        self._paint()

    def step_pane(self, by: int) -> None:
        """To the pane so many further on, round and round."""
        self.to_pane(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def to_left(self) -> None:
        """From either queue to the doctors, who are left of both."""
        self.to_pane({"active": "doctors", "waiting": "doctors"}.get(self.pane, self.pane))

    def to_right(self) -> None:
        """From the doctors and slots to those who have a seat."""
        self.to_pane({"doctors": "active", "slots": "active"}.get(self.pane, self.pane))

    # --- a new view

    def take_over(self, view: Desk, pick: Pick | None, own: bool) -> None:
        """What was read is what is chosen from now on. `own`: this desk changed something."""
        before, self.view = self.view, view
        self.query = replace(
            self.query,
            day=view.day,
            doctor=view.doctor.id if view.doctor else None,
            slot=view.slot.id if view.slot else None,
            after=view.last_event,
        )
        self._place_cursor(before, view, pick, own)

    def _place_cursor(self, before: Desk | None, view: Desk, pick: Pick | None, own: bool) -> None:
        """The cursor stays on its patient; one who left the queues leaves it to a neighbour, or to nobody.

        After another desk's change it goes to nobody: the next key must not hit a patient whom nobody chose.
        """
        chosen = view.cursor
        if pick:
            window = view.active if pick.pane == "active" else view.waiting
            at = pick.position - window.top
            self.choose(window.rows[at].token if 0 <= at < len(window.rows) else None)
        elif chosen and chosen.slot == self.query.slot and (pane := pane_of(chosen)):
            if self.pane in QUEUES:
                self.pane = pane
            self.choose(chosen)
        elif before is None or own or not (before.active.total or before.waiting.total):
            self.choose(self._neighbour(before, view))
        else:
            self.choose(None)

    def _neighbour(self, before: Desk | None, view: Desk) -> Token | None:
        """The token that stands now where the cursor's stood, in the same pane if anyone is left there."""
        waits = self.pane == "waiting"
        new = view.waiting if waits else view.active
        at = index_in(before.waiting if waits else before.active, self.query.cursor) if before else 0
        return new.rows[min(at, len(new.rows) - 1)].token if new.rows else None

    def _window(self) -> QueueWindow | None:
        """What was read of the queue that has the keys; None if none has."""
        if self.view is None or self.pane not in QUEUES:
            return None
        return self.view.active if self.pane == "active" else self.view.waiting


def pane_of(token: Token) -> str | None:
    """The queue in which a token stands, None if in none."""
    pane = token.status.lower()
    return pane if pane in QUEUES else None
