"""A slot's row keeps how many of its tokens wait and are here: counted when the triggers are put back."""

from peewee import SQL, BooleanField, Check, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Doctor(Model):
        class Meta:
            database = db

    class Slot(Model):
        id = IntegerField(primary_key=True)
        doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
        day = TextField()
        start = TextField()
        end = TextField()
        capacity = IntegerField()
        closed = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
        late_minutes = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
        waiting = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
        seated_here = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])
        waiting_here = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "slot_with_more"  # made beside the old one: ALTER TABLE adds no column before the CHECKs
            constraints = [
                Check("capacity BETWEEN 1 AND 500"),
                Check('"end" > "start"'),
                Check('day = substr("start", 1, 10)'),
                Check("closed IN (0, 1)"),
                Check("late_minutes BETWEEN 0 AND 600"),
            ]

    db.create_tables([Slot])
    columns = 'id, doctor_id, day, "start", "end", capacity, closed, late_minutes'
    db.execute_sql(f"INSERT INTO slot_with_more ({columns}) SELECT {columns} FROM slot")  # noqa: S608 - constants
    db.execute_sql("DROP TABLE slot")
    db.execute_sql('ALTER TABLE slot_with_more RENAME TO "slot"')
    db.execute_sql('CREATE INDEX "slot_day" ON "slot" ("day")')
    db.execute_sql('CREATE INDEX "slot_doctor_id_start" ON "slot" ("doctor_id", "start")')
