"""Values of the desk on the screen: what it asks to see, and all that it shows."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.events import Event
from opd_tui.domain.people import Doctor
from opd_tui.domain.reasons import Reason
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Token


class DoctorRow(Struct, frozen=True):
    """A doctor's day at a glance: seats taken of all seats, and how many wait."""

    doctor: Doctor
    slots: int
    taken: int
    seats: int
    waiting: int


class QueueRow(Struct, frozen=True):
    """A token in a queue on the screen: why it is where it is (None: it never moved), when the patient arrived (wall
    clock, "" for not yet) and is expected to be called in.
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
    """What a desk wants to see. None lets the hospital choose: today, the first doctor who sits, the slot under way.

    The windows move so that `cursor` (a token's id) is in sight, wherever it stands now. `after` is the last event
    that the desk knows of; what other desks did since is told.
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
