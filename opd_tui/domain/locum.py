"""A slot that another doctor takes over."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.absences import Absence
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token


class Candidate(Struct, frozen=True):
    """A doctor who may take a slot over; `problem` is the sentence why not, `off` a holiday or absence at that
    time.
    """

    doctor: Doctor
    problem: str | None = None
    off: Holiday | Absence | None = None


class Renumbered(Struct, frozen=True):
    """A token with its new number, and the number that it had with the other doctor."""

    token: Token
    had: int


class HandedOver(Struct, frozen=True):
    """The slot of the doctor who takes over, the slot that was `left` and is closed now, and the tokens in order.

    `promoted` are those who got a seat by it, and `off` the doctor's holiday or absence at that time.
    """

    slot: SlotSummary
    left: SlotSummary
    tokens: tuple[Renumbered, ...] = ()
    promoted: tuple[Token, ...] = ()
    off: Holiday | Absence | None = None
