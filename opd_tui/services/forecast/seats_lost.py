"""A change that takes seats away is made only once it was agreed from whom: nobody loses a seat unnamed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from opd_tui.db import connection
from opd_tui.domain.tokens import Token


class TakesSeats(Protocol):
    """An answer that names who lost a seat."""

    @property
    def preempted(self) -> Token | tuple[Token, ...] | None:
        """Who lost a seat by it."""
        ...


A = TypeVar("A")
T = TypeVar("T", bound=TakesSeats)


def tried(change: Callable[[], A]) -> A:
    """What a change would answer now. Nothing is written. Raises as the change does."""
    answers: list[A] = []
    with connection.trial():
        answers.append(change())
    return answers[0]


def agreed_only(agreed: frozenset[int], change: Callable[[], T]) -> tuple[T, bool]:
    """Make a change if nobody loses a seat by it but the tokens `agreed`; what it answers, and whether it was made.

    Where somebody else would lose one, nothing is written, and the answer names them. Raises as the change does.
    """
    with connection.transaction():
        done = tried(change)
        if {token.id for token in losers(done)} <= agreed:
            return change(), True
    return done, False


def losers(done: TakesSeats) -> tuple[Token, ...]:
    """Who lost a seat by a change."""
    lost = done.preempted
    if lost is None:
        return ()
    return (lost,) if isinstance(lost, Token) else lost
