"""Copies of the database: a backup while others write, and the copy made before an older file is migrated."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from opd_tui.db.sqlite.file import looking_into
from opd_tui.domain.errors import FileExists, Storage
from opd_tui.runtime import clock


def copy_beside(path: Path, mode: int) -> Path:
    """Copy the database at `path` into the same folder, under a name with the time. Raises FileExists or Storage.

    A symbolic link is followed first, as for the lock, so that everybody finds the copy in the same folder.
    """
    path = path.resolve()
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    for count in range(1000):
        target = path.with_name(f"{path.name}.before-{stamp}" + (f"-{count}" if count else ""))
        with suppress(FileExists):
            copy(path, target, mode)
            return target
    raise FileExists(path=target)


def copy(path: Path, target: Path, mode: int) -> None:
    """Write a consistent copy of the database at `path` with SQLite's online backup; others may write meanwhile.

    It uses a connection of its own: a backup inside an open immediate transaction would wait for itself. An unfinished
    copy is removed. Raises FileExists or Storage.
    """
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
    except FileExistsError as e:
        raise FileExists(path=target) from e
    except OSError as e:
        raise Storage(problem=f"The copy {target} cannot be written: {e.strerror}.") from e
    os.fchmod(descriptor, mode)
    os.close(descriptor)
    try:
        with (
            looking_into(path) as source,
            closing(sqlite3.connect(target, isolation_level=None)) as destination,
        ):
            source.backup(destination)
            destination.execute("PRAGMA journal_mode = delete")  # one file, nothing beside it
    except BaseException:
        target.unlink(missing_ok=True)
        raise
