"""Whether a sample database is unused: it has a mark until the first desk opens it."""

from __future__ import annotations

from datetime import datetime

from opd_tui.db import connection
from opd_tui.services.hospital_settings import SAMPLE
from opd_tui.store import events, migrations, settings

_MARK = SAMPLE
"""The setting; its value is the id of the last event."""


def mark() -> None:
    """Mark the open database as unused."""
    settings.put(_MARK, str(events.latest()[0]))


def is_marked() -> bool:
    """Whether the open database has the mark."""
    with connection.reading():
        return settings.value(_MARK) is not None


def unmark() -> str | None:
    """Remove the mark; returns the stored moment of the last event, None if there was no mark or something was done
    since.
    """
    (last, at), marked = events.latest(), settings.value(_MARK)
    settings.remove(_MARK)
    return at if marked == str(last) else None


def set_migrated(at: datetime) -> None:
    """Make the database look as if it was created at that moment in UTC."""
    migrations.set_applied(at.replace(tzinfo=None).isoformat(" "))
