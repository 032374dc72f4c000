"""What automatic no-shows need: since when a patient is expected, a doctor's own grace, and when a doctor is here."""

from peewee import Check, IntegerField, TextField

_GRACE = "no_show_grace_minutes IS NULL OR no_show_grace_minutes BETWEEN 0 AND 600"


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("token", "expected_from", TextField(null=True)),
        migrator.add_column("slot", "doctor_here_at", TextField(null=True)),
        migrator.add_column("doctor", "no_show_grace_minutes", IntegerField(null=True, constraints=[Check(_GRACE)])),
    )
