"""The engine for SQLite: files, locks, triggers, the index of names, copies, damage."""

from __future__ import annotations

from pathlib import Path

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
            raise Storage(problem=_of_a_name(path, e)) from e
        opened = OpenFile(path, mode, reading=reading)
    backup = str(kept) if kept else None
    return opened, Prepared(str(path), created, migrated, backup, tuple(file.warnings(path)))


def _of_a_name(path: Path, e: UnicodeDecodeError) -> str:
    """The sentence for a table whose name is no text, with the name as it now stands in the schema."""
    name = e.object.decode(errors="backslashreplace").partition("(")[2].rstrip(")")
    called = f'a table is called "{name}" there' if name else "a table has lost its name"
    return f"{path} is damaged: {called}. Nothing of it can be read. Keep the file, and go back to the last backup."
