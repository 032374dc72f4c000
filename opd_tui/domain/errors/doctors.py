"""A doctor does not allow it."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


class DoctorRetired(OpdError):
    """{doctor} is retired and takes no slots and no patients. Bring the doctor back first."""

    code = "doctor-retired"


class DoctorInUse(OpdError):
    """{doctor} has {tokens} live token(s) today or later, the first on {day} ({numbers}). Move or cancel them first:
    L moves all of a doctor's patients."""

    code = "doctor-in-use"
