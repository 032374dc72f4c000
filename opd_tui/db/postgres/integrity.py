"""What is wrong with a database on a server: rules that are missing or off, and search words that do not fit names."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import psycopg

MAX_LISTED = 20


def rules_of(text: str) -> dict[str, list[str]]:
    """The names of the triggers and functions that rules.sql creates."""
    words = text.split()
    made: dict[str, list[str]] = {"TRIGGER": [], "FUNCTION": []}
    for at, word in enumerate(words):
        if word in made and words[at - 1] == "REPLACE":
            made[word].append(words[at + 1].partition("(")[0])
    return made


def defects(connection: psycopg.Connection) -> list[str]:
    """Triggers that are missing or switched off, constraints that were not checked, indexes that are not whole."""
    ours = rules_of((files(__package__) / "rules.sql").read_text(encoding="utf-8"))
    on = {
        str(name): str(enabled)
        for name, enabled in connection.execute("SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal")
    }
    found = [f"trigger {name} is missing" for name in ours["TRIGGER"] if name not in on]
    found += [f"trigger {name} is switched off" for name in ours["TRIGGER"] if on.get(name, "O") != "O"]
    there = {str(name) for (name,) in connection.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'opd%%'", ())}
    found += [f"function {name} is missing" for name in ours["FUNCTION"] if name not in there]
    ours_only = "connamespace = current_schema()::regnamespace"
    unchecked = f"SELECT conname FROM pg_constraint WHERE NOT convalidated AND {ours_only}"  # noqa: S608 - constants
    found += [f"constraint {name} was never checked" for (name,) in connection.execute(unchecked)]
    broken = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    return found + [f"index {name} is not whole" for (name,) in connection.execute(broken)]


_SHOULD = """
    SELECT DISTINCT id, word FROM patient, string_to_table(folded || ' ' || spellings, ' ') AS word WHERE word <> ''
"""
_HAS = "SELECT patient_id, word FROM patient_word"
_STRAYS = {
    "is not found by {}, a word or spelling of its name": f"{_SHOULD} EXCEPT {_HAS}",
    "is found by {}, no word or spelling of its name": f"{_HAS} EXCEPT {_SHOULD}",
}


def strays(connection: psycopg.Connection) -> Iterator[tuple[str, int, str]]:
    """Patients whose search words are missing or wrong: table, id and problem of MAX_LISTED, then how many more."""
    for sentence, query in _STRAYS.items():
        rows = connection.execute(
            f"SELECT id, string_agg(quote_literal(word), ', ' ORDER BY word)"  # noqa: S608 - constants
            f" FROM ({query}) AS stray (id, word) GROUP BY id ORDER BY id"
        ).fetchall()
        yield from (("patient", int(id), sentence.format(words)) for id, words in rows[:MAX_LISTED])
        if len(rows) > MAX_LISTED:
            yield "patient_word", 0, f"does not have the names of {len(rows) - MAX_LISTED} more patients as they are"
