"""The database file on the disk: its name, which file it is, who may read it; a look into it that changes nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import unquote, urlparse

from opd_tui.db.sqlite import errors
from opd_tui.domain.errors import Storage


def path_of(target: str) -> Path:
    """The file that a path or a `sqlite:///` URL names, absolute. Raises Storage for another kind of database."""
    if "://" in target:
        try:
            url = urlparse(target)
        except ValueError as e:
            raise Storage(problem=f"{target!r} is not a URL: {e}.") from e
        if url.scheme != "sqlite" or url.netloc or url.query or url.fragment or len(url.path) < 2:
            raise Storage(problem=f"{target!r} cannot be opened; give a path, or sqlite:////absolute/path.")
        target = unquote(url.path[1:])
    if not target.strip() or "\0" in target or target == ":memory:":
        raise Storage(problem=f"{target!r} is not a file name for a database.")
    try:
        return Path(target).expanduser().absolute()
    except RuntimeError as e:  # ~nobody
        raise Storage(problem=f"{target!r} names the home folder of somebody who has none.") from e


def identity_of(path: Path) -> tuple[int, int] | None:
    """The device and inode of what is at `path`; None if nothing is, or nothing that may be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def wal_of(path: Path) -> Path:
    """Where SQLite keeps the WAL of the database at `path`, whether it is there or not."""
    real = path.resolve()
    return real.with_name(real.name + "-wal")


def ensure(path: Path, mode: int) -> None:
    """Make an empty file with exactly `mode`, whatever the umask, unless it is there; WAL files inherit its mode."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        os.fchmod(descriptor, mode)
        os.close(descriptor)


def close_to_others(path: Path, mode: int) -> None:
    """A file of ours that everybody may read or write, as `cp` makes one, gets `mode`; so does what stands beside it.

    What only a group shares stays as its owner has it. A file system that knows no permissions is left in peace.
    """
    real = path.resolve()
    for file in (real, *(real.with_name(real.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            found = file.stat()
            if found.st_mode & 0o007 and found.st_uid == os.geteuid():
                file.chmod(mode)


def looking_into(path: Path) -> closing[sqlite3.Connection]:
    """A connection that only reads, closed at the end of a `with`."""
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=errors.BUSY_SECONDS))
