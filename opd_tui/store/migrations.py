"""The table in which Peewee notes what migrations were applied, and when."""

from __future__ import annotations

from peewee import Table

from opd_tui.db import connection


def set_applied(moment: str) -> None:
    """Let every migration be applied at that moment, UTC without its offset: a sample's do not age."""
    applied = Table("schema_migration", ("applied",)).bind(connection.current().database)
    applied.update(applied=moment).execute()
