"""Whether a database is a sample that waits for its first desk. Every desk asks at its start: this imports little."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.store import settings

ASLEEP = "sample"
"""The setting of a sample that no desk has opened yet. Its value is the id of the last event."""


def is_asleep() -> bool:
    """Whether the open database is a sample that no desk has opened yet."""
    with connection.reading():
        return settings.value(ASLEEP) is not None
