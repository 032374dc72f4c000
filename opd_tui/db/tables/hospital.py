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
    """A doctor. `known_as` is set where another doctor has the same name (domain.doctor_names).

    `no_show_grace_minutes` is the doctor's own; null: as the hospital decides.
    """

    id = AutoField()
    name = TextField()
    department = TextField(default="")
    room = TextField(default="")
    retired = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    known_as = TextField(null=True)
    no_show_grace_minutes = IntegerField(
        null=True,
        constraints=[Check("no_show_grace_minutes IS NULL OR no_show_grace_minutes BETWEEN 0 AND 600")],
    )

    class Meta:
        constraints = [Check("length(trim(name)) > 0"), Check("retired IN (0, 1)")]
