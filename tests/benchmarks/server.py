"""The server that is measured: each hospital that a measurement builds gets a database of its own there."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from opd_tui.db import copying


class Server:
    """The PostgreSQL server of a URL, whose user may create databases."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._made: dict[Path, str] = {}

    def take_over(self, built: Path) -> str:
        """Copy the hospital in that file to the server, once; the URL of its database."""
        if built not in self._made:
            name = f"opd_bench_{os.getpid()}_{len(self._made)}"
            self._run(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
            self._made[built] = name
            copying.copy(str(built), self._of(name), lambda *_: None)
            self._run("VACUUM ANALYZE", name)
        return self._of(self._made[built])

    def drop(self) -> None:
        """Remove the databases that were made."""
        for name in self._made.values():
            self._run(f"DROP DATABASE {name} WITH (FORCE)")
        self._made.clear()

    def version(self) -> str:
        """The server's version."""
        [[version]] = self._run("SHOW server_version")
        return str(version).split()[0]

    def _of(self, name: str) -> str:
        parts = urlsplit(self._url)
        return f"postgresql://{parts.netloc}/{name}" + (f"?{parts.query}" if parts.query else "")

    def _run(self, sql: str, name: str = "") -> list[tuple[object, ...]]:
        with psycopg.connect(self._of(name) if name else self._url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []
