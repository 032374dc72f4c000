"""Tokens that nobody settled before the end of their slot's day."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from opd_tui.domain.patients import Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token


class Outcome(StrEnum):
    """What happened to a patient."""

    SEEN = "seen"
    NOT_SEEN = "not-seen"
    NO_SHOW = "no-show"


class Unresolved(Struct, frozen=True):
    """A live token of a doctor's day that is over, and its patient's record."""

    token: Token
    slot: SlotSummary
    patient: Patient


class Settled(Struct, frozen=True):
    """Tokens that were settled together, and which of them were given a seat for it."""

    tokens: tuple[Token, ...]
    promoted: tuple[Token, ...] = ()
