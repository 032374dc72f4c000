"""The tables. `migrations/` creates them; tests/db/migrations/ checks that both have the same columns and indexes.

Constraints express as many invariants as any database can check; two need a trigger, in sqlite/triggers.py.
"""

from __future__ import annotations

from opd_tui.db.tables.base import Table
from opd_tui.db.tables.hospital import Counter, Doctor, Setting
from opd_tui.db.tables.log import Event
from opd_tui.db.tables.patients import Patient, PatientPhone
from opd_tui.db.tables.reports import DaySum, SummedDay
from opd_tui.db.tables.slots import Absence, Slot
from opd_tui.db.tables.tokens import Request, Token
from opd_tui.db.tables.weeks import Holiday, Template, TemplateDay

TABLES: list[type[Table]] = [
    *(Setting, Counter, Doctor, Patient, PatientPhone, Slot, Token, Request, Event),
    *(Template, TemplateDay, Holiday, Absence, SummedDay, DaySum),
]

__all__ = [
    "TABLES",
    "Absence",
    "Counter",
    "DaySum",
    "Doctor",
    "Event",
    "Holiday",
    "Patient",
    "PatientPhone",
    "Request",
    "Setting",
    "Slot",
    "SummedDay",
    "Table",
    "Template",
    "TemplateDay",
    "Token",
]
