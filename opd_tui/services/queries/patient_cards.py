"""A patient's card: the record, what is booked, what was, and what happened to the record."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection
from opd_tui.db.tables import Doctor, Patient, Slot, Token
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
        counted = Token.select(Token.status, fn.COUNT(1)).where(Token.patient == patient.id).group_by(Token.status)
        counts: dict[str, int] = dict(counted.tuples())
        live = _visits(patient.id).where(Token.status.in_(LIVE)).order_by(Slot.start, Token.id)
        past = _visits(patient.id).where(Token.status.not_in(LIVE)).order_by(Slot.start.desc(), Token.id.desc())
        absorbed = Patient.select(Patient.name).where(Patient.merged_into == patient.id).order_by(Patient.id)
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
    columns = (Token.id, Token.number, Doctor.name, Slot.start, Token.source, Token.status)
    return Token.select(*columns).join(Slot).join(Doctor).where(Token.patient == patient)
