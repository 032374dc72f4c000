"""Absences of doctors. A closed slot without live tokens no longer blocks its time, so two slots may start together."""

from peewee import AutoField, Check, ForeignKeyField, Model, TextField


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Doctor(Table):
        id = AutoField()

    class Absence(Table):
        id = AutoField()
        doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
        start = TextField()
        end = TextField()
        reason = TextField()

        class Meta:
            indexes = ((("doctor", "start"), False),)
            constraints = [Check('"end" > "start"')]

    db.create_tables([Absence])
    db.execute_sql('DROP INDEX "slot_doctor_id_start"')
    db.execute_sql('CREATE INDEX "slot_doctor_id_start" ON "slot" ("doctor_id", "start")')
