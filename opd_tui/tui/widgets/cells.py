"""Text in terminal cells: names of any script, cut and padded so that the columns after them line up."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rich.cells import cell_len
from rich.segment import ControlType, Segment
from rich.style import Style

from opd_tui.domain.names import shown


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


@lru_cache(maxsize=8192)
def fit_middle(text: str, width: int) -> str:
    """As `fit`, cut in the middle: the end of a name may be all that tells twins apart.

    >>> fit_middle("Baby of Anita Deshmukh Twin 2", 16)
    'Baby of An…win 2'
    """
    text = shown(text)
    if cell_len(text) <= width:
        return text
    tail, used = list[str](), 0
    for cluster in reversed(clusters(text)):
        if used + cell_len(cluster) > width // 3:
            break
        tail.insert(0, cluster)
        used += cell_len(cluster)
    return fit(text, width - used) + "".join(tail)


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
    return all(ord(c) < 0x0300 or c in "…№–—·●○▸│█░←→↑↓␣⏎⇧" for c in text)


def cell(text: str, width: int, style: Style, x: int) -> list[Segment]:
    """A cell of exactly `width` columns that begins at the terminal's column `x` (from 0).

    Terminals disagree on the width of many Indic signs. So such a cell is blanked first, and after it the cursor is
    put where the next cell begins: the columns line up whatever the terminal thinks.
    """
    text = fit(text, width)
    padding = " " * max(0, width - cell_len(text))
    if simple(text):
        return [Segment(text + padding, style)]
    blank = f"\x1b[7m{' ' * width}\x1b[0m" if style.reverse else " " * width
    parts = [_control(blank), _control(f"\x1b[{x + 1}G")]
    for piece in _runs(text):
        parts += [Segment(piece, style), _control("\x1b[m")]
    return [*parts, Segment(padding, style), _control(f"\x1b[{x + width + 1}G")]


def line(segments: Sequence[Segment], width: int, x: int) -> list[Segment]:
    """A line of text of exactly `width` columns that begins at the terminal's column `x`.

    With an Indic name in it the padding goes first and the text is written over it, so that what stands behind the
    name is whole, and nothing old stays, whatever the terminal thinks of the name's width.
    """
    kept, used = [], 0
    for segment in segments:
        text = fit(segment.text, max(0, width - used)) if used + segment.cell_length > width else segment.text
        used += cell_len(text)
        kept.append(Segment(text, segment.style))
    padding = Segment(" " * (width - used))
    if all(simple(segment.text) for segment in kept):
        return [*kept, padding]
    parts = [padding, _control(" " * used), _control(f"\x1b[{x + 1}G")]
    for segment in kept:
        for piece in _runs(segment.text):
            parts += [Segment(piece, segment.style), _control("\x1b[m")]
    return parts


def to_column(x: int) -> Segment:
    """Puts the cursor at the terminal's column `x`, from 0: what follows stands there."""
    return _control(f"\x1b[{x + 1}G")


def _control(sequence: str) -> Segment:
    """A sequence that takes no cells."""
    return Segment(sequence, None, [(ControlType.CURSOR_MOVE_TO_COLUMN, 0)])


def _runs(text: str) -> list[str]:
    """The text cut after each letter that carries a sign of its own: some terminals drop what follows it in one run."""
    runs = [""]
    for cluster in clusters(text):
        runs[-1] += cluster
        if any(not unicodedata.combining(sign) for sign in cluster[1:]):
            runs.append("")
    return [run for run in runs if run]
