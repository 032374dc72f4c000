"""Which migrations this program has, and which a database still lacks; the same for both engines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from opd_tui.domain.errors import Newer

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "schema_migration"
"""Peewee's migrations note in this table which were applied, and when."""
APPLIED = f"SELECT name FROM {TABLE}"  # noqa: S608 - a constant


def known_migrations() -> list[str]:
    """The names of this program's migrations, oldest first."""
    return sorted(p.stem for p in MIGRATIONS.glob("[0-9]*.py"))


def lacking(applied: Iterable[str], where: object) -> list[str]:
    """The migrations that are not applied yet, oldest first. Raises Newer if one was applied that is unknown here."""
    known, there = known_migrations(), set(applied)
    if unknown := sorted(there - set(known)):
        raise Newer(path=where, unknown=", ".join(unknown))
    return [name for name in known if name not in there]
