"""Sentences about rows from another program's table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from opd_tui.messages.about_tokens import short

if TYPE_CHECKING:
    from opd_tui.domain.imports import RowDone


def row(done: RowDone) -> str | None:
    """A refused row with the reason, or one that was added and has a likely duplicate; None for any other."""
    if done.problem:
        named = f" ({short(done.name)})" if done.name else ""
        return f"Line {done.line}{named} refused: {done.problem}"
    if done.likely:
        more = f" and {len(done.likely) - 1} more" if len(done.likely) > 1 else ""
        same = f"likely the same as {done.likely[0]}{more}"
        return f"Line {done.line} ({short(done.name)}): {same}. Compare them."
    return None


def summary(states: Counter[str], likely: int, *, dry_run: bool) -> str:
    """How many rows were added, already there and refused."""
    would = "would be " if dry_run else ""
    parts = [f"{states['added']:,} {would}added", f"{states['already there']:,} already there"]
    parts.append(f"{states['refused']:,} refused")
    if likely:
        parts.append(f"{likely:,} likely duplicate{'s' if likely > 1 else ''}")
    return f"{', '.join(parts)}.{' Nothing was written.' if dry_run else ''}"
