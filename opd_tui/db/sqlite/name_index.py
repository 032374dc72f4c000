"""The index over the words of patients' names: FTS5 if this SQLite has it, otherwise a scan of all names.

It is created after every migration, like the triggers that keep it up to date. Opening a file in which these are
missing or altered creates it again, so a file may move from an SQLite with FTS5 to one without, and back.

It has two columns for a patient: `folded`, the words of the name, and `spellings`, the other terms that find it. An
ordinary table of words was measured instead, with 300,000 patients: beginnings of two words take 6 to 32 ms there and
0.4 ms here, and it needs 255 bytes a patient against 44.

Measured with a million patients: `prefix` turns a one-letter beginning from 24 ms into 0.3 ms; `detail` and
`columnsize` leave out what only ranking needs. The names are folded already, so the tokenizer only splits at spaces.
"""

from __future__ import annotations

import operator
import sqlite3
from bisect import bisect_left
from collections.abc import Sequence
from contextlib import closing
from functools import cache, reduce

import peewee

from opd_tui.db import tables
from opd_tui.db.engine import Names, Reading
from opd_tui.domain.name_search import SOUND

INDEX, VOCABULARY = "patient_words", "patient_vocabulary"
_MAKE = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(folded, spellings, content='patient', content_rowid='id', columnsize=0,"
    f" detail=none, prefix='1 2', tokenize=\"ascii tokenchars '{SOUND}'\")",
    f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab({INDEX}, 'instance')",
    f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')",  # noqa: S608 - constants
)
_IN = f"INSERT INTO {INDEX} (rowid, folded, spellings) VALUES (NEW.id, NEW.folded, NEW.spellings);"  # noqa: S608 - constants
_OUT = (
    f"INSERT INTO {INDEX} ({INDEX}, rowid, folded, spellings)"  # noqa: S608 - constants
    " VALUES ('delete', OLD.id, OLD.folded, OLD.spellings);"
)
TRIGGERS = {
    "patient_words_insert": f"AFTER INSERT ON patient BEGIN {_IN} END",
    "patient_words_update": f"AFTER UPDATE OF id, folded, spellings ON patient BEGIN {_OUT} {_IN} END",
    "patient_words_delete": f"AFTER DELETE ON patient BEGIN {_OUT} END",
}


@cache
def has_fts5() -> bool:
    """Whether this SQLite was built with FTS5."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'").fetchone() is not None


def index_problems(connection: sqlite3.Connection) -> list[str]:
    """Triggers of the index that are missing or altered; without FTS5, triggers that would block every write."""
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    if not has_fts5():
        return [name for name in TRIGGERS if name in there]
    return [name for name, body in TRIGGERS.items() if there.get(name) != f"CREATE TRIGGER {name} {body}"]


def drop_triggers(database: peewee.SqliteDatabase) -> None:
    """Remove the triggers, so that the index is no longer kept up to date."""
    for name in TRIGGERS:
        database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")


def put_index(database: peewee.SqliteDatabase) -> None:
    """Create the index from the present names, with its triggers; without FTS5, remove it."""
    drop_triggers(database)
    if has_fts5():
        for table in (VOCABULARY, INDEX):
            database.execute_sql(f"DROP TABLE IF EXISTS {table}")
        for statement in _MAKE:
            database.execute_sql(statement)
        for name, body in TRIGGERS.items():
            database.execute_sql(f"CREATE TRIGGER {name} {body}")


def names_of(database: peewee.SqliteDatabase) -> Names:
    """The index of an open database, or its replacement without FTS5."""
    return IndexedNames(database) if has_fts5() else PlainNames()


class IndexedNames:
    """With FTS5: both answers come from its index alone."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database = database

    def with_words(self, readings: Sequence[Reading], limit: int, *, whole: bool) -> list[int]:
        """See Names. A term has only letters, digits and signs, so in quotes it is exactly one FTS5 term."""
        end = "" if whole else "*"

        def any_of(terms: Sequence[str]) -> str:
            return f"({' OR '.join(f'{chr(34)}{term}{chr(34)}{end}' for term in terms)})"

        match = " OR ".join(f"({' AND '.join(map(any_of, reading))})" for reading in readings)
        rows = self._database.execute_sql(
            f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH ? ORDER BY rowid DESC LIMIT ?",  # noqa: S608 - constants
            (match, limit),
        )
        return [int(row[0]) for row in rows.fetchall()]

    def first_from(self, text: str) -> str | None:
        """See Names."""
        row = self._database.execute_sql(
            f"SELECT term FROM {VOCABULARY} WHERE term >= ? LIMIT 1",  # noqa: S608 - constants
            (text,),
        ).fetchone()
        return str(row[0]) if row else None


_TERMS = tables.Patient.folded.concat(" ").concat(tables.Patient.spellings)


class PlainNames:
    """Without FTS5: every name is compared, which is fast enough for some thousand patients."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def with_words(self, readings: Sequence[Reading], limit: int, *, whole: bool) -> list[int]:
        """See Names."""
        end = " " if whole else ""
        spaced = peewee.Value(" ").concat(_TERMS).concat(" ")

        def fits(reading: Reading) -> peewee.Expression:
            words = (reduce(operator.or_, (spaced.contains(f" {term}{end}") for term in terms)) for terms in reading)
            return reduce(operator.and_, words)

        self._known = []  # every search begins here, so the next slip reads the names again
        query = tables.Patient.select(tables.Patient.id).where(reduce(operator.or_, map(fits, readings)))
        return [int(row[0]) for row in query.order_by(tables.Patient.id.desc()).limit(limit).tuples()]

    def first_from(self, text: str) -> str | None:
        """See Names."""
        if not self._known:
            self._known = sorted(
                {term for (terms,) in tables.Patient.select(_TERMS).tuples() for term in terms.split()}
            )
        at = bisect_left(self._known, text)
        return self._known[at] if at < len(self._known) else None
