"""Which of the installed drivers are loaded. Peewee imports each of them, whatever the database is."""

from __future__ import annotations

import sys
from types import ModuleType

_OF_SERVERS = ("psycopg", "psycopg2", "pymysql", "MySQLdb")


def load_for_file() -> None:
    """Import Peewee without the drivers of servers, which would cost a desk on a file a fifth of its start.

    Only for a process that opens no other database; does nothing once Peewee is imported.
    """
    if "peewee" in sys.modules:
        return
    modules: dict[str, ModuleType | None] = dict.fromkeys(name for name in _OF_SERVERS if name not in sys.modules)
    sys.modules.update(modules)  # type: ignore[arg-type] # None there stops an import
    try:
        import peewee  # noqa: F401
    finally:
        for name in modules:
            del sys.modules[name]
