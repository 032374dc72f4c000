"""Questions that say first what is true now: who is in the room, here or out, and since when."""

from __future__ import annotations

from opd_tui.domain.tokens import Token
from opd_tui.messages.about_tokens import who


def where(token: Token, since: str) -> str:
    """Where the patient is, and since when (wall clock): in the room since 10:05; "" for one who never came."""
    if token.called:
        return f"in the room since {since}"
    if token.out:
        return f"out since {since}"
    return f"here since {since}" if token.arrived else ""


def ask_no_show(token: Token, since: str) -> str:
    """Asked before a no-show."""
    now = where(token, since)
    if now:
        return f"No-show: {who(token)} is {now}. No-show all the same?"
    return f"No-show: {who(token)} ({token.source}) did not come?"


def ask_cancel(token: Token, since: str) -> str:
    """Asked before a cancellation, with the reasons as answers."""
    now = where(token, since)
    return f"Cancel {who(token)} ({token.source}){f', {now}' if now else ''}? Choose why."


def ask_done(token: Token, since: str) -> str:
    """Asked before the consultation of one who is not in the room counts as done."""
    return f"{who(token)} is {where(token, since) or 'not checked in'}, not in the room. Consultation done?"


def ask_if_not_here(token: Token, since: str) -> str:
    """Asked before a check-in is taken back."""
    return f"{who(token)} is {where(token, since)}. Take the check-in back?"
