"""Slots with their queues, and tokens, as they are now."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.requests.slots import ListSlots, ShowSlot
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.domain.slots import Slot, SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.store import doctors
from opd_tui.store import queues as store
from opd_tui.store import slots as slot_rows
from opd_tui.store import tokens as token_rows


def slot(request: ShowSlot) -> Slot:
    """A slot with both of its queues in order. Raises UnknownSlot."""
    return store.slot(request.slot)


def slots(request: ListSlots) -> tuple[Slot, ...]:
    """Slots with their queues, all of one moment. Raises as `summaries` does."""
    with connection.reading():
        return tuple(store.slot(found.id) for found in summaries(request.doctor, request.day))


def summaries(doctor: int | None = None, day: str | None = None) -> tuple[SlotSummary, ...]:
    """The slots of a doctor (of all with None), of one day or of all, by time. Raises UnknownDoctor or BadWindow."""
    day = None if day is None else clock.parse_day(day)
    with connection.reading():
        if doctor is not None:
            doctors.doctor(doctor)
        return slot_rows.all_slots(doctor, day)


def queue(slot_id: int, status: Status) -> tuple[Token, ...]:
    """The slot's tokens of one state in their order."""
    return store.queue(slot_id, status)


def tokens(request: ListTokens) -> tuple[Token, ...]:
    """Every token of a day, or of all days, in the order of booking. Raises BadWindow."""
    return token_rows.all_tokens(None if request.day is None else clock.parse_day(request.day))


def token(token_id: int) -> Token:
    """One token. Raises UnknownToken."""
    with connection.reading():
        return token_rows.token(token_id)


def position(token: Token) -> int:
    """How many tokens are before a live token in its own queue: 0 is the first."""
    return store.position(token)
