"""What the desk says of keys that it did not carry out."""

from __future__ import annotations

from opd_tui.messages.about_tokens import short


def not_taken(text: str) -> str:
    """Text came where keys are commands.

    >>> not_taken("kanya")
    'Nothing done: "kanya" came all at once, so it is text and no keys. b opens the booking form.'
    """
    text = short(text.strip(), 24)
    return f'Nothing done: "{text}" came all at once, so it is text and no keys. b opens the booking form.'
