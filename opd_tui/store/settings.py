"""Settings of the hospital, by name; their values are texts."""

from __future__ import annotations

from opd_tui.db import tables


def value(name: str) -> str | None:
    """The value of a setting, or None if it is not set."""
    found = tables.Setting.get_or_none(tables.Setting.name == name)
    return str(found.value) if found else None


def put(name: str, value: str) -> None:
    """Add a setting that is not set."""
    tables.Setting.insert(name=name, value=value).execute()


def remove(name: str) -> None:
    """Remove a setting."""
    tables.Setting.delete().where(tables.Setting.name == name).execute()
