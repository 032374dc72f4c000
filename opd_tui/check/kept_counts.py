"""The counts that a slot's row keeps of its tokens: each must be what counting them gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from opd_tui.check.finding import Finding
from opd_tui.db import tables
from opd_tui.domain.tokens import LIVE, Status


def problems() -> Iterator[Finding]:
    """Each slot with a kept count that differs, the count, and what it should be."""
    waiting: Counter[int] = Counter()
    here: Counter[tuple[int, str]] = Counter()
    columns = (tables.Token.slot, tables.Token.status, tables.Token.called, tables.Token.arrived_at)
    live = tables.Token.select(*columns).where(tables.Token.status.in_(LIVE))
    for slot, status, called, arrived in live.tuples().iterator():
        waiting[slot] += status == Status.WAITING
        here[slot, status] += arrived is not None and not called
    kept = (tables.Slot.id, tables.Slot.waiting, tables.Slot.seated_here, tables.Slot.waiting_here)
    for slot, *counts in tables.Slot.select(*kept).tuples().iterator():
        found = waiting[slot], here[slot, Status.ACTIVE], here[slot, Status.WAITING]
        for column, count, number in zip(("waiting", "seated_here", "waiting_here"), counts, found, strict=True):
            if count != number:
                yield Finding("I7", "slot", slot, f"keeps {column} {count!r}, but its tokens give {number}")
