"""Hospitals to sit down at; each takes the open database of the `database` fixture."""

from __future__ import annotations

import pytest

from opd_tui.db.sqlite import errors
from opd_tui.domain.slots import SlotSummary
from tests.support.factories import a_patient, a_slot, booked


@pytest.fixture
def morning(database) -> SlotSummary:
    """Dr Rao's slot at ten, two seats: №1 Asha and №2 Ravi sit, №3 Meena and №4 Joseph wait. All are WALKIN."""
    slot = a_slot(seats=2)
    for name in ("Asha Patil", "Ravi Kumar", "Meena Shah", "Joseph Mathew"):
        booked(slot.id, patient=a_patient(name).id)
    return slot


@pytest.fixture
def impatient(monkeypatch):
    """Wait for a lock for a moment and not for seconds."""
    monkeypatch.setattr(errors, "BUSY_SECONDS", 0.05)
