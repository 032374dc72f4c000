"""The weekly templates, the days they were used for, and the holidays."""

from __future__ import annotations

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, TextField

from opd_tui.db.tables.base import Table
from opd_tui.db.tables.hospital import Doctor
from opd_tui.domain.slots import LARGEST_CAPACITY, SMALLEST_CAPACITY


class Template(Table):
    """A doctor's weekly window: `weekday` 0 (Monday) to 6, `start` and `end` HH:MM.

    An end before the start is on the next day. It is valid from `valid_from` to `valid_to`, both included;
    null is until further notice. `rule` is one of RFC 5545, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=SA; "" is every week.
    """

    id = AutoField()
    doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
    weekday = IntegerField()
    start = TextField()
    end = TextField()
    capacity = IntegerField()
    valid_from = TextField()
    valid_to = TextField(null=True)
    rule = TextField(default="", constraints=[SQL("DEFAULT ''")])

    class Meta:
        indexes = ((("weekday", "doctor"), False),)
        constraints = [
            Check("weekday BETWEEN 0 AND 6"),
            Check(f"capacity BETWEEN {SMALLEST_CAPACITY} AND {LARGEST_CAPACITY}"),
            Check('"end" <> "start"'),
        ]


class TemplateDay(Table):
    """A day for which a template's slot was created, once, even if the slot was removed later; null: the day was passed
    over.
    """

    id = AutoField()
    template = ForeignKeyField(Template, on_delete="RESTRICT", index=False)
    day = TextField()
    slot = IntegerField(null=True)

    class Meta:
        indexes = ((("template", "day"), True),)


class Holiday(Table):
    """A day on which a doctor, or with null the whole hospital, does not work. Its id comes from a counter, like a
    slot's.
    """

    id = AutoField()
    day = TextField()
    doctor = ForeignKeyField(Doctor, null=True, on_delete="RESTRICT", index=False)
    name = TextField()

    class Meta:
        indexes = ((("day", "doctor"), True),)


Holiday.add_index(Holiday.index(Holiday.day, unique=True, where=SQL("doctor_id IS NULL"), name="holiday_one_for_all"))
