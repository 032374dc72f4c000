"""The register of patients: normalised phones, folded names, year of birth, sex, notes, merged records."""

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, Model, TextField

from opd_tui.domain import phones
from opd_tui.domain.name_search import fold
from opd_tui.runtime import policy


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Patient(Table):
        id = AutoField()
        name = TextField()
        folded = TextField(index=True)
        phone = TextField(null=True)
        phone_e164 = TextField(null=True)
        phone_backwards = TextField(null=True, index=True)
        mrn = TextField(null=True, unique=True)
        year_of_birth = IntegerField(null=True)
        sex = TextField(null=True)
        notes = TextField(default="")
        merged_into = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)

        class Meta:
            constraints = [
                Check("length(trim(name)) > 0"),
                Check("year_of_birth BETWEEN 1800 AND 2200"),
                Check("sex IN ('F', 'M', 'X')"),
                Check("merged_into_id <> id"),
            ]

    merged = SQL("merged_into_id IS NOT NULL")
    Patient.add_index(Patient.index(Patient.merged_into, where=merged, name="patient_merged"))

    class Event(Table):
        id = AutoField()
        patient = ForeignKeyField(Patient, null=True, index=False)

    # The new table takes the old one's name, to which tokens and events point: their references stay as they are.
    db.execute_sql("PRAGMA legacy_alter_table = 1")
    db.execute_sql("ALTER TABLE patient RENAME TO patient_before")
    db.execute_sql("PRAGMA legacy_alter_table = 0")
    for index in ("patient_name", "patient_phone_digits", "patient_mrn"):
        db.execute_sql(f"DROP INDEX {index}")
    db.create_tables([Patient])
    for patient, name, typed, mrn in db.execute_sql("SELECT id, name, phone, mrn FROM patient_before").fetchall():
        _, e164, backwards = phones.parse(typed, policy.current().phone_region) if typed else (None, None, None)
        db.execute_sql(
            "INSERT INTO patient (id, name, folded, phone, phone_e164, phone_backwards, mrn, notes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, '')",
            (patient, name, fold(name), typed, e164, backwards, mrn),  # shown as the log says it was typed
        )
    db.execute_sql("DROP TABLE patient_before")
    of_patient = SQL("patient_id IS NOT NULL")
    db.execute(Event.index(Event.patient, Event.id, where=of_patient, name="event_of_patient"))
