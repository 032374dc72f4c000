"""Sentences about who would lose a seat, and questions that name them before it happens."""

from __future__ import annotations

from collections.abc import Sequence

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.messages.about_tokens import short, who

_NAMED = 3
"""How many are named; the others are counted."""


def would_wait(lost: Sequence[Token]) -> str:
    """Who would go to the waiting list: №27 Sarita Kamble goes to the waiting list."""
    names = [who(token) for token in lost[:_NAMED]]
    if len(lost) > _NAMED:
        names.append(f"{len(lost) - _NAMED} more")
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return f"{listed} {'go' if lost[1:] else 'goes'} to the waiting list."


def besides(lost: Sequence[Token]) -> str:
    """What else a change would do, after its question; "" where nobody loses a seat."""
    return f" {would_wait(lost)}" if lost else ""


def ask_for_seats(slot: SlotSummary, seats: int, lost: Sequence[Token]) -> str:
    """Asked before seats are closed that somebody has."""
    what = "Close a seat" if seats == slot.capacity - 1 else "Close seats"
    return f"{what} of {short(slot.label, 40)} ({slot.capacity} → {seats})? {would_wait(lost)}"


def ask_for_source(token: Token, source: str, lost: Sequence[Token]) -> str:
    """Asked before another source costs somebody a seat."""
    return f"{who(token)}: {token.source} → {source}? {would_wait(lost)}"


def ask_to_move(token: Token, lost: Sequence[Token]) -> str:
    """Asked before a move costs somebody a seat."""
    return f"Move {who(token)} there? {would_wait(lost)}"


def ask_to_step_out(token: Token, lost: Sequence[Token]) -> str:
    """Asked before a patient who steps out costs somebody a seat."""
    return f"{who(token)} is out? {would_wait(lost)}"


def ask_to_take_check_in_back(token: Token, lost: Sequence[Token]) -> str:
    """Asked before a check-in is taken back, with which a seat goes."""
    return f"Take the check-in of {who(token)} back? {would_wait(lost)}"
