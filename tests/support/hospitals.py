"""The whole state of a hospital, to compare one moment with another: ids, the log and counters apart."""

from __future__ import annotations

from opd_tui.db import tables


def state() -> dict[str, object]:
    """What stands in the tables that people change; how often somebody lost a seat is a counter."""
    return {
        "token": {row["id"]: {**row, "preemptions": 0} for row in tables.Token.select().dicts()},
        "slot": {row["id"]: row for row in tables.Slot.select().dicts()},
        "patient": {row["id"]: row for row in tables.Patient.select().dicts()},
        "doctor": list(tables.Doctor.select().order_by(tables.Doctor.id).dicts()),
        "template": list(tables.Template.select().order_by(tables.Template.id).dicts()),
        "holiday": list(tables.Holiday.select().order_by(tables.Holiday.id).dicts()),
    }
