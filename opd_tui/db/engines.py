"""Which engine a target of --db names: a file is SQLite's, a URL of PostgreSQL is the server's."""

from __future__ import annotations

from urllib.parse import urlsplit

from opd_tui.db import sqlite
from opd_tui.db.engine import Engine, Prepared
from opd_tui.domain.errors import PasswordShown, Storage

SERVER_SCHEMES = ("postgresql", "postgres")


def is_server(target: str) -> bool:
    """Whether the target names a database on a server, and no file."""
    scheme, found, _ = target.partition("://")
    return bool(found) and scheme.lower() in SERVER_SCHEMES


def check_argument(target: str) -> None:
    """Raises PasswordShown if the target, given as an argument, is a URL with a password."""
    if not is_server(target):
        return
    try:
        parts = urlsplit(target)
    except ValueError:
        return  # connect says so
    fields = (field.partition("=")[0] for field in parts.query.split("&"))
    if ":" in parts.netloc.rpartition("@")[0] or "password" in fields:
        raise PasswordShown()


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
