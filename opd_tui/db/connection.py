"""The open database: connect, one transaction for each call, the change signal.

Only one database is open in a process at a time; each thread has its own connection to it. This module is the only
door: nothing above asks which engine is behind it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import peewee
from msgspec import Struct

from opd_tui.db import sqlite
from opd_tui.db.engine import Engine, Watch
from opd_tui.domain.errors import BadRequest, DamagedCopy, NoText, Storage

_open: Engine | None = None


class Refused(Storage):
    """The database refused this change: it would break a rule of the hospital ({constraint}). Nothing was changed; look
    again and retry."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint=constraint)
        self.constraint = constraint


def refused(e: peewee.IntegrityError) -> Refused:
    """The error of a constraint or trigger that said no. `constraint` is its name; `store` says what that means."""
    return Refused(current().constraint(e))


class Opened(Struct, frozen=True):
    """What opening found: where the database is, whether it is new, and what is to be said to who opened it."""

    where: str
    created: bool = False
    notice: str | None = None


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
    global _open
    close()
    _open, found = sqlite.connect(target, create=create, reading=reading, mode=file_mode, time_zone=time_zone)
    notices = list(found.warnings)
    if found.backup:
        notices.insert(
            0,
            f"{found.where} was brought up to date ({', '.join(found.migrated)}); "
            f"the old file is kept as {found.backup}.",
        )
    return Opened(found.where, found.created, " ".join(notices) or None)


def close() -> None:
    """Close this thread's connection and forget the database."""
    global _open  # noqa: PLW0603 - as above
    if _open is not None:
        _open.close()
        _open = None


def current() -> Engine:
    """The open database. Raises Storage if there is none."""
    if _open is None:
        raise Storage(problem="No database is open.")
    return _open


class _Operation(threading.local):
    """The operation that this thread has under way: how many transactions deep, and its id once it has an event."""

    depth = 0
    id: int | None = None


_operation = _Operation()


@contextmanager
def transaction(*, of_many: bool = False) -> Iterator[None]:
    """One transaction: all of it is on disk when the block ends, or none of it ever happened.

    The outermost one is one operation of the log, but where it is `of_many` each one in it is. Raises Busy, Gone,
    Storage or Refused. Inside another transaction it is a savepoint of that one.
    """
    opened = current()
    with _in_words(opened):
        opened.check_present(writing=True)
        with opened.atomic(), nullcontext() if of_many else _in_operation():
            yield
        opened.committed()


@contextmanager
def _in_operation() -> Iterator[None]:
    before = _operation.id if _operation.depth else None
    _operation.id = before
    _operation.depth += 1
    try:
        yield
    except BaseException:  # what gave the operation its id is taken back
        _operation.id = before
        raise
    finally:
        _operation.depth -= 1


def operation() -> int | None:
    """The id of the operation that is under way, None as long as it has no event."""
    return _operation.id if _operation.depth else None


def begin_operation(id: int) -> None:
    """Give the operation that is under way its id."""
    _operation.id = id


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
    with _in_words(opened):
        opened.check_present()
        with opened.snapshot():
            yield


@contextmanager
def _in_words(opened: Engine) -> Iterator[None]:
    try:
        yield
    except peewee.IntegrityError as e:
        raise refused(e) from e
    except UnicodeDecodeError as e:
        raise NoText from e
    except (OverflowError, UnicodeEncodeError) as e:
        raise BadRequest(problem="A number past 64 bits, or half a surrogate pair, cannot be stored.") from e
    except Exception as e:
        if (words := opened.error(e)) is not None:
            raise words from e
        raise


def version() -> object:
    """The change signal: a value that differs whenever another connection has committed. Raises as `reading` does."""
    opened = current()
    with _in_words(opened):
        opened.check_present()
        return opened.version()


def version_at_rest() -> object:
    """As `version`, for a desk that has nothing else to do: it gives back disk space that is not needed any more."""
    opened = current()
    with _in_words(opened):
        opened.check_present()
        opened.tidy()
        return opened.version()


def watch(on_change: Callable[[], None]) -> Watch:
    """Call `on_change` from another thread whenever the change signal may have moved, until the watch is closed.

    It may be called in vain, and some changes are not told of: look now and then as well.
    """
    return current().watch(on_change)


def backup(target: Path) -> None:
    """Write a consistent copy to `target`, 0600, while others go on working.

    Raises FileExists or Storage; also DamagedCopy, and then the copy is kept: there may be no better one.
    """
    opened = current()
    with _in_words(opened):
        opened.check_present()
        damage = opened.backup(target)
    if damage:
        raise DamagedCopy(target=target, path=opened.where, problem=" ".join(damage.split()))
