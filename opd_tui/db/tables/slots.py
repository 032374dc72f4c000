"""The slots, and the spans in which a doctor is away."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, TextField

from opd_tui.db.tables.base import Table
from opd_tui.db.tables.hospital import Doctor
from opd_tui.domain.slots import LARGEST_CAPACITY, LATEST_MINUTES, SMALLEST_CAPACITY


class Slot(Table):
    """A doctor's window `[start, end)` in the hospital's wall time, and its capacity.

    Its id comes from a counter, so that the id of a removed slot is never used again.

    `doctor_here_at` is the moment (UTC) at which a desk said that the doctor is here. `waiting`, `seated_here` and
    `waiting_here` are counts of its tokens, kept by the database at each change of a token (kept_counts.py): how many
    wait, and of those with a seat and of those who wait how many are checked in and not called in.
    """

    id = IntegerField(primary_key=True)
    doctor = ForeignKeyField(Doctor, backref="slots", on_delete="RESTRICT", index=False)
    day = TextField(index=True)
    start = TextField()
    end = TextField()
    capacity = IntegerField()
    closed = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    late_minutes = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    waiting = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    seated_here = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    waiting_here = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
    doctor_here_at = TextField(null=True)

    class Meta:
        indexes = ((("doctor", "start"), False),)
        constraints = [
            Check(f"capacity BETWEEN {SMALLEST_CAPACITY} AND {LARGEST_CAPACITY}"),
            Check('"end" > "start"'),
            Check('day = substr("start", 1, 10)'),
            Check("closed IN (0, 1)"),
            Check(f"late_minutes BETWEEN 0 AND {LATEST_MINUTES}"),
        ]


class Absence(Table):
    """A span of wall time, `start` to `end`, in which a doctor is away. Its id comes from a counter, like a slot's."""

    id = AutoField()
    doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
    start = TextField()
    end = TextField()
    reason = TextField()

    class Meta:
        indexes = ((("doctor", "start"), False),)
        constraints = [Check('"end" > "start"')]
