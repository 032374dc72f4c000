"""Text in terminal cells: names of any script, cut and padded so that the columns after them line up."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style

from opd_tui.names import shown

PLAIN = Style()


@lru_cache(maxsize=8192)
def fit(text: str, width: int) -> str:
    """The text, harmless, cut with … to at most `width` cells; a cut never parts a letter from its signs."""
    text = shown(text)
    if cell_len(text) <= width:
        return text
    kept, used = [], 1
    for cluster in clusters(text):
        used += cell_len(cluster)
        if used > width:
            break
        kept.append(cluster)
    return "".join(kept) + "…" if width else ""


def clusters(text: str) -> list[str]:
    """The text in pieces that must stay together: a letter with the signs, joiners and conjuncts that follow it."""
    pieces: list[str] = []
    joined = False
    for character in text:
        mark = unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf")
        if pieces and (mark or joined):
            pieces[-1] += character
        else:
            pieces.append(character)
        joined = unicodedata.combining(character) == 9 or character == "\u200d"  # a virama joins what follows
    return pieces


def simple(text: str) -> bool:
    """Whether every terminal agrees on the text's width: Latin letters and signs that need no joining."""
    return all(ord(c) < 0x0300 or c in "…№–—·●▸│█░←→↓" for c in text)


def cell(text: str, width: int, style: Style, x: int) -> list[Segment]:
    """A cell of exactly `width` columns that begins at the terminal's column `x` (from 0).

    Terminals disagree on the width of many Indic signs. After such a text the cursor is put where the next cell
    begins, and the cell is blanked first, so that the columns line up whatever the terminal thinks.
    """
    text = fit(text, width)
    padding = " " * max(0, width - cell_len(text))
    if simple(text):
        return [Segment(text + padding, style)]
    end = Segment(f"\x1b[{x + width + 1}G", None, [(ControlType.CURSOR_MOVE_TO_COLUMN, x + width)])
    back = Segment(f"\x1b[{x + 1}G", None, [(ControlType.CURSOR_MOVE_TO_COLUMN, x)])
    blank = f"\x1b[7m{' ' * width}\x1b[0m" if style.reverse else " " * width
    erased = Segment(blank, None, [(ControlType.ERASE_IN_LINE, 0)])
    return [erased, back, Segment(text + padding, style), end]
