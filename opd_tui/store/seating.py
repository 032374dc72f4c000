"""A slot as the rules need it: its seats, and which token is next to gain or lose one."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from peewee import JOIN, Query

from opd_tui.db import tables
from opd_tui.db.prepared import Prepared, prepared
from opd_tui.domain.allocation import Standing
from opd_tui.domain.errors import UnknownSlot
from opd_tui.domain.slots import Window, slot_label
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows
from opd_tui.store import kept_seats
from opd_tui.store.doctors import SHOWN
from opd_tui.store.slots import counted


class SeatState(Struct, frozen=True):
    """What a decision about a slot needs: its seats, its last seated token and its first waiter.

    `keeps_seats`: its checked-in ACTIVE tokens keep their seats (domain.allocation.keeps_seats). `own_grace` is the
    doctor's own for automatic no-shows.
    """

    slot: int
    doctor: int
    doctor_name: str
    start: str
    end: str
    capacity: int
    completed: int
    active: int
    worst_active: Standing | None
    best_waiter: Standing | None
    closed: bool = False
    keeps_seats: bool = False
    own_grace: int | None = None

    @property
    def free(self) -> int:
        """Unused seats; negative just after the capacity was reduced."""
        return self.capacity - self.completed - self.active

    @property
    def day(self) -> str:
        """The slot's day, its start's."""
        return self.start[:10]

    @property
    def window(self) -> Window:
        return Window(self.start, self.end)

    @property
    def label(self) -> str:
        """Such as Dr Rao 10:00–11:00."""
        return slot_label(self.doctor_name, self.start, self.end)


def seat_state(slot_id: int) -> SeatState:
    """The slot's seats, its worst ACTIVE token that is not called in, and its first waiter. Raises UnknownSlot or
    DamagedRow.

    It reads a few entries of one index, however long the queues are.
    """
    row = _seats.first(slot_id)
    if row is None:
        raise UnknownSlot(id=slot_id)
    doctor, name, start, end, capacity, completed, active, closed, grace, priority, arrival, token = row
    damaged_rows.checked("slot", slot_id, start, end)
    full = completed + active >= capacity  # with an unused seat nobody loses one, so no victim is needed
    kept = kept_seats.from_start(start)
    worst = worst_active(slot_id, kept) if full else None
    waiter = None if token is None else Standing(priority, arrival, token)
    seats = capacity, completed, active, worst, waiter
    return SeatState(slot_id, doctor, name, start, end, *seats, bool(closed), kept, grace)


@prepared(tuple[Any, ...])
def _seats(slot: int) -> Query:
    """The slot and its first waiter, whose columns are null if nobody waits. One statement, because every booking needs
    both.
    """
    waiter, waiting = tables.Token.alias(), tables.Token.alias()
    first = waiting.select(waiting.id).where(waiting.slot == slot, waiting.status == Status.WAITING.value)
    return (
        tables.Slot.select(
            tables.Slot.doctor,
            SHOWN,
            tables.Slot.start,
            tables.Slot.end,
            tables.Slot.capacity,
            counted(slot, Status.COMPLETED),
            counted(slot, Status.ACTIVE),
            tables.Slot.closed,
            tables.Doctor.no_show_grace_minutes,
            waiter.priority,
            waiter.arrival,
            waiter.id,
        )
        .join(tables.Doctor)
        .switch(tables.Slot)
        .join(waiter, JOIN.LEFT_OUTER, on=waiter.id == first.order_by(waiting.priority, waiting.arrival).limit(1))
        .where(tables.Slot.id == slot)
    )


def worst_active(slot_id: int, kept: bool | None = None) -> Standing | None:
    """The last ACTIVE token of the slot that is not called in: the first to lose its seat. `kept`: see
    kept_seats.in_slot.
    """
    kept = kept_seats.in_slot(slot_id) if kept is None else kept
    return _worst_active[kept].first(slot_id)


_COLUMNS = (tables.Token.priority, tables.Token.arrival, tables.Token.id, tables.Token.called, tables.Token.arrived_at)


def _plain(priority: int, arrival: int, token: int, called: int, _: str | None) -> Standing:
    return Standing(priority, arrival, token, bool(called))


def _keeping(priority: int, arrival: int, token: int, called: int, arrived_at: str | None) -> Standing:
    return Standing(priority, arrival, token, bool(called), arrived_at is not None)


def _last_in_order(kept: bool) -> Prepared[[int], Standing]:
    @prepared(_keeping if kept else _plain)
    def last(slot: int) -> Query:
        query = tables.Token.select(*_COLUMNS).where(
            tables.Token.slot == slot,
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.called == False,  # noqa: E712 - Peewee builds SQL from it
        )
        return query.order_by(*(column.desc() for column in kept_seats.order(tables.Token, kept))).limit(1)

    return last


_worst_active = {kept: _last_in_order(kept) for kept in (False, True)}
