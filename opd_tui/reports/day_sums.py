"""The sums of days that are over: computed once and kept, until a late correction makes them wrong."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.report import GROUPS, Sums
from opd_tui.domain.tokens import PRIORITY
from opd_tui.domain.weeks import plus
from opd_tui.reports.counting import OF_DAY, Key, count
from opd_tui.runtime import clock
from opd_tui.store import reports as store
from opd_tui.store.reports import SlotRow, Span

DAYS_LATELY = 7
"""How many days back an open desk looks; older days are summed when a report asks for them."""


def to_sum(first: str, last: str) -> tuple[str, ...]:
    """The days of a span that are over and not summed, the latest first."""
    with connection.reading():
        last = min(last, plus(clock.today(), -1))
        lacking = set(store.days_with_slots(first, last)) - store.summed(first, last)
        return tuple(day for day in sorted(lacking, reverse=True) if is_over(day))


def is_over(day: str) -> bool:
    """Whether a day is past and the last of its slots has ended."""
    return day < clock.today() and (store.last_end(day) or "") <= clock.minute(clock.now())


def keep_lately() -> str | None:
    """Keep the sums of one day of the last DAYS_LATELY, and name it; None where all are kept. An open desk does so."""
    today = clock.today()
    for day in to_sum(plus(today, -DAYS_LATELY), today)[:1]:
        keep(day)
        return day
    return None


def keep(day: str) -> None:
    """Compute and keep the sums of a day that is over. Nothing is kept if the day is changed meanwhile.

    Others book while it is counted: only what is written needs a transaction, and `begin` notes that it is counted, so
    that a change shows (db/tables/reports.py). The note is made while nobody else writes.
    """
    with connection.transaction():
        if not is_over(day):
            return
        counting = store.begin(day)
    with connection.reading():
        groups = computed(day)
    with connection.transaction():
        store.keep(day, groups, counting)


def computed(day: str) -> dict[str, dict[int, Sums]]:
    """The sums of a day, by group and subject, from its tokens."""
    groups: dict[str, dict[int, Sums]] = {kind: {} for kind in GROUPS}
    for key, sums in count(Span(day, day), _keys_of).items():
        kind, _, subject = str(key).partition(" ")
        groups[kind][int(subject)] = sums
    return groups


def _keys_of(slot: SlotRow, source: str | None) -> tuple[Key, ...]:
    if source == OF_DAY:
        return (f"doctor {slot.doctor}",)
    keys = f"doctor {slot.doctor}", f"hour {hour_of(slot)}"
    return keys if source is None else (*keys, f"source {PRIORITY[source]}")


def hour_of(slot: SlotRow) -> int:
    """The hour in which a slot starts, 0 to 23."""
    return int(slot.start[11:13])
