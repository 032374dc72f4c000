"""`opd-tui check`: the invariants I1 to I7 on any database, each breach with the rows that break it.

I6 (a refused operation changes no row) shows in a database only as rows without their event, or events without their
row; those are named under I5 and I7.
"""

from __future__ import annotations

from collections.abc import Iterator

from peewee import fn

from opd_tui.check import day_sums, days, events, kept_counts, log, operations, queues, requests, settings
from opd_tui.check.finding import Finding
from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import Storage


def check() -> tuple[Finding, ...]:
    """All problems in the open database, read at one moment; empty if there are none.

    Damage that makes some rows unreadable is reported and does not hide other problems.
    """
    found: list[Finding] = []
    try:
        with connection.reading():
            found += _schema()
            for part, looked_at in _PARTS:
                try:
                    with connection.reading():
                        found += part()
                except (Storage, TypeError, ValueError):
                    if not _damaged(found):
                        raise
                    hidden = f"may hide other problems of the {looked_at}"
                    found.append(Finding("schema", connection.current().catalogue, 0, f"the damage {hidden}"))
    except Storage:  # damaged pages can be in the way of the transaction's very end
        if not _damaged(found):
            raise
    return tuple(found)


def _damaged(found: list[Finding]) -> bool:
    return any(finding.invariant == "schema" for finding in found)


def _schema() -> Iterator[Finding]:
    opened = connection.current()
    for problem in opened.defects():
        yield Finding("schema", opened.catalogue, 0, problem)


def _texts() -> Iterator[Finding]:
    for table, row, column in connection.current().rows_without_text():
        yield Finding("schema", table, row, f"has no valid text as its {column}")


def _bookings() -> Iterator[Finding]:
    booked: dict[int | None, int] = dict(
        tables.Event.select(tables.Event.token, fn.COUNT(1))
        .where(tables.Event.action == Action.BOOK.value)
        .group_by(tables.Event.token)
        .tuples()
    )
    for (token,) in tables.Token.select(tables.Token.id).tuples().iterator():
        count = booked.pop(token, 0)
        if count != 1:
            yield Finding("I5", "token", token, f"has {count} bookings in the log instead of one")
    for token in booked:
        yield Finding("I5", "token", token or 0, "was booked by the log, but its row is missing")


def _requests() -> Iterator[Finding]:
    for key, problem in requests.problems():
        yield Finding("I5", "request", key, problem)


def _replayed() -> Iterator[Finding]:
    for table, row, problem in log.problems():
        yield Finding("I7", table, row, problem)


def _operations() -> Iterator[Finding]:
    for event, problem in operations.problems():
        yield Finding("I7", "event", event, problem)


def _events() -> Iterator[Finding]:
    for table, row, problem in events.problems():
        yield Finding("I7", table, row, problem)


def _settings() -> Iterator[Finding]:
    for name, problem in settings.problems():
        yield Finding("schema", "setting", name, problem)


def _weeks() -> Iterator[Finding]:
    for table, row, problem in days.problems():
        yield Finding("I7", table, row, problem)


def _words() -> Iterator[Finding]:
    for table, row, problem in connection.current().unsearchable():
        yield Finding("I7", table, row, problem)


_PARTS = (
    (_texts, "texts"),
    (_settings, "settings"),
    (queues.order, "order of the queues"),
    (queues.states, "states of tokens"),
    (queues.numbers, "numbers of tokens"),
    (queues.overlaps, "times of slots"),
    (_bookings, "bookings"),
    (_requests, "requests"),
    (queues.shut, "closed slots"),
    (kept_counts.problems, "counts kept of the tokens of slots"),
    (day_sums.problems, "sums of days"),
    (_replayed, "log"),
    (_operations, "operations"),
    (_events, "events"),
    (_weeks, "doctors, weekly slots and holidays"),
    (_words, "index over the names"),
)
