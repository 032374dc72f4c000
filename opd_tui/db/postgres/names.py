"""The search over the words of patients' names: a table of words, kept by a trigger, with a B-tree.

It finds words by their beginning in any script, and needs no extension of PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from opd_tui.db.engine import Reading

LAST = "\U0010ffff"
"""The last character there is: a word begins with a text if it sorts between the text and the text with this."""


class WordTable:
    """See engine.Names."""

    def __init__(self, database: peewee.PostgresqlDatabase) -> None:
        self._database = database

    def with_words(self, readings: Sequence[Reading], limit: int, *, whole: bool) -> list[int]:
        """See Names."""
        values: list[object] = []

        def any_of(terms: Sequence[str]) -> str:
            if whole:
                values.append(list(terms))
                return "SELECT patient_id FROM patient_word WHERE word = ANY(%s)"
            for term in terms:
                values.extend((term, term + LAST))
            spans = " OR ".join("word BETWEEN %s AND %s" for _ in terms)
            return f"SELECT patient_id FROM patient_word WHERE {spans}"  # noqa: S608 - the terms are parameters

        found = " UNION ".join(f"({' INTERSECT '.join(map(any_of, reading))})" for reading in readings)
        sql = f"SELECT DISTINCT patient_id FROM ({found}) AS found ORDER BY patient_id DESC LIMIT %s"  # noqa: S608
        return [int(row[0]) for row in self._database.execute_sql(sql, (*values, limit)).fetchall()]

    def first_from(self, text: str) -> str | None:
        """See Names."""
        sql = "SELECT word FROM patient_word WHERE word >= %s ORDER BY word LIMIT 1"
        row = self._database.execute_sql(sql, (text,)).fetchone()
        return str(row[0]) if row else None
