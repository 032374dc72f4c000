"""A copy of the database, written by PostgreSQL's own pg_dump; `pg_restore` puts it back."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import which

import psycopg

from opd_tui.db.postgres.address import Address
from opd_tui.domain.errors import FileExists, Storage


def dump(address: Address, target: Path) -> None:
    """Write a consistent copy in pg_dump's own format, 0600; others may write meanwhile. An unfinished copy is removed.

    The password is handed over in the environment, which others cannot read. Raises FileExists or Storage.
    """
    program = which("pg_dump")
    if program is None:
        problem = "A copy of a PostgreSQL database needs the program pg_dump (package postgresql-client). Install it."
        raise Storage(problem=problem)
    given = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(address.url).items()}
    password = given.pop("password", None)
    if "sslpassword" in given:
        raise Storage(problem="pg_dump cannot be told the password of a TLS key: leave `sslpassword` out of the URL.")
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as e:
        raise FileExists(path=target) from e
    except OSError as e:
        raise Storage(problem=f"The copy {target} cannot be written: {e.strerror}.") from e
    environment = {**os.environ, "LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})
    command = [program, "--format=custom", f"--file={target}", psycopg.conninfo.make_conninfo("", **given)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            said = " ".join(done.stderr.split()) or f"pg_dump ended with {done.returncode}"
            raise Storage(problem=f"The copy {target} was not written: {said}.")
    except BaseException:
        target.unlink(missing_ok=True)
        raise
