"""The log: what happened to a token, to a slot, or in the whole hospital."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.events import Event
from opd_tui.domain.requests.tokens import ShowLog
from opd_tui.store import log, slots, tokens


def of_token(request: ShowLog) -> tuple[Event, ...]:
    """Every event of a token, oldest first. Raises UnknownToken."""
    with connection.reading():
        tokens.token(request.token)
        return log.of_token(request.token)


def of_slot(slot: int) -> tuple[Event, ...]:
    """Every event of a slot and of its tokens, including those moved away from it, oldest first. Raises UnknownSlot."""
    with connection.reading():
        slots.summary(slot)
        return log.of_slot(slot)


def of_patient(patient: int) -> tuple[Event, ...]:
    """Every event of a patient's record (not of the tokens), oldest first."""
    with connection.reading():
        return log.of_patient(patient)


def latest(limit: int = 100) -> tuple[Event, ...]:
    """The last `limit` events of the whole hospital, oldest first."""
    with connection.reading():
        return log.latest(limit)
