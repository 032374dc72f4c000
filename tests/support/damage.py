"""A hand in the database that no rule holds back: what `check` is there to find."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.db import connection
from opd_tui.db.sqlite.triggers import TRIGGERS


def by_hand(database: Path | str, *statements: str) -> None:
    """Run statements past the program, with no trigger and no reference looked at; on a file no constraint either.

    Skips the test if a server refuses even so: it keeps the rules of a single row whoever writes it.
    """
    if isinstance(database, Path):
        _in_file(database, statements)
    else:
        _on_server(database, statements)


def _in_file(path: Path, statements: tuple[str, ...]) -> None:
    """With the triggers away, which are put back."""
    connection.current().database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA ignore_check_constraints = 1")
        for name in TRIGGERS:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for name, body in TRIGGERS.items():
            raw.execute(f"CREATE TRIGGER {name} {body}")


def _on_server(url: str, statements: tuple[str, ...]) -> None:
    import psycopg

    with psycopg.connect(url) as raw:
        raw.execute("SET session_replication_role = replica")
        for statement in statements:
            try:
                raw.execute(statement.encode())
            except (psycopg.IntegrityError, psycopg.DataError) as e:
                pytest.skip(f"PostgreSQL refuses it: {e.diag.message_primary}")
