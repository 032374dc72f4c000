"""Taking over rows as they are: the triggers are off meanwhile, but for the one that keeps the words of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import peewee
import psycopg

_RULED = ("slot", "token", "event")
_SEQUENCES = """
    SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND is_identity = 'YES' AND table_name <> 'schema_migration'
"""


@contextmanager
def loading(database: peewee.PostgresqlDatabase) -> Iterator[None]:
    """A transaction without the rules' triggers, for the owner of the tables; references are checked when it ends."""
    with database.atomic():
        _all_triggers(database, "DISABLE")
        database.execute_sql("SET CONSTRAINTS ALL DEFERRED")
        yield
        database.execute_sql("SET CONSTRAINTS ALL IMMEDIATE")
        _all_triggers(database, "ENABLE")


def _all_triggers(database: peewee.PostgresqlDatabase, what: str) -> None:
    for table in _RULED:
        database.execute_sql(f"ALTER TABLE {table} {what} TRIGGER USER")


def load(connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Add rows with these columns."""
    sql = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(sql.encode()) as copied:
        for row in rows:
            copied.write_row(row)


def go_on_from(database: peewee.PostgresqlDatabase, counters: Mapping[str, int]) -> None:
    """Set the sequences of ids, and of arrivals, which have no row among the counters here."""
    for sequence, table in database.execute_sql(_SEQUENCES).fetchall():
        highest = f'SELECT max(id) FROM "{table}"'  # noqa: S608 - our own table
        database.execute_sql(f"SELECT setval('{sequence}', coalesce(({highest}), 1), ({highest}) IS NOT NULL)")
    database.execute_sql("DELETE FROM counter WHERE name = 'arrival'")
    if arrival := counters.get("arrival"):
        database.execute_sql("SELECT setval('token_arrival_given', %s)", (arrival,))
