"""Hospital numbers are found whether typed in upper or lower case."""


def up(migrator, db):
    db.execute_sql('CREATE INDEX "patient_mrn_any_case" ON "patient" (LOWER("mrn"))')
