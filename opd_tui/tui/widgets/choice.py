"""Answers to a question and hints of a form, as the key line shows them."""

from __future__ import annotations

from msgspec import Struct


class Choice(Struct, frozen=True):
    """An answer to a question: the key that gives it, what it says, and the value it stands for.

    `also` is a second key that gives it, which the key line does not show.
    """

    key: str
    label: str
    value: str
    also: str = ""


YES = Choice("1", "yes", "yes", also="y")
