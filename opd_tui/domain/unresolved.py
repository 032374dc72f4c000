"""Tokens that nobody settled before their day was over."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token


class Unresolved(Struct, frozen=True):
    """A live token of a slot that has ended."""

    token: Token
    slot: SlotSummary
    phone: str | None


class Settled(Struct, frozen=True):
    """Tokens that were settled together, and who was given a seat by it."""

    tokens: tuple[Token, ...]
    promoted: tuple[Token, ...] = ()
