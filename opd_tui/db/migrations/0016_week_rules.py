"""A weekly template has a rule: every second week, or some weeks of the month. Those of before are in every week."""

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Doctor(Table):
        id = AutoField()

    class Template(Table):
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
            table_name = "template_with_rule"  # made beside the old one: ALTER TABLE adds no column before the CHECKs
            constraints = [
                Check("weekday BETWEEN 0 AND 6"),
                Check("capacity BETWEEN 1 AND 500"),
                Check('"end" <> "start"'),
            ]

    db.create_tables([Template])
    columns = 'id, doctor_id, weekday, "start", "end", capacity, valid_from, valid_to'
    db.execute_sql(f"INSERT INTO template_with_rule ({columns}) SELECT {columns} FROM template")  # noqa: S608 - constants
    db.execute_sql("DROP TABLE template")
    db.execute_sql('ALTER TABLE template_with_rule RENAME TO "template"')
    db.execute_sql('CREATE INDEX "template_weekday_doctor_id" ON "template" ("weekday", "doctor_id")')
