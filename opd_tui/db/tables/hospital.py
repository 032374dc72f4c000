"""The hospital as a whole: its settings, its counters and its doctors."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, Check, IntegerField, TextField

from opd_tui.db.tables.base import Table


class Setting(Table):
    """A setting of the hospital, not of a desk, such as its time zone."""

    name = TextField(primary_key=True)
    value = TextField()


class Counter(Table):
    """A stored counter: arrivals (`arrival`), ids, and token numbers per doctor and day (`number:1:2026-11-23`)."""

    name = TextField(primary_key=True)
    value = IntegerField()


class Doctor(Table):
    """A doctor. `known_as` is set where another doctor has the same name (domain.doctor_names)."""

    id = AutoField()
    name = TextField()
    department = TextField(default="")
    room = TextField(default="")
    retired = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    known_as = TextField(null=True)

    class Meta:
        constraints = [Check("length(trim(name)) > 0"), Check("retired IN (0, 1)")]
