"""Is this patient registered already? Looked at before a second record is made."""

from __future__ import annotations

from typing import Any

from opd_tui.db import connection, tables
from opd_tui.domain import phones
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import Patient
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.runtime import policy
from opd_tui.store import patients

MOST = 5


def likely(asked: NewPatient) -> tuple[Patient, ...]:
    """Records that are likely of the same person: the same phone, or the same name and year of birth.

    Phones are compared as they are kept, names without case and accents. Members of one family share a phone, so this
    is pointed out and never refused. At most five, those of that name first; for a merged record, the one it is now.
    """
    folded = fold(asked.name)
    _, _, backwards = phones.parse(asked.phone, policy.current().phone_region) if asked.phone else (None, None, None)
    same: list[Any] = []
    if backwards:
        same.append(tables.Patient.phone_backwards == backwards)
    if folded and asked.year_of_birth is not None:
        same.append((tables.Patient.folded == folded) & (tables.Patient.year_of_birth == asked.year_of_birth))
    found: dict[int, Patient] = {}
    with connection.reading():
        for condition in same:
            query = tables.Patient.select(*patients.COLUMNS).where(condition).order_by(tables.Patient.id)
            for patient in patients.holding(Patient(*row) for row in query.limit(MOST).tuples()):
                found[patient.id] = patient
    return tuple(sorted(found.values(), key=lambda patient: (fold(patient.name) != folded, patient.id))[:MOST])
