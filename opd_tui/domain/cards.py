"""Everything about one token, or one patient."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.events import Event
from opd_tui.domain.patients import Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Source, Status, Token


class Found(Struct, frozen=True):
    """A token that a search found: where it stands. `position` counts from 1 in its own queue, 0 if in none."""

    token: Token
    phone: str | None
    doctor: int
    doctor_name: str
    start: str
    end: str
    position: int


class Card(Struct, frozen=True):
    """Everything about one token: patient, slot, its log, and how many stand before it in its queue."""

    token: Token
    patient: Patient
    slot: SlotSummary
    events: tuple[Event, ...]
    ahead: int


class Visit(Struct, frozen=True):
    """A patient's token, in the past or to come. `start` is its slot's, wall time."""

    token: int
    number: int
    doctor_name: str
    start: str
    source: Source
    status: Status


class PatientCard(Struct, frozen=True):
    """Everything about a patient: live tokens by time, the last ended ones, latest first, and how many of each there
    ever were; the log of the record, and the names of those merged into it."""

    patient: Patient
    live: tuple[Visit, ...]
    past: tuple[Visit, ...]
    seen: int
    no_shows: int
    cancelled: int
    events: tuple[Event, ...]
    absorbed: tuple[str, ...]
