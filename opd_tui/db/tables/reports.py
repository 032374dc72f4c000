"""The sums of days that are over: a report of a year reads these instead of every token."""

from __future__ import annotations

from peewee import AutoField, Check, IntegerField, TextField

from opd_tui.db.tables.base import Table, one_of
from opd_tui.domain.report import COUNTS, GROUPS, MINUTES


class SummedDay(Table):
    """A day whose sums are right, or, where `counting` says by whom, are being counted.

    A change of one of its tokens or slots removes the row (triggers).
    """

    day = TextField(primary_key=True)
    counting = IntegerField(null=True)


class DaySum(Table):
    """What was counted and measured on a day, of one doctor (`subject` is the id), hour, or source (its priority).

    The lists of minutes are texts, such as "12 7 30". Rows of a day that is not right in `SummedDay` count for
    nothing.
    """

    id = AutoField()
    day = TextField()
    kind = TextField()
    subject = IntegerField()

    class Meta:
        indexes = ((("kind", "day", "subject"), True),)
        constraints = [one_of("kind", GROUPS)]


for _name in COUNTS:
    DaySum._meta.add_field(_name, IntegerField(default=0, constraints=[Check(f"{_name} >= 0")]))
for _name in MINUTES:
    DaySum._meta.add_field(_name, TextField(default=""))
