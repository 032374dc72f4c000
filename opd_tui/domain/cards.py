"""Everything about one token, or one patient."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.events import Event
from opd_tui.domain.patients import Match, Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Source, Status, Token


class Found(Struct, frozen=True):
    """A token that a search found, and its patient's record. `position` counts from 1 in the token's own queue; 0 if
    it is in none.
    """

    token: Token
    patient: Patient
    doctor: int
    doctor_name: str
    start: str
    end: str
    position: int


class Card(Struct, frozen=True):
    """Everything about one token: patient, slot, its log, and how many tokens are before it in its queue."""

    token: Token
    patient: Patient
    slot: SlotSummary
    events: tuple[Event, ...]
    ahead: int


class Visit(Struct, frozen=True):
    """A patient's token, past or to come. `start` is the start of its slot, wall time."""

    token: int
    number: int
    doctor_name: str
    start: str
    source: Source
    status: Status


class PatientCard(Struct, frozen=True):
    """Everything about a patient: live tokens by time, the last ended tokens (latest first), the number of tokens in
    each state, the log of the record, the names of the records merged into it, and records that are probably of the
    same person.
    """

    patient: Patient
    live: tuple[Visit, ...]
    past: tuple[Visit, ...]
    seen: int
    no_shows: int
    cancelled: int
    events: tuple[Event, ...]
    absorbed: tuple[str, ...]
    likely: tuple[Match, ...] = ()
