"""Tokens that nobody settled before their day was over."""

from __future__ import annotations

from dataclasses import dataclass

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A live token of a slot that has ended."""

    token: Token
    slot: SlotSummary
    phone: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Tokens that were settled together, and who was given a seat by it."""

    tokens: tuple[Token, ...]
    promoted: tuple[Token, ...] = ()
