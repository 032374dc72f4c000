"""Answers to a question and hints of a form, as the key line shows them."""

from __future__ import annotations

from msgspec import Struct


class Choice(Struct, frozen=True):
    """An answer to a question: the key that gives it, what it says, and the value it stands for."""

    key: str
    label: str
    value: str


YES = Choice("y", "yes", "yes")
