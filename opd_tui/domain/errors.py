"""The one family of errors. A class's docstring is the message that the operator reads.

Each message says what happened, to which patient or slot, and what to do next. `code` is the stable name that other
programs see through `opd-tui batch`.
"""

from __future__ import annotations

LONGEST_SHOWN = 80
"""A message repeats at most this many characters of an input."""
_WHOLE = ("problem", "path", "target")
"""Fields that are never cut: they are not an input, or must be readable to the end."""


def shortened(given: str) -> str:
    """Cut a text to LONGEST_SHOWN characters, the last one "…", to repeat it in a message."""
    return given if len(given) <= LONGEST_SHOWN else f"{given[: LONGEST_SHOWN - 1]}…"


def quoted(given: str) -> str:
    """`shortened`, in quotes, for a `problem`."""
    return repr(shortened(given))


class OpdError(Exception):
    """Something went wrong; the log file has the details."""

    code = "storage"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        template = " ".join((type(self).__doc__ or self.code).split())
        kept = {name: _repeated(name, value) for name, value in fields.items()}
        self.message = template.format(**kept)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.fields)


def _repeated(name: str, value: object) -> object:
    if name == "status":
        return str(value).lower().replace("_", "-")
    return shortened(value) if isinstance(value, str) and name not in _WHOLE else value


def _rebuild(kind: type[OpdError], fields: dict[str, object]) -> OpdError:
    return kind(**fields)


class BadRequest(OpdError):
    """{problem}"""

    code = "bad-request"


class UnknownDoctor(OpdError):
    """There is no doctor with id {id}. `opd-tui doctors` lists the doctors."""

    code = "unknown-doctor"


class UnknownSlot(OpdError):
    """There is no slot with id {id}. `opd-tui slots` lists the slots."""

    code = "unknown-slot"


class UnknownPatient(OpdError):
    """There is no patient with id {id}. Register the patient first."""

    code = "unknown-patient"


class UnknownToken(OpdError):
    """There is no token with id {id}. `opd-tui tokens` lists the tokens."""

    code = "unknown-token"


class UnknownSource(OpdError):
    """Unknown source {given!r}. Sources: EMERGENCY, PAID, FOLLOWUP, ONLINE, WALKIN."""

    code = "unknown-source"


class BadName(OpdError):
    """The {what} is not accepted: {problem}."""

    code = "bad-name"


class BadWindow(OpdError):
    """{problem}."""

    code = "bad-window"


class BadCapacity(OpdError):
    """A slot has 1 to 500 seats, not {given}."""

    code = "bad-capacity"


class CapacityInUse(OpdError):
    """{slot} cannot have {given} seats: {completed} patients were seen and {called} are called in, so it needs
    {used}."""

    code = "capacity-in-use"


class SlotOverlap(OpdError):
    """{doctor} already has a slot {start}–{end} on {day}. Choose another time."""

    code = "slot-overlap"


class SlotInUse(OpdError):
    """{slot} has {tokens} token(s) in its history, so it cannot be removed or moved to another day.
    Add another slot instead."""

    code = "slot-in-use"


class SlotHasLive(OpdError):
    """{slot} still has {tokens} live token(s) ({numbers}). Move, cancel or settle them first, then close it."""

    code = "slot-in-use"


class SlotClosed(OpdError):
    """{slot} on {day} is closed{why}. Choose another slot, or reopen it."""

    code = "slot-closed"

    def __init__(self, *, why: str = "", **fields: object) -> None:
        super().__init__(why=why, **fields)


class SlotPast(OpdError):
    """{slot} on {day} has ended. Choose a later slot."""

    code = "slot-past"


class SlotFuture(OpdError):
    """{slot} is on {day}, a day still to come. Check-in, call, completion and no-show are possible from that day on.
    Cancel or move the token instead.
    """

    code = "slot-future"


class UnknownTemplate(OpdError):
    """There is no weekly slot with id {id}. Open the doctor's week again."""

    code = "bad-request"


class UnknownHoliday(OpdError):
    """There is no holiday with id {id}. Open the doctor's week again."""

    code = "bad-request"


class UnknownAbsence(OpdError):
    """There is no absence with id {id}; it was removed. Open the doctor's week again."""

    code = "bad-request"


class HolidayThere(OpdError):
    """{day} is already a holiday ({name}). Remove that holiday first."""

    code = "bad-request"


class DuplicateToken(OpdError):
    """{patient} already has №{number} ({status}) in {slot}. Nothing was booked."""

    code = "duplicate-token"


class DuplicateMrn(OpdError):
    """Hospital number {mrn} already belongs to {patient}. Check the number, or book that patient."""

    code = "duplicate-mrn"


class MergeConflict(OpdError):
    """{problem} Nothing was merged or changed."""

    code = "merge-conflict"


class RequestReused(OpdError):
    """Request key {request!r} was already used for another booking (№{number}). Use a new key for a new booking."""

    code = "request-reused"


class NotLive(OpdError):
    """№{number} {patient} is {status}. Undo restores it."""

    code = "not-live"


class NotActive(OpdError):
    """№{number} {patient} is {status}, without a seat. Add a seat (+), or wait until one is free."""

    code = "not-active"


class NothingToUndo(OpdError):
    """There is nothing to undo for {whom}."""

    code = "nothing-to-undo"


class CannotUndo(OpdError):
    """The {action} of {subject} cannot be undone: {problem}."""

    code = "cannot-undo"


class NotAllowed(OpdError):
    """Operator name is missing: use --actor NAME or OPD_ACTOR."""

    code = "not-allowed"


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


class BadSettings(OpdError):
    """The settings file {path} cannot be used: {problem}. Correct it or remove it."""

    code = "bad-settings"


class BadEnvironment(BadSettings):
    """{variable} in the environment cannot be used: {problem}. Correct it or unset it."""


class OtherZone(OpdError):
    """{path} already exists with time zone {zone}, not {given}. Omit --zone, or name another file with --db."""

    code = "bad-settings"
