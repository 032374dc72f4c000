"""A slot, or a day without slots, does not allow it."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


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


class HolidayThere(OpdError):
    """{day} is already a holiday ({name}). Remove that holiday first."""

    code = "bad-request"
