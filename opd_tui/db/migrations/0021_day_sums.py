"""The sums of days that are over, for reports."""

from peewee import AutoField, Check, IntegerField, Model, TextField

_COUNTS = (
    *("booked", "completed", "active", "waiting", "cancelled", "no_show", "no_show_automatic", "unseen"),
    *("emergency", "paid", "followup", "online", "walkin"),
    *("promoted", "preempted", "moved", "seats", "slots"),
)
_MINUTES = ("waits", "consultations", "begins", "ends")


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class SummedDay(Table):
        day = TextField(primary_key=True)
        counting = IntegerField(null=True)

    class DaySum(Table):
        id = AutoField()
        day = TextField()
        kind = TextField()
        subject = IntegerField()

        class Meta:
            indexes = ((("kind", "day", "subject"), True),)
            constraints = [Check("kind IN ('doctor', 'hour', 'source')")]

    for name in _COUNTS:
        DaySum._meta.add_field(name, IntegerField(default=0, constraints=[Check(f"{name} >= 0")]))
    for name in _MINUTES:
        DaySum._meta.add_field(name, TextField(default=""))
    db.create_tables([SummedDay, DaySum])
