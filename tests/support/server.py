"""The PostgreSQL server of one run of the tests, and in it a database for each of its processes.

`OPD_TEST_SERVER` may name one that is there already: the URL of a superuser with `{name}` for the database.
"""

from __future__ import annotations

import atexit
import os

from opd_tui.db import connection
from tests.support.cluster import Cluster

SERVER = "OPD_TEST_SERVER"


def start() -> None:
    """Start a server, and name it to this process and its children. It ends with this process. Raises NoServer."""
    if SERVER not in os.environ:
        cluster = Cluster("-c fsync=off -c full_page_writes=off -c max_connections=300")
        atexit.register(_remove, os.getpid(), cluster)
        cluster.start()
        os.environ[SERVER] = cluster.url("{name}")


def _remove(process: int, cluster: Cluster) -> None:
    if os.getpid() == process:
        cluster.remove()


def url(name: str, user: str = "owner") -> str:
    """The URL of a database of the run's server."""
    return os.environ[SERVER].format(name=name).replace("owner@", f"{user}@", 1)


def execute(sql: str, name: str = "postgres") -> list[tuple[object, ...]]:
    """Run a statement as the server's owner, outside a transaction; returns its rows."""
    import psycopg

    with psycopg.connect(url(name), autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


_SEQUENCES = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
    WHERE relkind = 'S' AND relname <> 'schema_migration_id_seq'
"""


def count_from_one() -> None:
    """Let the ids of the open database begin at 1 again: a transaction that was rolled back gives none back."""
    opened = connection.current()
    if not opened.writes_in_turn:
        opened.run(_SEQUENCES, ())


def empty(name: str, zone: str) -> None:
    """Make a database on the server as `init` leaves it: ten times as fast as a new one."""
    import psycopg

    with psycopg.connect(url(name), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        gone = "; ".join(f'DELETE FROM "{table}"' for (table,) in tables if table != "schema_migration")
        connection.execute(f"SET session_replication_role = replica; {gone}".encode())  # no rule, no trigger
        connection.execute(_SEQUENCES.encode())
        connection.execute("INSERT INTO setting (name, value) VALUES ('time_zone', %s)", (zone,))
