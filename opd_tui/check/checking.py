"""`opd-tui check`: the invariants I1 to I7 on any database, each breach with the rows that break it.

I6 (a refused operation changes no row) shows in a database only as rows without their event, or events without their
row; those are named under I5 and I7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct, field
from peewee import JOIN, fn

from opd_tui.check import days, events, log, operations, requests, settings
from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.allocation import Standing
from opd_tui.domain.errors import Storage
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import PRIORITY, Status
from opd_tui.services.slots import closing
from opd_tui.store import kept_seats


class Finding(Struct, frozen=True):
    """One problem: the invariant (`I1` … `I7`, or `schema`), the table and id of the row, and what is wrong.

    The id of a counter is its name, that of a request its key.
    """

    invariant: str
    table: str
    row: int | str
    problem: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.table} {self.row}: {self.problem}"


class _Seats(Struct):
    capacity: int
    completed: int = 0
    live: dict[Status, list[Standing]] = field(default_factory=lambda: defaultdict(list))


def check() -> tuple[Finding, ...]:
    """All problems in the open database, read at one moment; empty if there are none.

    Damage that makes some rows unreadable is reported and does not hide other problems.
    """
    found: list[Finding] = []
    try:
        with connection.reading():
            found += _schema()
            for part, looked_at in _PARTS:
                try:
                    with connection.reading():
                        found += part()
                except (Storage, TypeError, ValueError):
                    if not _damaged(found):
                        raise
                    hidden = f"may hide other problems of the {looked_at}"
                    found.append(Finding("schema", connection.current().catalogue, 0, f"the damage {hidden}"))
    except Storage:  # damaged pages can be in the way of the transaction's very end
        if not _damaged(found):
            raise
    return tuple(found)


def _damaged(found: list[Finding]) -> bool:
    return any(finding.invariant == "schema" for finding in found)


def _schema() -> Iterator[Finding]:
    opened = connection.current()
    for problem in opened.defects():
        yield Finding("schema", opened.catalogue, 0, problem)


def _texts() -> Iterator[Finding]:
    for table, row, column in connection.current().rows_without_text():
        yield Finding("schema", table, row, f"has no valid text as its {column}")


def _order() -> Iterator[Finding]:
    """I1 to I3. If the database says that checked-in tokens keep their seats (kept_seats.SETTING), a checked-in token
    may be outranked by priority, but never by an EMERGENCY: whether its slot had begun at the time is not stored.
    """
    slots: dict[int, _Seats] = {}
    for slot, capacity in tables.Slot.select(tables.Slot.id, tables.Slot.capacity).tuples():
        if type(capacity) is int:
            slots[slot] = _Seats(capacity)
        else:
            yield Finding("schema", "slot", slot, f"has capacity {capacity!r}, which is not a number")
    columns = (
        tables.Token.slot,
        tables.Token.status,
        tables.Token.priority,
        tables.Token.arrival,
        tables.Token.id,
        tables.Token.called,
        tables.Token.arrived_at,
    )
    held = tables.Token.select(*columns).where(
        tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value, Status.COMPLETED.value])
    )
    hold = tables.Setting.select().where(tables.Setting.name == kept_seats.SETTING).exists()
    for slot, status, priority, arrival, token, called, arrived in held.tuples().iterator():
        seats = slots.get(slot)
        if not type(priority) is type(arrival) is int:
            yield Finding("schema", "token", token, "has a priority or an arrival that is not a number")
        elif seats is None:
            continue
        elif status == Status.COMPLETED:
            seats.completed += 1
        else:
            sits = hold and arrived is not None and status == Status.ACTIVE
            seats.live[Status(status)].append(Standing(priority, arrival, token, bool(called), sits))
    for slot, seats in slots.items():
        yield from _order_of(slot, seats)


def _order_of(slot: int, seats: _Seats) -> Iterator[Finding]:
    active, waiting = seats.live[Status.ACTIVE], seats.live[Status.WAITING]
    taken = len(active) + seats.completed
    if taken > seats.capacity:
        yield Finding(
            "I1",
            "slot",
            slot,
            f"{len(active)} active + {seats.completed} completed are more than its {seats.capacity} seats",
        )
    if not waiting:
        return
    if taken < seats.capacity:
        yield Finding(
            "I2", "slot", slot, f"{len(waiting)} wait although {seats.capacity - taken} of its seats are open"
        )
    worst = max((s for s in active if not s.called), key=lambda s: s.rank, default=None)
    if worst is not None:
        for waiter in waiting:
            if waiter.before(worst):
                yield Finding("I3", "token", waiter.token, f"waits, but outranks token {worst.token} in a seat")


def _states() -> Iterator[Finding]:
    for token, status, source, priority, called in (
        tables.Token.select(
            tables.Token.id, tables.Token.status, tables.Token.source, tables.Token.priority, tables.Token.called
        )
        .tuples()
        .iterator()
    ):
        if status not in Status.__members__:
            yield Finding("I4", "token", token, f"is in no known state: {status!r}")
        if PRIORITY.get(source) != priority:
            yield Finding("I4", "token", token, f"has source {source!r} with priority {priority}")
        if called and status != Status.ACTIVE:
            yield Finding("I4", "token", token, f"is called in and {status}")


def _numbers() -> Iterator[Finding]:
    for columns, what in (
        (
            (tables.Token.doctor, tables.Token.day, tables.Token.number),
            "has a number that another token of that doctor and day has",
        ),
        ((tables.Token.arrival,), "has an arrival that another token has"),
    ):
        twice = tables.Token.select(fn.MAX(tables.Token.id)).group_by(*columns).having(fn.COUNT(1) > 1)
        for (token,) in twice.tuples():
            yield Finding("I4", "token", token, what)
    live = tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value])
    twice = tables.Token.select(fn.MAX(tables.Token.id)).where(live).group_by(tables.Token.slot, tables.Token.patient)
    for (token,) in twice.having(fn.COUNT(1) > 1).tuples():
        yield Finding("I4", "token", token, "is a second live token of one patient in one slot")
    misplaced = tables.Token.select(tables.Token.id, tables.Token.slot, tables.Slot.id).join(
        tables.Slot, JOIN.LEFT_OUTER
    )
    misplaced = misplaced.where(
        tables.Slot.id.is_null() | (tables.Token.doctor != tables.Slot.doctor) | (tables.Token.day != tables.Slot.day)
    )
    for token, slot, there in misplaced.tuples():
        if there is None:
            yield Finding("I4", "token", token, f"is in slot {slot}, which does not exist")
            continue
        yield Finding("I4", "token", token, "has another doctor or day than its slot")


def _overlaps() -> Iterator[Finding]:
    """Overlaps of a doctor's slots; closed slots without live tokens do not count."""
    live = tables.Token.select(tables.Token.id).where(
        tables.Token.slot == tables.Slot.id, tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value])
    )
    last: tuple[int, int, Window] | None = None
    columns = (tables.Slot.doctor, tables.Slot.id, tables.Slot.start, tables.Slot.end)
    for doctor, slot, start, end in (
        tables.Slot.select(*columns)
        .where((tables.Slot.closed == False) | fn.EXISTS(live))  # noqa: E712 - Peewee builds SQL from it
        .order_by(tables.Slot.doctor, tables.Slot.start)
        .tuples()
    ):
        window = Window(start, end)
        if last and last[0] == doctor and window.overlaps(last[2]):
            yield Finding("I4", "slot", slot, f"overlaps slot {last[1]} of the same doctor")
        if last is None or last[0] != doctor or end > last[2].end:
            last = (doctor, slot, window)


def _shut() -> Iterator[Finding]:
    live = tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value])
    query = tables.Token.select(tables.Token.id, tables.Token.slot).join(tables.Slot).where(live, tables.Slot.closed)
    left: dict[int, frozenset[int]] = {}
    for token, slot in query.tuples():
        if slot not in left:
            left[slot] = _left_in(slot)
        if token not in left[slot]:
            yield Finding("I4", "token", token, f"is live in slot {slot}, which is closed")


def _left_in(slot: int) -> frozenset[int]:
    """Which tokens may be in a closed slot; none if the log cannot be read, which is reported elsewhere."""
    try:
        return closing.left_in(slot)
    except (ValueError, AttributeError, TypeError, KeyError):
        return frozenset()


def _bookings() -> Iterator[Finding]:
    booked: dict[int | None, int] = dict(
        tables.Event.select(tables.Event.token, fn.COUNT(1))
        .where(tables.Event.action == Action.BOOK.value)
        .group_by(tables.Event.token)
        .tuples()
    )
    for (token,) in tables.Token.select(tables.Token.id).tuples().iterator():
        count = booked.pop(token, 0)
        if count != 1:
            yield Finding("I5", "token", token, f"has {count} bookings in the log instead of one")
    for token in booked:
        yield Finding("I5", "token", token or 0, "was booked by the log, but its row is missing")


def _requests() -> Iterator[Finding]:
    for key, problem in requests.problems():
        yield Finding("I5", "request", key, problem)


def _replayed() -> Iterator[Finding]:
    for table, row, problem in log.problems():
        yield Finding("I7", table, row, problem)


def _operations() -> Iterator[Finding]:
    for event, problem in operations.problems():
        yield Finding("I7", "event", event, problem)


def _events() -> Iterator[Finding]:
    for table, row, problem in events.problems():
        yield Finding("I7", table, row, problem)


def _settings() -> Iterator[Finding]:
    for name, problem in settings.problems():
        yield Finding("schema", "setting", name, problem)


def _weeks() -> Iterator[Finding]:
    for table, row, problem in days.problems():
        yield Finding("I7", table, row, problem)


def _words() -> Iterator[Finding]:
    for table, row, problem in connection.current().unsearchable():
        yield Finding("I7", table, row, problem)


_PARTS = (
    (_texts, "texts"),
    (_settings, "settings"),
    (_order, "order of the queues"),
    (_states, "states of tokens"),
    (_numbers, "numbers of tokens"),
    (_overlaps, "times of slots"),
    (_bookings, "bookings"),
    (_requests, "requests"),
    (_shut, "closed slots"),
    (_replayed, "log"),
    (_operations, "operations"),
    (_events, "events"),
    (_weeks, "doctors, weekly slots and holidays"),
    (_words, "index over the names"),
)
