"""A row for each command: what it needs, why it cannot be done now, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from msgspec import Struct

from opd_tui.tui.keys import Needs

T = TypeVar("T")
Flow = Awaitable[object] | None
"""What a command goes on with after its key was carried out: a question, a service. None where it is done."""


class Row(Struct, frozen=True):
    """A command: what it needs, why it cannot be done now (None: it can), and what it does."""

    id: str
    needs: Needs
    why_not: Callable[[], str | None]
    run: Callable[[], Flow]


class Chosen(Struct, Generic[T], frozen=True):
    """What some commands are about: what is chosen of it now, and what is said where nothing is."""

    needs: Needs
    now: Callable[[], T | None]
    missing: str

    def row(self, id: str, run: Callable[[T], Flow], why_not: Callable[[T], str | None] | None = None) -> Row:
        """A command that is done to what is chosen."""

        def problem() -> str | None:
            chosen = self.now()
            if chosen is None:
                return self.missing
            return why_not(chosen) if why_not else None

        def run_on_chosen() -> Flow:
            chosen = self.now()
            return None if chosen is None else run(chosen)

        return Row(id, self.needs, problem, run_on_chosen)


def row(id: str, run: Callable[[], Flow], why_not: Callable[[], str | None] = lambda: None) -> Row:
    """A command for which nothing must be chosen."""
    return Row(id, Needs.NOTHING, why_not, run)
