"""Doctors who have retired, and how doctors of one name are told apart."""

from peewee import SQL, AutoField, BooleanField, Check, Model, TextField

from opd_tui.domain.doctor_names import told_apart
from opd_tui.domain.people import Doctor as Person


def up(migrator, db):
    class Doctor(Model):
        id = AutoField()
        name = TextField()
        department = TextField(default="")
        room = TextField(default="")
        retired = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
        known_as = TextField(null=True)

        class Meta:
            database = db
            legacy_table_names = False
            table_name = "doctor_with_more"  # made beside the old one: ALTER TABLE adds no column with a CHECK in place
            constraints = [Check("length(trim(name)) > 0"), Check("retired IN (0, 1)")]

    db.create_tables([Doctor])
    db.execute_sql("INSERT INTO doctor_with_more SELECT id, name, department, room, 0, NULL FROM doctor")
    db.execute_sql("DROP TABLE doctor")
    db.execute_sql('ALTER TABLE doctor_with_more RENAME TO "doctor"')
    rows = db.execute_sql("SELECT id, name, department, room FROM doctor ORDER BY id").fetchall()
    for doctor, known_as in told_apart(Person(*row) for row in rows).items():
        db.execute_sql("UPDATE doctor SET known_as = ? WHERE id = ?", (known_as, doctor))
