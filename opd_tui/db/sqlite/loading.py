"""Taking over rows as they are: the triggers are away meanwhile, and what they keep is made anew afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import peewee

from opd_tui.db.sqlite import name_index
from opd_tui.db.sqlite.triggers import TRIGGERS, put_triggers


@contextmanager
def loading(database: peewee.SqliteDatabase) -> Iterator[None]:
    """An immediate transaction without triggers; references are checked when it ends."""
    with database.atomic():
        database.execute_sql("PRAGMA defer_foreign_keys = 1")
        for name in TRIGGERS:
            database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")
        name_index.drop_triggers(database)
        yield
        put_triggers(database)
        name_index.put_index(database)


def load(database: peewee.SqliteDatabase, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add rows with these columns."""
    places = ", ".join("?" for _ in columns)
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of ours
    database.connection().executemany(sql, rows)


def go_on_from(database: peewee.SqliteDatabase, counters: Mapping[str, int]) -> None:
    """Store the counters that the source kept elsewhere than in its table; ids go on from the highest by themselves."""
    for name, value in counters.items():
        database.execute_sql("INSERT OR REPLACE INTO counter (name, value) VALUES (?, ?)", (name, value))
