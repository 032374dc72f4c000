"""Slots and tokens as they are now, and as the rules see them: counts, seats, and who is next to gain or lose one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from peewee import JOIN, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.allocation import Standing
from opd_tui.domain.errors import UnknownSlot, UnknownToken
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.store import holding

_TOKEN_COLUMNS = (
    tables.Token.id,
    tables.Token.number,
    tables.Token.slot,
    tables.Token.patient,
    tables.Patient.name,
    tables.Token.source,
    tables.Token.priority,
    tables.Token.status,
    tables.Token.arrival,
    tables.Token.called,
    tables.Token.preemptions,
    tables.Token.arrived_at,
    tables.Token.called_at,
    tables.Token.ended_at,
)


def tokens_query() -> Any:
    """A query of tokens whose rows `token_view` understands; add `where` and `order_by`."""
    return tables.Token.select(*_TOKEN_COLUMNS).join(tables.Patient)


def token_view(row: tuple[Any, ...]) -> Token:
    """The view of one row of `tokens_query().tuples()`."""
    id, number, slot, patient, name, source, priority, status, arrival, called, *rest = row
    return Token(id, number, slot, patient, name, source, priority, status, arrival, bool(called), *rest)


def token(token_id: int) -> Token:
    """A token as it is now. Raises UnknownToken."""
    rows = _token(token_id)
    if not rows:
        raise UnknownToken(id=token_id)
    return token_view(rows[0])


@prepared
def _token(token: Any) -> Any:
    return tokens_query().where(tables.Token.id == token)


def _count(slot: Any, *status: Status) -> Any:
    counted = tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == slot, tables.Token.status.in_([s.value for s in status])
    )
    return counted


def heads_query() -> Any:
    """A query of slots whose rows `head_view` understands. The counts are read from the index on the tokens."""
    called = tables.Token.select(fn.COUNT(1)).where(
        tables.Token.slot == tables.Slot.id,
        tables.Token.status == Status.ACTIVE.value,
        tables.Token.called == True,  # noqa: E712 - Peewee builds SQL from it
    )
    return tables.Slot.select(
        tables.Slot.id,
        tables.Slot.doctor,
        tables.Doctor.name,
        tables.Slot.start,
        tables.Slot.end,
        tables.Slot.capacity,
        _count(tables.Slot.id, Status.COMPLETED),
        _count(tables.Slot.id, Status.ACTIVE),
        called,
        _count(tables.Slot.id, Status.WAITING),
        tables.Slot.closed,
        tables.Slot.late_minutes,
    ).join(tables.Doctor, JOIN.INNER)


def head_view(row: tuple[Any, ...]) -> SlotSummary:
    """The view of one row of `heads_query()`."""
    counted, (closed, late) = row[:-2], row[-2:]
    return replace(SlotSummary(*counted), closed=bool(closed), late_minutes=late)


def head(slot_id: int) -> SlotSummary:
    """A slot with its counts. Raises UnknownSlot."""
    rows = _head(slot_id)
    if not rows:
        raise UnknownSlot(id=slot_id)
    return head_view(rows[0])


@prepared
def _head(slot: Any) -> Any:
    return heads_query().where(tables.Slot.id == slot)


@dataclass(frozen=True, slots=True)
class SeatState:
    """What a decision about a slot needs: its seats, and who would give way or come in first.

    `held`: its ACTIVE tokens that have arrived are held (domain.allocation.holds).
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
    held: bool = False

    @property
    def free(self) -> int:
        """Open seats; negative while a slot has just shrunk."""
        return self.capacity - self.completed - self.active

    @property
    def label(self) -> str:
        """How a sentence names the slot."""
        return f"{self.doctor_name} {self.start[11:]}–{self.end[11:]}"


_STANDING = (tables.Token.priority, tables.Token.arrival, tables.Token.id, tables.Token.called, tables.Token.arrived_at)


def room(slot_id: int) -> SeatState:
    """The slot's seats, its worst ACTIVE token that is not called, and its first waiter. Raises UnknownSlot.

    Each part reads a few entries of one index, however long the queues are.
    """
    rows = _seats(slot_id)
    if not rows:
        raise UnknownSlot(id=slot_id)
    [(doctor, name, start, end, capacity, completed, active, closed)] = rows
    full = completed + active >= capacity  # with a seat open nobody gives way, so nobody is looked for
    held = holding.held_from(start)
    worst = worst_active(slot_id, held) if full else None
    waiter = first_waiter(slot_id)
    return SeatState(slot_id, doctor, name, start, end, capacity, completed, active, worst, waiter, bool(closed), held)


@prepared
def _seats(slot: Any) -> Any:
    return (
        tables.Slot.select(
            tables.Slot.doctor,
            tables.Doctor.name,
            tables.Slot.start,
            tables.Slot.end,
            tables.Slot.capacity,
            _count(slot, Status.COMPLETED),
            _count(slot, Status.ACTIVE),
            tables.Slot.closed,
        )
        .join(tables.Doctor)
        .where(tables.Slot.id == slot)
    )


def worst_active(slot_id: int, held: bool | None = None) -> Standing | None:
    """The last ACTIVE token of the slot that is not called: who gives way first. `held`: see keeps_seats."""
    held = holding.keeps_seats(slot_id) if held is None else held
    return _standing(_worst_active[held](slot_id), held)


def first_waiter(slot_id: int) -> Standing | None:
    """The first WAITING token of the slot: who gets the next seat."""
    return _standing(_first_waiter(slot_id))


def _standing(rows: list[tuple[Any, ...]], held: bool = False) -> Standing | None:
    if not rows:
        return None
    priority, arrival, token_id, called, arrived_at = rows[0]
    return Standing(priority, arrival, token_id, bool(called), held and arrived_at is not None)


def _last_in_order(held: bool) -> Any:
    @prepared
    def last(slot: Any) -> Any:
        query = tables.Token.select(*_STANDING).where(
            tables.Token.slot == slot,
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.called == False,  # noqa: E712 - Peewee builds SQL from it
        )
        return query.order_by(*(column.desc() for column in holding.order(tables.Token, held))).limit(1)

    return last


_worst_active = {held: _last_in_order(held) for held in (False, True)}


@prepared
def _first_waiter(slot: Any) -> Any:
    query = tables.Token.select(*_STANDING).where(
        tables.Token.slot == slot, tables.Token.status == Status.WAITING.value
    )
    return query.order_by(tables.Token.priority, tables.Token.arrival).limit(1)
