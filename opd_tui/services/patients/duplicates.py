"""Is this patient registered already? Looked at before a second record is made."""

from __future__ import annotations

from typing import Any

from opd_tui.db import connection
from opd_tui.db.tables import Patient
from opd_tui.domain import phones
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import NewPatient
from opd_tui.domain.patients import Patient as PatientView
from opd_tui.runtime import policy
from opd_tui.store import patients

MOST = 5


def likely(asked: NewPatient) -> tuple[PatientView, ...]:
    """Records that are likely of the same person: the same phone, or the same name and year of birth.

    Phones are compared as they are kept, names without case and accents. Members of one family share a phone, so this
    is pointed out and never refused. At most five, those of that name first; for a merged record, the one it is now.
    """
    folded = fold(asked.name)
    _, _, backwards = phones.parse(asked.phone, policy.current().phone_region) if asked.phone else (None, None, None)
    same: list[Any] = []
    if backwards:
        same.append(Patient.phone_backwards == backwards)
    if folded and asked.year_of_birth is not None:
        same.append((Patient.folded == folded) & (Patient.year_of_birth == asked.year_of_birth))
    found: dict[int, PatientView] = {}
    with connection.reading():
        for condition in same:
            query = Patient.select(*patients.COLUMNS).where(condition).order_by(Patient.id)
            for patient in patients.holding(PatientView(*row) for row in query.limit(MOST).tuples()):
                found[patient.id] = patient
    return tuple(sorted(found.values(), key=lambda patient: (fold(patient.name) != folded, patient.id))[:MOST])
