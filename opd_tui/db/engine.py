"""The interface that connection, store and check need from an engine. SQLite's engine is in `sqlite/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import peewee
from msgspec import Struct

from opd_tui.domain.errors import OpdError

Reading = Sequence[Sequence[str]]
"""One way to read a typed text: for each word, the terms that it may mean."""


class Names(Protocol):
    """What the search needs from an index over the words of names and their spellings."""

    def with_words(self, readings: Sequence[Reading], limit: int, *, whole: bool) -> list[int]:
        """Return the ids of records (merged ones too) that fit one of the readings: they have a term for each of its
        words.

        A term is a word or spelling of the name or, unless `whole`, the beginning of one. Returns at most `limit`
        records, the latest first.
        """

    def first_from(self, text: str) -> str | None:
        """The first word or spelling of all names that does not sort before this text; None if there is none."""


class Watch(Protocol):
    """A thread that reports changes until it is closed."""

    def close(self) -> None:
        """Stop reporting. The thread has ended when this returns."""


class Prepared(Struct, frozen=True):
    """The result of opening: `where` the database is, whether it is new, and the copy made of an older file."""

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
        """The Peewee database that queries run on."""

    @property
    def names(self) -> Names:
        """The index over the words of patients' names."""

    @property
    def where(self) -> str:
        """The name of the database for errors."""

    @property
    def short_name(self) -> str:
        """A shorter name for a narrow line."""

    @property
    def catalogue(self) -> str:
        """The table that `check` names when a finding belongs to none of our tables."""

    def run(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """Run a statement; returns its rows. Raises Peewee's errors."""

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Run an INSERT of one row; returns the row's id. Raises Peewee's errors."""

    def check_present(self, *, writing: bool = False) -> None:
        """Raises Gone if the database is not the one that was opened, Storage if `writing` is not possible."""

    def atomic(self, *, beside_others: bool = False) -> AbstractContextManager[object]:
        """A transaction that writes; inside another one a savepoint.

        Other desks' writes wait until it ends. With `beside_others` only those of the slots that it locks do, if the
        engine can do that: it must lock every slot that it reads for a decision.
        """

    def lock_slots(self, slots: Iterable[int]) -> bool:
        """Let no other desk change these slots or their tokens until the transaction ends.

        Returns whether they may have changed since the transaction first read them: then they are to be read again.
        """

    @property
    def writes_in_turn(self) -> bool:
        """Whether no transaction writes to the log before the one before it has ended."""

    def can_read_on(self) -> bool:
        """Whether this thread's transaction can still be read from after a statement in it was refused."""

    @property
    def own_id(self) -> peewee.Node:
        """What an INSERT into the log gives for a column that is to hold the id of the new row itself."""

    def next_arrival(self) -> int | None:
        """The next value of the counter `arrival`, if the engine keeps it elsewhere than in the table of counters."""

    def counters_beside(self) -> dict[str, int]:
        """The last values of the counters that the engine keeps elsewhere than in the table of counters."""

    def snapshot(self) -> AbstractContextManager[object]:
        """A transaction that reads one moment and never waits for a writer; inside another one, part of that one."""

    def committed(self) -> None:
        """Called after every transaction that writes, to wake those who watch."""

    def version(self) -> object:
        """A value that differs whenever another connection has committed."""

    def watch(self, on_change: Callable[[], None]) -> Watch:
        """Call `on_change` from another thread whenever `version` may have changed. It may be called for nothing."""

    def tidy(self) -> None:
        """Give back disk space that is no longer needed; called by an idle desk."""

    def backup(self, target: Path) -> str | None:
        """Write a consistent copy; returns what is wrong with it, or None. Raises FileExists or Storage."""

    def error(self, e: Exception) -> OpdError | None:
        """Turn an error of the driver into one of the family; None if it is not the driver's."""

    def constraint(self, e: peewee.IntegrityError) -> str:
        """The name of the constraint, trigger or column list that refused a change: `no_seat`, `token.arrival`, …"""

    def defects(self) -> Iterable[str]:
        """Problems of the database itself, not of a single row."""

    def rows_without_text(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and column of each value that should be a text and is not."""

    def unsearchable(self) -> Iterable[tuple[str, int, str]]:
        """Table, row id and problem of each patient whose search words in the index are missing or wrong."""

    def stream(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """The rows of a query, read as they are needed; inside `snapshot`. Raises Peewee's or the driver's errors."""

    def loading(self) -> AbstractContextManager[object]:
        """A transaction that takes over rows as they are: no rule looks at them, references are checked at its end."""

    def load(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add rows with all their columns; inside `loading`. Raises Peewee's or the driver's errors."""

    def go_on_from(self, counters: Mapping[str, int]) -> None:
        """Let ids, arrivals and stored counters go on from the rows that were loaded; `counters` are the source's."""

    def close(self) -> None:
        """Close this thread's connection. Its next query opens a new one."""
