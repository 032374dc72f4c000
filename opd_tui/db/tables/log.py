"""The log of all changes."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, TextField

from opd_tui.db.tables.base import Table
from opd_tui.db.tables.hospital import Doctor
from opd_tui.db.tables.patients import Patient
from opd_tui.db.tables.tokens import Token


class Event(Table):
    """The log: one row for every change, never altered. `detail` is JSON, with `from` and `to` if a state changed.

    `operation` is the id of the first event of its operation. `automatic`: the program did it by itself.
    """

    id = AutoField()
    operation = IntegerField()
    at = TextField()
    actor = TextField()
    desk = TextField()
    account = TextField(null=True)
    connection = TextField(null=True)
    address = TextField(null=True)
    automatic = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    action = TextField()
    doctor = ForeignKeyField(Doctor, null=True, on_delete="RESTRICT", index=False)
    patient = ForeignKeyField(Patient, null=True, on_delete="RESTRICT", index=False)
    slot = IntegerField(null=True)
    token = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
    cause = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
    undoes = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)
    detail = TextField(default="{}")

    class Meta:
        indexes = (
            (("token", "id"), False),
            (("slot", "id"), False),
            (("actor", "id"), False),
            (("desk", "id"), False),
        )
        constraints = [Check("operation <= id"), Check("automatic IN (0, 1)")]


Event.add_index(Event.index(Event.operation, where=SQL("operation <> id"), name="event_of_operation"))
MOVES = "('move', 'preempt', 'promote')"
"""The actions that a report counts as moves, as SQL has them: an index of just these is used only for the same text."""
Event.add_index(Event.index(Event.slot, where=SQL(f"action IN {MOVES}"), name="event_of_moves"))
Event.add_index(Event.index(Event.undoes, unique=True, where=SQL("undoes_id IS NOT NULL"), name="event_undone_once"))
Event.add_index(Event.index(Event.patient, Event.id, where=SQL("patient_id IS NOT NULL"), name="event_of_patient"))
