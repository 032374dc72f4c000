"""What is wrong with a database on a server: rules that are not as they should be, and search words that do not fit
names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import psycopg

MAX_LISTED = 20


_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION (\w+)\(.*?\$\$(.*?)\$\$", re.DOTALL)
_TRIGGER = re.compile(r"CREATE OR REPLACE TRIGGER (\w+) (.*?);", re.DOTALL)
_FUNCTIONS_THERE = """
    SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
"""
_TRIGGERS_THERE = """
    SELECT tgname, tgenabled::text,
        replace(pg_get_triggerdef(pg_trigger.oid), ' ON ' || current_schema() || '.', ' ON ')
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


def defects(connection: psycopg.Connection) -> list[str]:
    """Rules that are missing, altered or off, constraints that were not checked, indexes that are not whole."""
    rules = (files(__package__) / "rules.sql").read_text(encoding="utf-8")
    found = list(_functions(connection, dict(_FUNCTION.findall(rules))))
    found += _triggers(connection, {name: f"CREATE TRIGGER {name} {rest}" for name, rest in _TRIGGER.findall(rules)})
    ours = "connamespace = current_schema()::regnamespace"
    unchecked = f"SELECT conname FROM pg_constraint WHERE NOT convalidated AND {ours}"  # noqa: S608 - constants
    found += [f"constraint {name} was never checked" for (name,) in connection.execute(unchecked)]
    broken = """
        SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid
        WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace
    """
    return found + [f"index {name} is not whole" for (name,) in connection.execute(broken)]


def _functions(connection: psycopg.Connection, ours: Mapping[str, str]) -> Iterator[str]:
    there = {str(name): str(body) for name, body in connection.execute(_FUNCTIONS_THERE)}
    for name, body in ours.items():
        if name not in there:
            yield f"function {name} is missing"
        elif there[name] != body:
            yield f"function {name} was altered"


def _triggers(connection: psycopg.Connection, ours: Mapping[str, str]) -> Iterator[str]:
    there = {name: (enabled, text) for name, enabled, text in connection.execute(_TRIGGERS_THERE)}
    for name, text in ours.items():
        enabled, found = there.get(name, ("", ""))
        if not found:
            yield f"trigger {name} is missing"
        elif enabled != "O":
            yield f"trigger {name} is switched off"
        elif found.split() != text.split():
            yield f"trigger {name} was altered"


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
