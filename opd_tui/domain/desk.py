"""Values of the desk on the screen: what it asks for, and what it shows."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.events import Event
from opd_tui.domain.people import Doctor
from opd_tui.domain.reasons import Reason
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Token


class DoctorRow(Struct, frozen=True):
    """A doctor's day in one line: seats taken, all seats, and how many tokens wait."""

    doctor: Doctor
    slots: int
    taken: int
    seats: int
    waiting: int


class QueueRow(Struct, frozen=True):
    """A token in a queue on the screen: why it is in this queue (None: it never moved), when the patient checked in
    (wall clock, "" for not yet) and the expected call time.
    """

    token: Token
    why: Reason | None = None
    arrived: str = ""
    expected: Expected | None = None


class QueueWindow(Struct, frozen=True):
    """The visible part of a queue: `rows` begin at position `top` (0 is the first) of `total`."""

    total: int = 0
    top: int = 0
    rows: tuple[QueueRow, ...] = ()


class Pane(Struct, frozen=True):
    """What a screen can show of a queue: the position it begins at, and how many rows."""

    top: int = 0
    rows: int = 10


class DeskQuery(Struct, frozen=True):
    """What a desk asks for. None lets the program choose: today, the first doctor with a slot, the slot under way; or
    with a cursor and neither day, doctor nor slot, those of the cursor.

    The windows move so that the token with the id `cursor` is visible. `after` is the last event that the desk knows;
    `Desk` then names what other desks did since.
    """

    day: str | None = None
    doctor: int | None = None
    slot: int | None = None
    cursor: int | None = None
    active: Pane = Pane()
    waiting: Pane = Pane()
    after: int | None = None
    desk: str = ""


class Desk(Struct, frozen=True):
    """Everything on the desk, read at one moment."""

    day: str
    today: str
    doctors: tuple[DoctorRow, ...]
    doctor: Doctor | None
    slots: tuple[SlotSummary, ...]
    slot: SlotSummary | None
    active: QueueWindow
    waiting: QueueWindow
    cursor: Token | None
    last_event: int
    news: tuple[Event, ...] = ()
    unresolved: int = 0
