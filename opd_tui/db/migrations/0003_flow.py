"""The times at which a patient checked in, was called in and left the doctor; the index of a doctor's consultations.

Existing tokens have no times: the log has none for check-ins, and those of calls stay in the log.
"""

from peewee import Check, TextField


def up(migrator, db):
    called = Check("called_at IS NULL OR called = 1 OR status NOT IN ('ACTIVE', 'WAITING')")
    ended = Check("ended_at IS NULL OR status = 'COMPLETED'")
    migrator.migrate(
        migrator.add_column("token", "arrived_at", TextField(null=True)),
        migrator.add_column("token", "called_at", TextField(null=True, constraints=[called])),
        migrator.add_column("token", "ended_at", TextField(null=True, constraints=[ended])),
    )
    db.execute_sql(
        'CREATE INDEX "token_consultations" ON "token" ("doctor_id", "ended_at")'
        " WHERE called_at IS NOT NULL AND ended_at IS NOT NULL"
    )
