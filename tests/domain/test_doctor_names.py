"""How doctors of one name are told apart."""

from __future__ import annotations

import pytest

from opd_tui.domain.doctor_names import told_apart
from opd_tui.domain.people import Doctor

CARDIOLOGY, MEDICINE = ("Dr Rao", "Cardiology", "3"), ("Rao", "Medicine", "3")


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([CARDIOLOGY, ("Dr Raote", "Medicine", "3")], {}),
        ([CARDIOLOGY, MEDICINE], {1: "Dr Rao (Cardiology)", 2: "Rao (Medicine)"}),
        (
            [CARDIOLOGY, ("Dr Rao", "cardiology", "4")],
            {1: "Dr Rao (Cardiology, room 3)", 2: "Dr Rao (cardiology, room 4)"},
        ),
        ([("Dr Rao", "", ""), CARDIOLOGY], {1: "Dr Rao (no. 1)", 2: "Dr Rao (Cardiology)"}),
        ([("Dr Rao", "", "1"), ("Dr Rao", "", "2")], {1: "Dr Rao (room 1)", 2: "Dr Rao (room 2)"}),
        ([CARDIOLOGY, CARDIOLOGY], {1: "Dr Rao (Cardiology no. 1)", 2: "Dr Rao (Cardiology no. 2)"}),
        (
            [CARDIOLOGY, CARDIOLOGY, MEDICINE],
            {1: "Dr Rao (Cardiology no. 1)", 2: "Dr Rao (Cardiology no. 2)", 3: "Rao (Medicine)"},
        ),
        ([("Dr 🙂", "", ""), ("Dr 🙂", "", "")], {1: "Dr 🙂 (no. 1)", 2: "Dr 🙂 (no. 2)"}),
    ],
)
def test_doctors_of_one_name_are_told_apart_by_department_then_room_then_number(rows, names):
    assert told_apart(Doctor(n, *row) for n, row in enumerate(rows, start=1)) == names
