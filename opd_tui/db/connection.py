"""The open database: connect, one transaction for each call, the change signal.

Only one database is open in a process at a time; each thread has its own connection to it. What is particular to
SQLite stands in the sqlite files beside this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import peewee

from opd_tui.db.sqlite import engine, errors, file
from opd_tui.db.sqlite import watch as watching
from opd_tui.domain.errors import BadRequest, DamagedCopy, NoText, Storage

_open: engine.OpenFile | None = None


class Refused(Storage):
    """The database refused this change: it would break a rule of the hospital ({constraint}). Nothing was changed; look
    again and retry."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint=constraint)
        self.constraint = constraint


def refused(e: peewee.IntegrityError) -> Refused:
    """The error of a constraint or trigger that said no. `constraint` is its name; `store` says what that means."""
    return Refused(errors.constraint_of(e))


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening found: the file, whether it is new, and the copy made of an older one before migrating it."""

    path: Path
    created: bool = False
    migrated: tuple[str, ...] = ()
    backup: Path | None = None

    @property
    def notice(self) -> str | None:
        """A line for the person who opened it, or None if there is nothing to say."""
        if self.backup is None:
            return None
        return (
            f"{self.path} was brought up to date ({', '.join(self.migrated)}); the old file is kept as {self.backup}."
        )


def connect(
    target: str,
    *,
    create: bool = False,
    reading: bool = False,
    file_mode: int = 0o600,
    time_zone: str | None = None,
) -> Opened:
    """Open the database at a path or `sqlite:///` URL for this process, creating it if asked.

    `file_mode` is the permission of files made; `time_zone` the IANA zone of a new hospital. Opened for `reading`, a
    file of this version stays as it is to the byte, and nothing can be written. Raises Missing, Newer, NotOurs, Storage
    or Busy. Whatever was open before is closed.
    """
    global _open  # noqa: PLW0603 - one database a process, as the module says
    close()
    with errors.errors_in_words(target):
        path = file.path_of(target)
        created, migrated, backup = engine.prepare(path, create=create, mode=file_mode, time_zone=time_zone)
        _open = engine.OpenFile(path, file_mode, reading=reading)
    return Opened(path, created, migrated, backup)


def close() -> None:
    """Close this thread's connection and forget the database."""
    global _open  # noqa: PLW0603 - as above
    if _open is not None:
        _open.database.close()
        _open = None


def current() -> engine.OpenFile:
    """The open database. Raises Storage if there is none."""
    if _open is None:
        raise Storage(problem="No database is open.")
    return _open


@contextmanager
def transaction() -> Iterator[None]:
    """One immediate transaction: all of it is on disk when the block ends, or none of it ever happened.

    Raises Busy, Gone, Storage or Refused. Inside another transaction it is a savepoint of that one.
    """
    opened = current()
    with _mapped(opened):
        opened.check_present()
        with opened.database.atomic():
            yield
        opened.ring()


class _GivenUp(Exception):
    """Ends a trial."""


@contextmanager
def trial() -> Iterator[None]:
    """A transaction of which nothing stays: what would be, if it were done. Raises as `transaction` does."""
    with suppress(_GivenUp), transaction():
        yield
        raise _GivenUp


@contextmanager
def reading() -> Iterator[None]:
    """Several reads of one and the same moment; never waits for a writer. Raises as `transaction` does."""
    opened = current()
    with _mapped(opened):
        opened.check_present()
        if opened.database.in_transaction():
            yield
        else:
            with opened.database.atomic("DEFERRED"):
                yield


@contextmanager
def _mapped(opened: engine.OpenFile) -> Iterator[None]:
    try:
        with errors.errors_in_words(str(opened.path)):
            yield
    except peewee.IntegrityError as e:
        raise refused(e) from e
    except UnicodeDecodeError as e:
        raise NoText from e
    except (OverflowError, UnicodeEncodeError) as e:
        raise BadRequest(problem="A number past 64 bits, or half a surrogate pair, cannot be stored.") from e


def version() -> tuple[object, int]:
    """The change signal: a value that differs whenever another connection has committed. Raises as `reading` does.

    SQLite: `PRAGMA data_version` of this thread's connection, about 11 µs.
    """
    opened = current()
    with _mapped(opened):
        opened.check_present()
        return opened.version()


def watch(on_change: Callable[[], None]) -> watching.FileWatch:
    """Call `on_change` from another thread whenever the change signal may have moved, until the watch is closed.

    It may be called in vain, and where the file system does not tell it is not called: look now and then as well.
    """
    return watching.FileWatch(current().path, on_change)


def backup(target: Path) -> None:
    """Write a consistent copy to `target`, 0600, while others go on working.

    Raises FileExists or Storage; also DamagedCopy, and then the copy is kept: there may be no better one.
    """
    from opd_tui.db.sqlite import copies, integrity  # a desk makes no copies

    opened = current()
    with _mapped(opened):
        opened.check_present()
        copies.copy(opened.path, target, 0o600)
        damage = integrity.damage(target.absolute())
    if damage:
        raise DamagedCopy(target=target, path=opened.path, problem=" ".join(damage[0].split()))
