"""A patient's card: the record, its bookings, its past visits, and the log of the record."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.cards import PatientCard
from opd_tui.domain.tokens import Status
from opd_tui.services.patients import duplicates
from opd_tui.store import log, patients, visits

MAX_ENDED = 20
"""How many ended tokens a card has; the counts are of all."""


def card(patient_id: int) -> PatientCard:
    """Everything about a patient; for a merged record, about the one that was kept. Raises UnknownPatient."""
    with connection.reading():
        patient = patients.canonical(patient_id)
        counts = visits.counts_of(patient.id)
        return PatientCard(
            patient,
            visits.live_of(patient.id),
            visits.ended_of(patient.id, MAX_ENDED),
            counts.get(Status.COMPLETED, 0),
            counts.get(Status.NO_SHOW, 0),
            counts.get(Status.CANCELLED, 0),
            log.of_patient(patient.id),
            patients.merged_names(patient.id),
            duplicates.of_record(patient.id),
        )
