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


class NotStorable(OpdError):
    """A number past 64 bits, half a surrogate pair or a NUL character cannot be stored."""

    code = "bad-request"


class NotEmpty(Storage):
    """{path} is not empty: its table {table} has rows. Nothing was copied; name a database that is new."""


class DamagedCopy(Storage):
    """The copy {target} was written, but it has the same damage as {path} ({problem}). Keep both files, and the last
    good backup.
    """


class Missing(Storage):
    """There is no database at {path}. `opd-tui --db {path} init` creates one."""


class Gone(Storage):
    """The database file {path} was moved or deleted while in use. Nothing was changed. Put it back, or reopen."""


class Unreachable(Gone):
    """The database {where} does not answer. Nothing was changed. An open desk goes on by itself when it
    answers again."""


class AnswerLost(Unreachable):
    """The database {where} stopped answering in the middle of this change. Look whether it was made before you repeat
    it.
    """


class Changed(Busy):
    """Another desk changed the same at the same moment. Nothing was changed here. Try again."""


class PasswordShown(Storage):
    """A password in a command can be read by everybody on this machine, in the list of its programs. Leave it out of
    the URL there, and put it into ~/.pgpass, PGPASSWORD, OPD_DB or the settings.
    """


class Older(Storage):
    """{path} was made by an older opd-tui (it lacks {lacking}). Its owner brings it up to date:
    `opd-tui --db {path} init`, with the owner's name in the URL.
    """


class Newer(Storage):
    """{path} was written by a newer opd-tui (it has {unknown}). Update this program first."""


class NotOurs(Storage):
    """{path} is not an OPD database. Name another file with --db."""


class FileExists(Storage):
    """{path} already exists and is never overwritten. Choose another name."""
