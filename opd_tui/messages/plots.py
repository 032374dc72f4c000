"""Plots of block characters, drawn for a width in cells; readable without colour."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

_EIGHTHS = " ▏▎▍▌▋▊▉"
LABEL = 14
"""The most cells of a label."""


class Bar(Struct, frozen=True):
    """One line of a plot: its label, its value (None: no bar), and what stands behind it."""

    label: str
    value: float | None
    said: str


def bars(lines: Sequence[Bar], width: int, largest: float = 0) -> list[str]:
    """A line for each, its bar as long as its value; the longest, or one of `largest`, fills what is left of `width`.

    >>> bars([Bar("09:00", 2, "2 min"), Bar("10:00", 1, "1 min")], 20)
    ['09:00 ████████ 2 min', '10:00 ████     1 min']
    """
    label = min(LABEL, max((len(line.label) for line in lines), default=0))
    said = max((len(line.said) for line in lines), default=0)
    room = max(4, width - label - said - 2)
    most = max([largest, *(line.value or 0 for line in lines)])
    return [
        f"{_cut(line.label, label):<{label}} {_bar(line.value or 0, most, room):<{room}} {line.said}".rstrip()
        for line in lines
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _bar(value: float, most: float, room: int) -> str:
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(value / most * room * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
