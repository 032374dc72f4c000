"""What a command prints: a sentence, JSON, a table on a terminal, tab-separated lines elsewhere. Names are data.

Both printers raise NoText if a damaged row has no valid text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from opd_tui.cli import json_text
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.errors import NoText
from opd_tui.domain.names import shown

WRAPS = 15
"""A column with a longer cell than this may be wrapped on a terminal."""


def print_json(value: JsonObject) -> None:
    """Print one JSON document, indented, on standard output."""
    sys.stdout.buffer.write(json_text.readable(value) + b"\n")


def changes(detail: dict[str, Any]) -> str:
    """An event's detail in one line: `status ACTIVE → WAITING, why book`. Empty values are left out."""
    before, after = detail.get("from", {}), detail.get("to", {})
    parts = []
    for key in {**before, **after}:
        was, now = (_value(side.get(key)) for side in (before, after))
        if was != now:
            parts.append(f"{key} {was} → {now or '–'}" if was else f"{key} {now}")
    return ", ".join(parts + [f"{key} {_value(value)}" for key, value in detail.items() if key not in ("from", "to")])


def _value(value: object) -> str:
    """A value of a detail as people write it: yes and no, the members of a list, and nothing for None."""
    if isinstance(value, list):
        return " / ".join(map(_value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], empty: str) -> None:
    """Print a table on a terminal; elsewhere one tab-separated line per row, after a line of column names.

    Without rows, the sentence `empty` goes to standard error, so that a pipe receives only rows.
    """
    cells = [[_cell(value) for value in row] for row in rows]
    if not cells:
        print(empty, file=sys.stderr)
    if not sys.stdout.isatty():
        for row in [list(columns), *cells]:
            sys.stdout.buffer.write("\t".join(row).encode("utf-8", "replace") + b"\n")
        return
    if cells:
        _rich_table(columns, cells)


def _cell(value: object) -> str:
    if isinstance(value, bytes):
        raise NoText
    return shown("" if value is None else str(value))


def _rich_table(columns: Sequence[str], cells: list[list[str]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False, collapse_padding=True)
    for index, column in enumerate(columns):  # only what is long anyway gives way on a narrow terminal; nothing is cut
        long = max(len(row[index]) for row in cells) > WRAPS
        table.add_column(column, no_wrap=not long, overflow="fold")
    for row in cells:
        table.add_row(*(Text(value) for value in row))
    Console().print(table)
