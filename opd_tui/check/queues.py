"""The invariants I1 to I4: seats, order, states and numbers of tokens, times of slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct, field
from peewee import JOIN, fn

from opd_tui.check.finding import Finding
from opd_tui.db import tables
from opd_tui.domain.allocation import Standing
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import PRIORITY, Status
from opd_tui.services.slots import closing
from opd_tui.store import kept_seats


class _Seats(Struct):
    capacity: int
    completed: int = 0
    live: dict[Status, list[Standing]] = field(default_factory=lambda: defaultdict(list))


def order() -> Iterator[Finding]:
    """I1 to I3. If the database says that checked-in tokens keep their seats (kept_seats.MARK), a checked-in token
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
    hold = tables.Setting.select().where(tables.Setting.name == kept_seats.MARK).exists()
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


def states() -> Iterator[Finding]:
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


def numbers() -> Iterator[Finding]:
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


def overlaps() -> Iterator[Finding]:
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


def shut() -> Iterator[Finding]:
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
