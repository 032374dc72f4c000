"""Values of the desk on the screen: what it asks for, and what it shows."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.events import Event
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Doctor
from opd_tui.domain.reasons import Reason
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Expected, Token


class InRoom(Struct, frozen=True):
    """A patient who is called in: the token's number, the name, and since when (wall clock, "" if unknown)."""

    number: int
    patient_name: str
    since: str


class Due(Struct, frozen=True):
    """How many patients of a slot that has ended have a seat, are checked in and still to be seen; the slot's start."""

    slot: int
    start: str
    number: int


class DoctorRow(Struct, frozen=True):
    """A doctor's day in one line: its open slots, the seats taken in them, all their seats, and how many tokens wait.

    `free` are the seats still to be had, those of slots that have not ended. `here` counts who is checked in and not
    yet called in, `longest` is how many minutes the first of them has been here. `late_minutes` is of the slot under
    way or the next. `away` is the absence of now or of later on that day, `away_why` its reason; `holiday` is the name
    of the day's holiday. `closed`: the doctor's slots are all closed. `seen` counts the consultations done.
    """

    doctor: Doctor
    slots: int
    taken: int
    seats: int
    waiting: int
    free: int = 0
    here: int = 0
    longest: int = 0
    in_room: tuple[InRoom, ...] = ()
    due: tuple[Due, ...] = ()
    late_minutes: int = 0
    away: Window | None = None
    holiday: str | None = None
    closed: bool = False
    away_why: str = ""
    seen: int = 0

    @property
    def overdue(self) -> int:
        """How many patients of slots that have ended are still to be seen."""
        return sum(due.number for due in self.due)


class QueueRow(Struct, frozen=True):
    """A token in a queue on the screen: why it is in this queue (None: it never moved), when the patient checked in
    (wall clock, "" for not yet), the expected call time, and since when the patient is out ("" for not out).
    `no_show_in` is in how many minutes it becomes a no-show by itself, where that is near.
    """

    token: Token
    why: Reason | None = None
    arrived: str = ""
    expected: Expected | None = None
    out: str = ""
    no_show_in: int | None = None


class QueueWindow(Struct, frozen=True):
    """The visible part of a queue: `rows` begin at position `top` (0 is the first) of `total`."""

    total: int = 0
    top: int = 0
    rows: tuple[QueueRow, ...] = ()


class Pane(Struct, frozen=True):
    """What a screen can show of a queue: the position it begins at, and how many rows."""

    top: int = 0
    rows: int = 10


def share(rows: int, active: int, waiting: int) -> tuple[int, int]:
    """How many of so many rows the two queues get: the waiting one as many as wait, but no more than two in five, or
    what the active one leaves.

    >>> share(20, 25, 3), share(20, 25, 14), share(20, 5, 14)
    ((17, 3), (12, 8), (6, 14))
    """
    rows = max(rows, 1)
    low = min(waiting, max(rows * 2 // 5, rows - max(active, 1)))
    return rows - low, low


class DeskQuery(Struct, frozen=True):
    """What a desk asks for. None lets the program choose: today, the first doctor with a slot, the slot under way; or
    with a cursor and neither day, doctor nor slot, those of the cursor.

    The windows move so that the token with the id `cursor` is visible. With `rows` they share so many rows, by `share`,
    and not those of their own. `details` and `latest` ask for what a large screen has room for, `beside` for the queues
    of so many doctors after the chosen one. `after` is the last event that the desk knows; `Desk` then names what other
    desks did since.
    """

    day: str | None = None
    doctor: int | None = None
    slot: int | None = None
    cursor: int | None = None
    active: Pane = Pane()
    waiting: Pane = Pane()
    after: int | None = None
    desk: str = ""
    rows: int = 0
    details: bool = False
    latest: bool = False
    beside: int = 0


class Details(Struct, frozen=True):
    """What a large screen says of the token under the cursor: the patient's record, the day of the last visit (None for
    never seen), and the last events of the token, oldest first.
    """

    token: int
    patient: Patient
    last_visit: str | None
    events: tuple[Event, ...]


class Desk(Struct, frozen=True):
    """Everything on the desk, read at one moment.

    `unresolved` counts the tokens of past days to be settled; `next_token` is the one that the chosen doctor's next
    key calls in, of whichever slot. `latest` are the hospital's last events, oldest first, and `details` those of the
    cursor's token, where asked for; `beside` are the next doctors, each with the slot of now. `not_begun`: patients of
    the slot would become no-shows by themselves, had the doctor begun.
    """

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
    next_token: int | None = None
    details: Details | None = None
    latest: tuple[Event, ...] = ()
    beside: tuple[Desk, ...] = ()
    not_begun: bool = False

    @property
    def row(self) -> DoctorRow | None:
        """The line of the chosen doctor."""
        return next((row for row in self.doctors if self.doctor and row.doctor.id == self.doctor.id), None)
