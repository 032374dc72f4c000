"""Taking a hospital from one database to another, whichever engine each is on: every row with its id, the log, the
counters and the requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from opd_tui.db import engines, tables
from opd_tui.db.engine import Engine
from opd_tui.db.tables import Table
from opd_tui.domain.errors import NotEmpty, OpdError, Storage
from opd_tui.runtime import clock

AT_A_TIME = 5_000
Progress = Callable[[str, int], None]
"""Called with a table and how many of its rows have been written, now and then and at its end."""


def copy(source: str, target: str, progress: Progress, *, file_mode: int = 0o600) -> int:
    """Write everything of the database `source` into the empty database `target`; returns how many rows.

    One moment of the source, in one transaction of the target: a copy that breaks off leaves the target empty. A target
    that does not exist is created, a file with `file_mode`; on a server that needs its owner.

    Raises NotEmpty, and as connection.connect does.
    """
    there, _ = engines.connect(source, create=False, reading=True, mode=0o600, time_zone=None, as_owner=False)
    try:
        new, _ = engines.connect(
            target, create=True, reading=False, mode=file_mode, time_zone=clock.zone().key, as_owner=True
        )
        try:
            return _copy(there, new, progress)
        finally:
            new.close()
    finally:
        there.close()


def _copy(source: Engine, target: Engine, progress: Progress) -> int:
    try:
        with source.snapshot(), target.loading():
            if used := _used(target):
                raise NotEmpty(path=target.where, table=used)
            target.run(f"DELETE FROM {_name(tables.Setting)}", ())  # noqa: S608 - our own table
            rows = sum(_table(source, target, table, progress) for table in tables.TABLES)
            target.go_on_from(_counters(source))
            return rows
    except Exception as e:
        if isinstance(e, OpdError):
            raise
        for engine in (target, source):
            if (words := engine.error(e)) is not None:
                raise words from e
        raise


def _used(target: Engine) -> str | None:
    """The name of a table that has rows; None for a new hospital, which has settings alone."""
    for table in tables.TABLES:
        if table is not tables.Setting and target.run(f"SELECT 1 FROM {_name(table)} LIMIT 1", ()):  # noqa: S608
            return str(table._meta.table_name)
    return None


def _table(source: Engine, target: Engine, table: type[Table], progress: Progress) -> int:
    fields = table._meta.sorted_fields
    columns = [f'"{field.column_name}"' for field in fields]
    truths = [at for at, field in enumerate(fields) if field.field_type == "BOOL"]
    key = f'"{table._meta.primary_key.column_name}"'
    sql = f"SELECT {', '.join(columns)} FROM {_name(table)} ORDER BY {key}"  # noqa: S608 - our own table
    rows, done = _read(source, sql, truths), 0
    while part := list(islice(rows, AT_A_TIME)):
        target.load(_name(table), columns, part)
        done += len(part)
        progress(str(table._meta.table_name), done)
    return done


def _read(source: Engine, sql: str, truths: list[int]) -> Iterator[list[Any]]:
    """The rows; a truth is 0 or 1 on SQLite, and one that is neither is damage that cannot be taken along."""
    for row in source.stream(sql):
        values = list(row)
        for at in truths:
            if values[at] not in (0, 1):
                raise Storage(problem=f"{source.where} is damaged. `opd-tui check` names the row. Nothing was copied.")
            values[at] = bool(values[at])
        yield values


def _counters(source: Engine) -> dict[str, int]:
    stored = source.run(f"SELECT name, value FROM {_name(tables.Counter)}", ())  # noqa: S608 - our own table
    return dict(stored) | source.counters_beside()


def _name(table: type[Table]) -> str:
    return f'"{table._meta.table_name}"'
