"""Precedence: which patients are called before the others of the same slot and source.

It changes who is called first, never who has a seat: the rule of domain/allocation.py does not know it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from opd_tui.domain.patients import DISABILITY, OLDEST, PRECEDENCES, PREGNANT

Kind = int | str
"""An age from which patients have precedence, or one of PRECEDENCES."""

DEFAULT_ORDER: tuple[Kind, ...] = (80, DISABILITY, PREGNANT, 60)
NO_PRECEDENCE = 1000
"""The rank of a patient without precedence: after every other."""


class Precedence(NamedTuple):
    """Why a patient is called first, and the place of that in the hospital's list (0 is the first)."""

    rank: int
    kind: Kind

    @property
    def label(self) -> str:
        """Such as 80+, disability or pregnant."""
        return f"{self.kind}+" if isinstance(self.kind, int) else self.kind


def problem_with(order: Sequence[object]) -> str | None:
    """Why this cannot be a hospital's list of precedences, or None."""
    for kind in order:
        age = isinstance(kind, int) and not isinstance(kind, bool) and 0 < kind <= OLDEST
        if not age and kind not in PRECEDENCES:
            return f"{kind!r} is neither an age nor {' nor '.join(repr(each) for each in PRECEDENCES)}"
    return "it names something twice" if len(set(order)) < len(order) else None


def precedence_of(
    order: Sequence[Kind], day: str, year_of_birth: int | None, mark: str | None, until: str | None
) -> Precedence | None:
    """The first precedence of the hospital's list that a patient has on a day.

    `mark` is that of the record, which holds up to the day `until` (None: for ever). The age is that at the end of the
    day's year.
    """
    age = int(day[:4]) - year_of_birth if isinstance(year_of_birth, int) else -1
    holds = mark if until is None or day <= until else None
    for rank, kind in enumerate(order):
        if (age >= kind) if isinstance(kind, int) else (holds == kind):
            return Precedence(rank, kind)
    return None
