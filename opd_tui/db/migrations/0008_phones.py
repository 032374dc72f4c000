"""Several phones for a patient; names found by other spellings; hospital numbers with or without leading zeros.

A million patients take about a minute, most of it for the sounds of names.
"""

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, Model, TextField

from opd_tui.domain import phones
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import mrn_key
from opd_tui.domain.spellings import other_terms
from opd_tui.runtime import policy

BATCH = 10_000


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Patient(Table):
        id = AutoField()
        name = TextField()
        folded = TextField(index=True)
        spellings = TextField(default="", constraints=[SQL("DEFAULT ''")])
        mrn = TextField(null=True, unique=True)
        mrn_key = TextField(null=True)
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

    merged, numbered = SQL("merged_into_id IS NOT NULL"), SQL("mrn_key IS NOT NULL")
    Patient.add_index(Patient.index(Patient.merged_into, where=merged, name="patient_merged"))
    Patient.add_index(Patient.index(Patient.mrn_key, where=numbered, name="patient_mrn_key"))

    class PatientPhone(Table):
        id = AutoField()
        patient = ForeignKeyField(Patient, on_delete="RESTRICT", index=False)
        place = IntegerField()
        shown = TextField()
        e164 = TextField(null=True)
        backwards = TextField(null=True, index=True)

        class Meta:
            indexes = ((("patient", "place"), True),)
            constraints = [Check("place >= 0"), Check("length(trim(shown)) > 0")]

    # The new table takes the old one's name, to which tokens and events point: their references stay as they are.
    db.execute_sql("PRAGMA legacy_alter_table = 1")
    db.execute_sql("ALTER TABLE patient RENAME TO patient_before")
    db.execute_sql("PRAGMA legacy_alter_table = 0")
    for index in ("folded", "phone_backwards", "mrn", "merged", "mrn_any_case"):
        db.execute_sql(f"DROP INDEX patient_{index}")
    db.create_tables([Patient, PatientPhone], safe=False)
    _copy_patients(db)
    _copy_phones(db)
    db.execute_sql("DROP TABLE patient_before")


def _copy_patients(db):
    rows = db.connection().execute(
        "SELECT id, name, mrn, year_of_birth, sex, notes, merged_into_id FROM patient_before ORDER BY id"
    )
    while batch := rows.fetchmany(BATCH):
        db.connection().executemany(
            "INSERT INTO patient (id, name, folded, spellings, mrn, mrn_key, year_of_birth, sex, notes, merged_into_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (patient, name, folded := fold(name), other_terms(folded), mrn, mrn and mrn_key(mrn), *others)
                for patient, name, mrn, *others in batch
            ),
        )


def _copy_phones(db):
    """Copy the phones. A text that cannot be read as phones becomes one phone, shown as it was."""
    region = policy.current().phone_region
    rows = db.connection().execute(
        "SELECT id, phone, phone_e164, phone_backwards FROM patient_before WHERE trim(phone) <> '' ORDER BY id"
    )
    while batch := rows.fetchmany(BATCH):
        db.connection().executemany(
            "INSERT INTO patient_phone (patient_id, place, shown, e164, backwards) VALUES (?, ?, ?, ?, ?)",
            (
                (patient, place, *phone)
                for patient, shown, e164, backwards in batch
                for place, phone in enumerate(
                    _several(shown, region) or [phones.Phone(shown, e164, backwards)],
                )
            ),
        )


def _several(shown, region):
    """The phones in a text that has several."""
    if phones.is_number(phones.ascii_digits(shown)):
        return ()
    read = phones.kept(shown, region)
    return read if len(read) > 1 else ()
