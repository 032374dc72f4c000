"""The register of patients."""

from __future__ import annotations

import re
from typing import Any

from peewee import IntegrityError

from opd_tui import db
from opd_tui.errors import DuplicateMrn, UnknownPatient
from opd_tui.models import Patient
from opd_tui.names import clean_name, clean_text
from opd_tui.prepared import prepared
from opd_tui.services import journal
from opd_tui.views import Actor, NewPatient
from opd_tui.views import Patient as PatientView

_COLUMNS = (Patient.id, Patient.name, Patient.phone, Patient.mrn)


def digits_of(phone: str | None) -> str | None:
    """The digits of a phone number, as numbers are compared; None without any."""
    return re.sub(r"\D", "", phone or "", flags=re.ASCII) or None


def register(asked: NewPatient, actor: Actor) -> PatientView:
    """Add a patient. Raises BadName, BadRequest (phone, hospital number) or DuplicateMrn."""
    name = clean_name(asked.name, "patient's name")
    phone = clean_text(asked.phone, "phone number")
    mrn = clean_text(asked.mrn, "hospital number")
    with db.transaction():
        try:
            [(made,)] = _insert(name, phone, digits_of(phone), mrn)
        except IntegrityError as e:
            holder = Patient.select(Patient.name).where(Patient.mrn == mrn).tuples().first()
            if mrn is None or holder is None:
                raise
            raise DuplicateMrn(mrn=mrn, patient=holder[0]) from e
        journal.write(actor, "add-patient", patient=made, after={"name": name, "phone": phone, "mrn": mrn})
    return PatientView(made, name, phone, mrn)


@prepared
def _insert(name: Any, phone: Any, digits: Any, mrn: Any) -> Any:
    return Patient.insert(name=name, phone=phone, phone_digits=digits, mrn=mrn).returning(Patient.id)


def patient(patient_id: int) -> PatientView:
    """A patient's record. Raises UnknownPatient."""
    rows = _patient(patient_id)
    if not rows:
        raise UnknownPatient(id=patient_id)
    return PatientView(*rows[0])


@prepared
def _patient(patient: Any) -> Any:
    return Patient.select(*_COLUMNS).where(Patient.id == patient)


def correct_name(patient_id: int, name: str, actor: Actor) -> PatientView:
    """Put a patient's name right. Raises UnknownPatient or BadName."""
    clean = clean_name(name, "patient's name")
    with db.transaction():
        before = patient(patient_id)
        if before.name != clean:
            Patient.update(name=clean).where(Patient.id == patient_id).execute()
            journal.write(
                actor,
                "correct-patient",
                patient=patient_id,
                before={"name": before.name},
                after={"name": clean},
            )
    return PatientView(before.id, clean, before.phone, before.mrn)


def known(text: str, limit: int = 5) -> tuple[PatientView, ...]:
    """Patients whose name begins so (case ignored), whose number is that, or whose phone ends in those digits.

    At most `limit`, oldest record first; none for fewer than two characters.
    """
    text = text.strip()
    if len(text) < 2:
        return ()
    found: Any = Patient.name.startswith(text) | (Patient.mrn == text)
    digits = digits_of(text)
    if digits and len(digits) >= 4 and not re.search(r"[^\W\d_]", text):
        found |= Patient.phone_digits.endswith(digits)
    with db.reading():
        rows = Patient.select(*_COLUMNS).where(found).order_by(Patient.id).limit(limit).tuples()
        return tuple(PatientView(*row) for row in rows)
