"""What connection, store and check ask of an engine. SQLite's is in `sqlite/`; another one stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import peewee
from msgspec import Struct

from opd_tui.domain.errors import Busy, Storage

Reading = Sequence[Sequence[str]]
"""One way to read what was typed: for each word, the terms that it may stand for."""


class Names(Protocol):
    """What the search asks of an index over the words of names and their spellings."""

    def with_words(self, readings: Sequence[Reading], limit: int, *, whole: bool) -> list[int]:
        """The records, merged ones too, that fit one of the readings: for each of its words they have one of the terms.

        A term is a word or spelling of the name or, unless `whole`, the beginning of one. At most `limit` records, the
        latest first.
        """

    def first_from(self, text: str) -> str | None:
        """The first word or spelling of all names that does not sort before this text; None if there is none."""


class Watch(Protocol):
    """A thread that tells of changes until it is closed."""

    def close(self) -> None:
        """Stop telling. When this returns the thread has ended."""


class Prepared(Struct, frozen=True):
    """What opening did: `where` the database is, whether it is new, and the copy made of an older one."""

    where: str
    created: bool = False
    migrated: tuple[str, ...] = ()
    backup: str | None = None
    warnings: tuple[str, ...] = ()
    """Sentences about how the database is kept, for the person who opened it."""


class Engine(Protocol):
    """An open database. Each thread that uses it has its own connection."""

    @property
    def database(self) -> peewee.Database:
        """What queries run on."""

    @property
    def names(self) -> Names:
        """The index over the words of patients' names."""

    @property
    def where(self) -> str:
        """The database as its errors name it."""

    @property
    def short_name(self) -> str:
        """The same, shorter, for a narrow line."""

    @property
    def catalogue(self) -> str:
        """The table that findings of `check` name where no table of ours is meant."""

    def check_present(self, *, writing: bool = False) -> None:
        """Raises Gone if the database is not the one that was opened, Storage if it may be read but not written."""

    def atomic(self) -> AbstractContextManager[object]:
        """A transaction that writes; within another one a savepoint."""

    def snapshot(self) -> AbstractContextManager[object]:
        """A transaction that reads one moment and never waits for a writer; within another one that one."""

    def committed(self) -> None:
        """Called after every transaction that writes: tell those who watch."""

    def version(self) -> object:
        """A value that differs whenever another connection has committed."""

    def watch(self, on_change: Callable[[], None]) -> Watch:
        """Call `on_change` from another thread whenever `version` may have moved. It may be called in vain."""

    def tidy(self) -> None:
        """What a desk at rest does for the database: give back disk space that is not needed any more."""

    def backup(self, target: Path) -> str | None:
        """Write a consistent copy; what is wrong with it, or None. Raises FileExists or Storage."""

    def error(self, e: Exception) -> Busy | Storage | None:
        """An error of the driver in words; None for one that is not the driver's."""

    def constraint(self, e: peewee.IntegrityError) -> str:
        """The name of the constraint, trigger or column list that refused: `no_seat`, `token.arrival`, …"""

    def defects(self) -> Iterable[str]:
        """What is wrong with the database itself and not with a row that can be named."""

    def rows_without_text(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and column of what is no text where text belongs."""

    def unsearchable(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and problem of what is not found by the words of its name, or by others."""

    def close(self) -> None:
        """Close this thread's connection. The thread's next query opens another one."""
