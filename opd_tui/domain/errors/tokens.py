"""A token or a patient's record does not allow it."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


class DuplicateToken(OpdError):
    """{patient} already has №{number} ({status}) in {slot}. Nothing was booked."""

    code = "duplicate-token"


class DuplicateMrn(OpdError):
    """Hospital number {mrn} already belongs to {patient}. Check the number, or book that patient."""

    code = "duplicate-mrn"


class MergeConflict(OpdError):
    """{problem} Nothing was merged or changed."""

    code = "merge-conflict"


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


class RoomTaken(OpdError):
    """{inside} with {doctor}. Say who was seen; nothing was changed."""

    code = "not-allowed"


class StillInRoom(OpdError):
    """№{number} {patient} is called in, so the check-in stays. Mark the patient as out, or undo the call."""

    code = "not-allowed"


class TooManyNoShows(OpdError):
    """{number} patients are past their deadline at once, so a person must decide: did the clock jump, or did nobody
    check in? Look at the queues; `opd-tui no-shows --yes` marks them all. Nothing was changed.
    """

    code = "not-allowed"


class NotHere(OpdError):
    """№{number} {patient} is not checked in, so the patient cannot step out."""

    code = "not-allowed"


class NotInRoom(OpdError):
    """№{number} {patient} is not with {doctor}; {inside}. Nothing was changed; look again."""

    code = "not-allowed"
