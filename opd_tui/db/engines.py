"""Which engine a target of --db names: a file is SQLite's, a URL of PostgreSQL is the server's."""

from __future__ import annotations

from opd_tui.db import sqlite
from opd_tui.db.engine import Engine, Prepared
from opd_tui.domain.database_url import is_server
from opd_tui.domain.errors import Storage


def connect(
    target: str, *, create: bool, reading: bool, mode: int, time_zone: str | None, as_owner: bool
) -> tuple[Engine, Prepared]:
    """Open the database that the target names. Raises Missing, Older, Newer, NotOurs, Storage or Busy."""
    if not is_server(target):
        return sqlite.connect(target, create=create, reading=reading, mode=mode, time_zone=time_zone)
    try:
        from opd_tui.db import postgres  # a desk with a file needs no driver
    except ImportError as e:
        if e.name is None or not e.name.startswith("psycopg"):
            raise
        problem = "A PostgreSQL database needs an extra part: run `pip install 'opd-tui[postgres]'`, then try again."
        raise Storage(problem=problem) from e
    return postgres.connect(target, as_owner=as_owner, reading=reading, time_zone=time_zone)
