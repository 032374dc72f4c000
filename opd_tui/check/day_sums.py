"""The kept sums of days against what their tokens say."""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.check.finding import Finding
from opd_tui.domain.report import COUNTS, GROUPS, MINUTES, Sums
from opd_tui.reports import day_sums
from opd_tui.store import reports as store

_ALWAYS, _NEVER = "0000-00-00", "9999-99-99"


def problems() -> Iterator[Finding]:
    """Every sum that differs from the plain computation; of one day the first of each subject."""
    for day in sorted(store.summed(_ALWAYS, _NEVER)):
        if not day_sums.is_over(day):  # somebody's clock was ahead; a report does not use it yet
            continue
        kept, computed = store.kept_of(day), day_sums.computed(day)
        for kind in GROUPS:
            for subject in sorted(kept[kind].keys() | computed[kind].keys()):
                found, right = kept[kind].get(subject, Sums()), computed[kind].get(subject, Sums())
                if difference := _difference(found, right):
                    yield Finding("I7", "day_sum", day, f"of {kind} {subject}: {difference}")


def _difference(found: Sums, right: Sums) -> str:
    for name in COUNTS:
        if getattr(found, name) != getattr(right, name):
            return f"{name} is {getattr(found, name)}, but its tokens say {getattr(right, name)}"
    for name in MINUTES:
        if sorted(getattr(found, name)) != sorted(getattr(right, name)):
            return f"{name} are not what its tokens say"
    return ""
