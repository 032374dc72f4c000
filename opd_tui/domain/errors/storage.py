"""The database cannot be used, or a part of it is damaged."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


class Busy(OpdError):
    """Another desk kept the database locked for {seconds:g} s. Nothing was changed. Try again."""

    code = "busy"


class Storage(OpdError):
    """{problem}"""

    code = "storage"


class NoText(Storage):
    """A row of the database is damaged. `opd-tui check` names it."""


class DamagedRow(Storage):
    """The {table} {id} is damaged and cannot be used. Nothing was changed; `opd-tui check` says how."""

    def __init__(self, table: str, id: int) -> None:
        super().__init__(table=table, id=id)
        self.table, self.id = table, id


class DamagedCopy(Storage):
    """The copy {target} was written, but it has the same damage as {path} ({problem}). Keep both files, and the last
    good backup.
    """


class Missing(Storage):
    """There is no database at {path}. `opd-tui --db {path} init` creates one."""


class Gone(Storage):
    """The database file {path} was moved or deleted while in use. Nothing was changed. Put it back, or reopen."""


class Newer(Storage):
    """{path} was written by a newer opd-tui (it has {unknown}). Update this program first."""


class NotOurs(Storage):
    """{path} is not an OPD database. Name another file with --db."""


class FileExists(Storage):
    """{path} already exists and is never overwritten. Choose another name."""
