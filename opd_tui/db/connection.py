"""The open database: connect, one transaction for each call, the change signal.

A process has one open database at a time; each thread has its own connection to it. This module is the only door:
nothing above it depends on which engine is used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import wraps
from json import JSONDecodeError
from pathlib import Path
from typing import ParamSpec, TypeVar

import peewee
from msgspec import Struct

from opd_tui.db import engines
from opd_tui.db.engine import Engine, Watch
from opd_tui.domain.errors import Changed, DamagedCopy, NoText, NotStorable, OpdError, Storage

_open: Engine | None = None
P = ParamSpec("P")
Answer = TypeVar("Answer")


class Refused(Storage):
    """The database refused this change: it would break a rule of the hospital ({constraint}). Nothing was changed; look
    again and retry."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint=constraint)
        self.constraint = constraint


def refused(e: peewee.IntegrityError) -> Refused:
    """The error for a constraint or trigger that refused a change. `constraint` is its name; `store` turns it into a
    domain error.
    """
    return Refused(current().constraint(e))


class Opened(Struct, frozen=True):
    """The result of opening: where the database is, whether it is new, and what the operator should know."""

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
    as_owner: bool = False,
) -> Opened:
    """Open the database at a path or URL for this process, and create it if asked.

    `file_mode` is the permission of new files; `time_zone` the IANA zone of a new hospital. On a server only
    `as_owner` makes or alters the schema, whatever `create` says. With `reading` nothing can be written, and a file of
    this version does not change by a byte. Closes the database that was open before. Raises Missing, Older, Newer,
    NotOurs, Unreachable, Storage or Busy.
    """
    global _open
    close()
    _open, found = engines.connect(
        target, create=create, reading=reading, mode=file_mode, time_zone=time_zone, as_owner=as_owner
    )
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
    """This thread's operation: the depth of nested transactions, and its id once it has an event."""

    depth = 0
    id: int | None = None


_operation = _Operation()


@contextmanager
def transaction(*, of_many: bool = False, beside_others: bool = False) -> Iterator[None]:
    """One transaction: everything in it is on disk when the block ends, or nothing is changed.

    The outermost transaction is one operation of the log; with `of_many` each transaction inside it is one. A
    transaction inside another is a savepoint.

    Nobody else writes meanwhile, unless `beside_others` is given: then the block locks the slots that it decides about
    (`lock_slots`) and changes nothing else that another such block may decide by.

    Raises Busy, Gone, Storage or Refused.
    """
    opened = current()
    with _InWords(opened):
        opened.check_present(writing=True)
        with opened.atomic(beside_others=beside_others), nullcontext() if of_many else _InOperation():
            yield
        opened.committed()


def lock_slots(*slots: int) -> bool:
    """Let nobody else change these slots or their tokens until the transaction ends; call it once in a transaction.

    Returns whether what was read of them before may be out of date now. Raises as `transaction` does.
    """
    return current().lock_slots(slots)


def asked_again(service: Callable[P, Answer]) -> Callable[P, Answer]:
    """A service that is asked once more if another desk made it fail: it wrote the same key or number at the same
    moment, or the database gave up one of two that waited for each other.
    """

    @wraps(service)
    def asking(*args: P.args, **kwargs: P.kwargs) -> Answer:
        if _operation.depth:
            return service(*args, **kwargs)
        try:
            return service(*args, **kwargs)
        except (Changed, Refused):
            return service(*args, **kwargs)

    return asking


class _InOperation:
    """A transaction as a part of this thread's operation; if it fails, the event that gave the operation its id is
    rolled back.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        self._before = _operation.id if _operation.depth else None
        _operation.id = self._before
        _operation.depth += 1

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        _operation.depth -= 1
        if kind is not None:
            _operation.id = self._before


def operation() -> int | None:
    """The id of the current operation; None while it has no event."""
    return _operation.id if _operation.depth else None


def begin_operation(id: int) -> None:
    """Set the id of the current operation."""
    _operation.id = id


class _GivenUp(Exception):
    """Raised to roll a trial back."""


@contextmanager
def trial() -> Iterator[None]:
    """A transaction that is always rolled back, to see what a change would do. Raises as `transaction` does."""
    with suppress(_GivenUp), transaction():
        yield
        raise _GivenUp


@contextmanager
def reading() -> Iterator[None]:
    """Several reads of one moment; never waits for a writer. Raises as `transaction` does."""
    opened = current()
    with _InWords(opened):
        opened.check_present()
        with opened.snapshot():
            yield


class _InWords:
    """Errors of Peewee, of the driver and of what is stored, as errors of the family."""

    __slots__ = ("_opened",)

    def __init__(self, opened: Engine) -> None:
        self._opened = opened

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, e: BaseException | None, *_: object) -> None:
        if isinstance(e, Exception) and (words := self._words(e)) is not None:
            raise words from e

    def _words(self, e: Exception) -> OpdError | None:
        if isinstance(e, peewee.IntegrityError):
            return refused(e)
        if isinstance(e, (UnicodeDecodeError, JSONDecodeError)):  # nothing but what is stored is read as JSON within
            return NoText()
        if isinstance(e, (OverflowError, UnicodeEncodeError)):
            return NotStorable()
        return self._opened.error(e)


def version() -> object:
    """The change signal: a value that differs whenever another connection has committed. Raises as `reading` does."""
    opened = current()
    with _InWords(opened):
        opened.check_present()
        return opened.version()


def version_at_rest() -> object:
    """`version` for an idle desk: it also gives back disk space that is no longer needed."""
    opened = current()
    with _InWords(opened):
        opened.check_present()
        opened.tidy()
        return opened.version()


def watch(on_change: Callable[[], None]) -> Watch:
    """Call `on_change` from another thread whenever the change signal may have changed, until the watch is closed.

    It may be called for nothing, and some changes are not noticed, so the caller must also check from time to time.
    """
    return current().watch(on_change)


def backup(target: Path) -> None:
    """Write a consistent copy to `target`, 0600, while others go on working.

    Raises FileExists or Storage. Raises DamagedCopy if the database is damaged; the copy is kept, because it may be the
    best one there is.
    """
    opened = current()
    with _InWords(opened):
        opened.check_present()
        damage = opened.backup(target)
    if damage:
        raise DamagedCopy(target=target, path=opened.where, problem=" ".join(damage.split()))
