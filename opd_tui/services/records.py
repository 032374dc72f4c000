"""Reading patients' records."""

from __future__ import annotations

from typing import Any

from opd_tui.errors import UnknownPatient
from opd_tui.models import Patient
from opd_tui.prepared import prepared
from opd_tui.views import Patient as PatientView

COLUMNS = (
    Patient.id,
    Patient.name,
    Patient.phone,
    Patient.mrn,
    Patient.year_of_birth,
    Patient.sex,
    Patient.notes,
    Patient.merged_into,
)
"""What `PatientView(*row)` is made of."""


def patient(patient_id: int) -> PatientView:
    """A patient's record, also one that was merged. Raises UnknownPatient."""
    rows = _patient(patient_id)
    if not rows:
        raise UnknownPatient(id=patient_id)
    return PatientView(*rows[0])


def standing(patient_id: int) -> PatientView:
    """The record that holds for a patient: the one itself, or the one it was merged into. Raises UnknownPatient."""
    found = patient(patient_id)
    while found.merged_into is not None:
        found = patient(found.merged_into)
    return found


@prepared
def _patient(patient: Any) -> Any:
    return Patient.select(*COLUMNS).where(Patient.id == patient)
