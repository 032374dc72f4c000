"""The table in which Peewee notes which migrations were applied, and when."""

from __future__ import annotations

from peewee import Table

from opd_tui.db import connection


def set_applied(moment: str) -> None:
    """Set the time of every migration to that moment, UTC without its offset, so that a sample file is
    always the same.
    """
    applied = Table("schema_migration", ("applied",)).bind(connection.current().database)
    applied.update(applied=moment).execute()
