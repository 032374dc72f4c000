"""Weekly templates that end on the day after they start; a holiday's id is never used twice."""

from peewee import AutoField, Check, ForeignKeyField, IntegerField, Model, TextField


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

        class Meta:
            table_name = "template_with_nights"  # made beside the old one: no CHECK can be altered in place
            constraints = [
                Check("weekday BETWEEN 0 AND 6"),
                Check("capacity BETWEEN 1 AND 500"),
                Check('"end" <> "start"'),
            ]

    db.create_tables([Template])
    db.execute_sql("INSERT INTO template_with_nights SELECT * FROM template")
    db.execute_sql("DROP TABLE template")
    db.execute_sql('ALTER TABLE template_with_nights RENAME TO "template"')
    db.execute_sql('CREATE INDEX "template_weekday_doctor_id" ON "template" ("weekday", "doctor_id")')

    # What undo puts back keeps its id, so nobody else may get that meanwhile. So far no id was above their number.
    db.execute_sql(
        "INSERT INTO counter (name, value) SELECT 'holiday', given FROM"
        " (SELECT count(*) AS given FROM event WHERE action = 'add-holiday') WHERE given > 0"
    )
