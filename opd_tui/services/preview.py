"""What a booking would do, by the same rules as the booking itself, writing nothing."""

from __future__ import annotations

from peewee import fn

from opd_tui import db, rules
from opd_tui.models import Doctor, Slot, Token
from opd_tui.rules import Status
from opd_tui.services import booking, seating
from opd_tui.views import Elsewhere, Preview


def preview(slot: int, source: str) -> Preview:
    """The seat, or who would give way, or the place in the waiting queue. Raises UnknownSlot or UnknownSource."""
    priority = booking.parse_source(source).priority
    with db.reading():
        room = seating.room(slot)
        placed = rules.place(rules.newcomer(priority), room.free, room.worst_active, room.best_waiter)
        ahead = 0
        if placed.status is Status.WAITING:
            ahead = (
                Token.select(fn.COUNT(1))
                .where(Token.slot == slot, Token.status == Status.WAITING.value, Token.priority <= priority)
                .scalar()
            )
        victim = seating.token(placed.victim.token) if placed.victim else None
        return Preview(source, placed.status.value, ahead + 1, victim, seating.head(slot))


def elsewhere(patient: int, slot: int) -> tuple[Elsewhere, ...]:
    """Live tokens of a patient in other slots that overlap this one: to be pointed out, not refused."""
    with db.reading():
        here = seating.head(slot)
        rows = (
            Token.select(Token.number, Doctor.name, Slot.start, Slot.end)
            .join(Slot)
            .join(Doctor)
            .where(
                Token.patient == patient,
                Token.slot != slot,
                Token.status.in_([Status.ACTIVE.value, Status.WAITING.value]),
                Slot.start < here.end,
                Slot.end > here.start,
            )
            .order_by(Slot.start)
        )
        return tuple(Elsewhere(*row) for row in rows.tuples())
