"""What all tables have in common."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import Check, Model


def one_of(column: str, values: Sequence[str]) -> Check:
    """The constraint that a column has one of these values."""
    return Check(f"{column} IN ({', '.join(repr(v) for v in values)})")


class Table(Model):
    """A table of the hospital; db.connect() binds all tables to the open database."""

    class Meta:
        legacy_table_names = False
