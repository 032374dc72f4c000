"""Frozen dataclasses of the card of a patient: visits, record and its log."""

from __future__ import annotations

from dataclasses import dataclass

from opd_tui.domain.views import Event, Patient


@dataclass(frozen=True, slots=True)
class Visit:
    """A patient's token, in the past or to come. `start` is its slot's, wall time."""

    token: int
    number: int
    doctor_name: str
    start: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class PatientCard:
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
