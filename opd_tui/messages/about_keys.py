"""What the desk says of keys that it did not carry out."""

from __future__ import annotations

from opd_tui.messages.about_tokens import short


def not_taken(text: str) -> str:
    """Text came all at once where keys are commands.

    >>> not_taken("kanya")
    'Nothing done: "kanya" came all at once, so it was taken for text.'
    """
    return f'Nothing done: "{short(text.strip(), 24)}" came all at once, so it was taken for text.'


def no_command(sign: str) -> str:
    """A key that does nothing where it was pressed.

    >>> no_command("x")
    'x does nothing here.'
    """
    return f"{short(sign)} does nothing here."
