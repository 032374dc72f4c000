"""The precedence of a patient's record, and the last day on which it holds."""

from peewee import Check, TextField


def up(migrator, db):
    kinds = Check("precedence IN ('disability', 'pregnant')")
    until = Check("(precedence_until IS NOT NULL) = (precedence IS 'pregnant')")
    migrator.migrate(
        migrator.add_column("patient", "precedence", TextField(null=True, constraints=[kinds])),
        migrator.add_column("patient", "precedence_until", TextField(null=True, constraints=[until])),
    )
