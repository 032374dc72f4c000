"""Whether the index over the words of names agrees with the names; no trigger guards the index against
direct changes.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator

from opd_tui.db.sqlite import name_index
from opd_tui.db.sqlite.name_index import INDEX, VOCABULARY

CELLS = 1 << 20
"""8 MB at most. Up to this many patients each has a cell of its own; of more, some share one."""
MAX_LISTED = 20


def strays(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str]]:
    """Patients whose words in the index are missing or wrong: table, id and problem of MAX_LISTED of them, then how
    many more.

    Without FTS5 there is no index to check. A million patients take 4 s; nothing is written.
    """
    if not name_index.has_fts5():
        return
    try:
        cells, size = _differing(connection)
        yield from _compared(connection, set(cells[:MAX_LISTED]), size)
    except sqlite3.DatabaseError as e:
        if getattr(e, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR):
            raise
        yield INDEX, 0, f"cannot be read: {e}"
        return
    if len(cells) > MAX_LISTED:
        yield INDEX, 0, f"does not have the names of {len(cells) - MAX_LISTED} more patients as they are"


def _differing(connection: sqlite3.Connection) -> tuple[list[int], int]:
    """The cells in which index and names differ, and how many cells there are. A word in both leaves its cell
    unchanged.
    """
    (last,) = connection.execute("SELECT max(id) FROM patient").fetchone()
    size = min(CELLS, max(last or 0, 0) + 1)
    cells = array("q", bytes(8 * size))
    for pairs in (_indexed(connection), _named(connection)):
        for pair in pairs:
            cells[pair[0] % size] ^= hash(pair)
    return [cell for cell, rest in enumerate(cells) if rest], size


def _indexed(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Patient and word, from the index."""
    return connection.execute(f"SELECT doc, term FROM {VOCABULARY}")  # noqa: S608 - constants


def _named(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """Patient and word or spelling, each once, from the names."""
    for patient, folded, spellings in connection.execute("SELECT id, folded, spellings FROM patient"):
        for term in {*folded.split(), *spellings.split()}:
            yield patient, term


def _compared(connection: sqlite3.Connection, cells: set[int], size: int) -> Iterator[tuple[str, int, str]]:
    if not cells:
        return
    has: dict[int, set[str]] = defaultdict(set)
    should: dict[int, set[str]] = defaultdict(set)
    for words, pairs in ((has, _indexed(connection)), (should, _named(connection))):
        for patient, word in pairs:
            if patient % size in cells:
                words[patient].add(word)
    for patient in sorted(has.keys() | should.keys()):
        if lacking := should[patient] - has[patient]:
            yield "patient", patient, f"is not found by {_listed(lacking)}, a word or spelling of its name"
        if strange := has[patient] - should[patient]:
            yield "patient", patient, f"is found by {_listed(strange)}, no word or spelling of its name"


def _listed(words: set[str]) -> str:
    return ", ".join(map(repr, sorted(words)))
