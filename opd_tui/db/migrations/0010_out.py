"""The time at which a patient who was here stepped out; it goes when the patient is checked in again."""

from peewee import Check, TextField


def up(migrator, db):
    out = Check(
        "stepped_out_at IS NULL OR (status IN ('ACTIVE', 'WAITING') AND called = 0 AND arrived_at IS NULL)",
    )
    migrator.migrate(migrator.add_column("token", "stepped_out_at", TextField(null=True, constraints=[out])))
