"""The engine for SQLite: files, locks, triggers, the index of names, copies, damage."""

from __future__ import annotations

from opd_tui.db.engine import Engine, Prepared
from opd_tui.db.sqlite import errors, file, schema
from opd_tui.db.sqlite.open_file import OpenFile
from opd_tui.domain.errors import Storage


def connect(target: str, *, create: bool, reading: bool, mode: int, time_zone: str | None) -> tuple[Engine, Prepared]:
    """Open the database file at a path or URL. Raises Missing, Newer, NotOurs, Storage or Busy."""
    with errors.errors_in_words(target):
        path = file.path_of(target)
        try:
            created, migrated, kept = schema.prepare(path, create=create, mode=mode, time_zone=time_zone)
        except UnicodeDecodeError as e:
            problem = "A table has lost its name: keep the file, and go back to the last backup."
            raise Storage(problem=f"{path} is damaged. {problem}") from e
        opened = OpenFile(path, mode, reading=reading)
    backup = str(kept) if kept else None
    return opened, Prepared(str(path), created, migrated, backup, tuple(file.warnings(path)))
