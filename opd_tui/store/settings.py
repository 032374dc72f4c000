"""Settings of the hospital, by name; their values are texts."""

from __future__ import annotations

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared


def value(name: str) -> str | None:
    """The value of a setting, or None if it is not set."""
    return _value.first(name)


@prepared(str)
def _value(name: str) -> Query:
    return tables.Setting.select(tables.Setting.value).where(tables.Setting.name == name)


def every() -> dict[str, str]:
    """All settings."""
    return dict(_every())


@prepared(tuple[str, str])
def _every() -> Query:
    return tables.Setting.select(tables.Setting.name, tables.Setting.value)


def put(name: str, value: str) -> None:
    """Set a setting."""
    query = tables.Setting.insert(name=name, value=value)
    query.on_conflict(conflict_target=[tables.Setting.name], update={tables.Setting.value: value}).execute()


def remove(name: str) -> None:
    """Remove a setting."""
    tables.Setting.delete().where(tables.Setting.name == name).execute()
