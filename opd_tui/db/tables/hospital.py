"""The hospital as a whole: its settings, its counters and its doctors."""

from __future__ import annotations

from peewee import AutoField, Check, IntegerField, TextField

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
    """A doctor."""

    id = AutoField()
    name = TextField()
    department = TextField(default="")
    room = TextField(default="")

    class Meta:
        constraints = [Check("length(trim(name)) > 0")]
