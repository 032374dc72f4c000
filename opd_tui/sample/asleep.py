"""Whether a database is a sample that no desk has opened yet. Every desk checks this at its start, so this imports
little.
"""

from __future__ import annotations

from opd_tui.services.queries import untouched


def is_asleep() -> bool:
    """Whether the open database is a sample that no desk has opened yet."""
    return untouched.is_marked()
