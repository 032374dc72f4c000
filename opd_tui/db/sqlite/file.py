"""The database file on disk: its name, its identity, its permissions, and reading it without changing it."""

from __future__ import annotations

import os
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import unquote, urlparse

from opd_tui.db.sqlite import errors
from opd_tui.domain.errors import Storage


def path_of(target: str) -> Path:
    """The absolute path of the file that a path or a `sqlite:///` URL names. Raises Storage for another kind of
    database.
    """
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
        raise Storage(problem=f"{target!r} names a home folder that does not exist.") from e


def identity_of(path: Path) -> tuple[int, int] | None:
    """The device and inode of the file at `path`; None if there is none or it cannot be examined."""
    return names_of(path)[0]


def names_of(path: Path) -> tuple[tuple[int, int] | None, int]:
    """`identity_of` the file at `path`, and how many names (hard links) it has."""
    try:
        found = path.stat()
    except OSError:
        return None, 0
    return (found.st_dev, found.st_ino), found.st_nlink


def wal_of(path: Path) -> Path:
    """The path of the WAL of the database at `path`, whether it exists or not."""
    real = path.resolve()
    return real.with_name(real.name + "-wal")


def ensure(path: Path, mode: int) -> None:
    """Create an empty file with exactly `mode`, whatever the umask, unless it exists; WAL files inherit its mode."""
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
        os.fchmod(descriptor, mode)
        os.close(descriptor)


def close_to_others(path: Path, mode: int) -> None:
    """Give our file `mode` if everybody may read or write it, as after `cp`; the same for its WAL and shared memory.

    Permissions for a group stay as the owner set them. A file system without permissions is left alone.
    """
    real = path.resolve()
    for file in (real, *(real.with_name(real.name + end) for end in ("-wal", "-shm"))):
        with suppress(OSError):
            found = file.stat()
            if found.st_mode & 0o007 and found.st_uid == os.geteuid():
                file.chmod(mode)


def warnings(path: Path) -> Iterator[str]:
    """What the operator should know about the file: others may read or write it, or it has a second name."""
    found = path.stat()
    if found.st_mode & 0o007:
        yield (
            f"Everybody on this machine may {_may(found.st_mode)} {path} (mode {found.st_mode & 0o777:04o})."
            f" `chmod o= {shlex.quote(str(path))}` changes that."
        )
    if found.st_nlink > 1:
        yield _two_names(path)


def _may(mode: int) -> str:
    return " and ".join(word for bit, word in ((0o004, "read"), (0o002, "change"), (0o001, "run")) if mode & bit)


def check_one_name(path: Path) -> None:
    """Raises Storage if the file has a second name: each name has its own WAL, so one desk would overwrite another's
    work.
    """
    if path.stat().st_nlink > 1:
        raise second_name(path)


def second_name(path: Path) -> Storage:
    """The error for a change of a file that has a second name."""
    return Storage(problem=f"Nothing was changed. {_two_names(path)}")


def _two_names(path: Path) -> str:
    real = path.resolve()
    top = next(folder for folder in real.parents if folder.is_mount())
    return (
        f"{path} has a second name (a hard link), and what is written under one name is lost under the other, so it"
        f" can only be read. `find {shlex.quote(str(top))} -xdev -samefile {shlex.quote(str(real))}` lists its names;"
        " remove all but one."
    )


def uri_of(path: Path, mode: str) -> str:
    """The file as a URI for SQLite, opened `ro` or `rw`.

    On a read-only file system nobody can change the file, and SQLite cannot create its lock and shared memory there, so
    the URI says immutable. With a WAL that has content it does not, because that content would be missing.
    """
    unchanging = "&immutable=1" if _on_read_only_disk(path) and not _size(wal_of(path)) else ""
    return f"{path.as_uri()}?mode={mode}{unchanging}"


def _on_read_only_disk(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def looking_into(path: Path) -> closing[sqlite3.Connection]:
    """A connection that only reads; it is closed at the end of the `with`."""
    return closing(sqlite3.connect(uri_of(path, "ro"), uri=True, timeout=errors.BUSY_SECONDS))
