"""A patient's card: the record, what is booked, what was, and what happened to the record."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection, tables
from opd_tui.domain.cards import PatientCard, Visit
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.services.queries import log
from opd_tui.store import patients

PAST = 20
"""How many ended tokens a card has; the counts are of all."""


def card(patient_id: int) -> PatientCard:
    """Everything about a patient; for a merged record, about the one that was kept. Raises UnknownPatient."""
    with connection.reading():
        patient = patients.standing(patient_id)
        counted = (
            tables.Token.select(tables.Token.status, fn.COUNT(1))
            .where(tables.Token.patient == patient.id)
            .group_by(tables.Token.status)
        )
        counts: dict[str, int] = dict(counted.tuples())
        live = _visits(patient.id).where(tables.Token.status.in_(LIVE)).order_by(tables.Slot.start, tables.Token.id)
        past = (
            _visits(patient.id)
            .where(tables.Token.status.not_in(LIVE))
            .order_by(tables.Slot.start.desc(), tables.Token.id.desc())
        )
        absorbed = (
            tables.Patient.select(tables.Patient.name)
            .where(tables.Patient.merged_into == patient.id)
            .order_by(tables.Patient.id)
        )
        return PatientCard(
            patient,
            tuple(Visit(*row) for row in live.tuples()),
            tuple(Visit(*row) for row in past.limit(PAST).tuples()),
            counts.get(Status.COMPLETED, 0),
            counts.get(Status.NO_SHOW, 0),
            counts.get(Status.CANCELLED, 0),
            log.of_patient(patient.id),
            tuple(row[0] for row in absorbed.tuples()),
        )


def _visits(patient: int) -> Any:
    columns = (
        tables.Token.id,
        tables.Token.number,
        tables.Doctor.name,
        tables.Slot.start,
        tables.Token.source,
        tables.Token.status,
    )
    return tables.Token.select(*columns).join(tables.Slot).join(tables.Doctor).where(tables.Token.patient == patient)
