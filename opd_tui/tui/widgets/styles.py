"""How things look, one name a meaning: the terminal's own 16 colours, and never a meaning by colour alone."""

from __future__ import annotations

from rich.style import Style

PLAIN = Style()
BOLD = Style(bold=True)
DIM = Style(dim=True)
WRONG = Style(color="red", bold=True)
URGENT = Style(color="red")
"""Red is what to act on now: overdue, late, to settle. A slot that is merely full is not."""
CALLED = Style(color="green", bold=True)
FOCUS = Style(color="cyan", bold=True)
"""The frame of what has the keys; nothing else has this colour."""
FRAME = DIM
UNDERLINED = Style(underline=True)
HEADING = DIM + UNDERLINED
"""Column heads: underlined, so that they do not look like a row."""
CURSOR = Style(reverse=True)
SOURCES = {"EMERGENCY": BOLD}
"""The styles of the sources that have one of their own; the others are quiet, for the state is what stands out."""

NARROW = 100
"""Columns of the terminal below which words are shortened and the left column is narrower."""
