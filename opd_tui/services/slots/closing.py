"""Whether a slot takes patients: closed and reopened, past, and by how much its doctor is late."""

from __future__ import annotations

import json
from typing import Any

from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, SlotClosed, SlotHasLive, SlotPast
from opd_tui.domain.people import Actor
from opd_tui.domain.results import Closed
from opd_tui.domain.slots import LATEST_MINUTES, SlotSummary
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.runtime import clock
from opd_tui.store import events, queues, seating
from opd_tui.store.seating import SeatState

_TOLD = 6


def close(slot: int, actor: Actor) -> Closed:
    """Close a slot in which nobody holds a live token. Closed already, nothing is written.

    A closed slot keeps its window and its history, and takes no booking, no move and no return by undo of anybody who
    was not in it when it closed. Raises UnknownSlot or SlotHasLive.
    """
    with connection.transaction():
        before = seating.head(slot)
        if before.closed:
            return Closed(before)
        refuse_live(before)
        put(before, Action.CLOSE_SLOT, actor, closed=True)
        return Closed(seating.head(slot))


def leave(slot: int, actor: Actor) -> Closed | None:
    """Close a slot that its doctor leaves, and who is still in it, in order; None if it was closed already.

    Those patients stay live until somebody has phoned them, and may be moved, cancelled, called or settled. The event
    names their tokens as `left`. Raises UnknownSlot.
    """
    with connection.transaction():
        before = seating.head(slot)
        if before.closed:
            return None
        put(before, Action.CLOSE_SLOT, actor, closed=True)
        left = (*queues.queue(slot, Status.ACTIVE), *queues.queue(slot, Status.WAITING))
        return Closed(seating.head(slot), left)


def left_in(slot: int, before: int | None = None) -> frozenset[int]:
    """The tokens that were live in a slot when it was closed: they alone may be in it until it opens again.

    Nobody if it is open. With `before` as it was before the event of that id.
    """
    query = tables.Event.select(tables.Event.detail).where(tables.Event.slot == slot, tables.Event.token.is_null())
    if before is not None:
        query = query.where(tables.Event.id < before)
    for (detail,) in query.order_by(tables.Event.id.desc()).tuples():
        told = json.loads(detail)
        if "closed" in told.get("to", {}):
            return frozenset(told.get("left", ()) if told["to"]["closed"] else ())
    return frozenset()


def reopen(slot: int, actor: Actor) -> SlotSummary:
    """Let a closed slot take patients again. Open already, nothing is written. Raises UnknownSlot."""
    with connection.transaction():
        before = seating.head(slot)
        if before.closed:
            put(before, Action.REOPEN_SLOT, actor, closed=False)
        return seating.head(slot)


def set_late(slot: int, minutes: int, actor: Actor) -> SlotSummary:
    """Note that the slot's doctor is `minutes` (0 to 600) late: its expected times move by as much.

    The same number again changes nothing. Raises UnknownSlot or BadRequest.
    """
    if not 0 <= minutes <= LATEST_MINUTES:
        raise BadRequest(problem=f"A doctor is 0 to {LATEST_MINUTES} minutes late, not {minutes}; or close the slots.")
    with connection.transaction():
        before = seating.head(slot)
        if before.late_minutes != minutes:
            put(before, Action.SET_LATE, actor, late_minutes=minutes)
        return seating.head(slot)


def put(
    before: SlotSummary, action: Action, actor: Actor, *, undoes: int | None = None, told: Any = None, **to: Any
) -> None:
    """Write columns of a slot with the event that explains it; `told` is more for the event's detail.

    The event of a closing names as `left` who is live in the slot: the database takes no other.
    """
    left = sorted(_live_in(before.id)) if to.get("closed") else []
    events.append(
        actor,
        action,
        slot=before.id,
        doctor=before.doctor,
        undoes=undoes,
        before={key: getattr(before, key) for key in to},
        after=to,
        left=left or None,
        **(told or {}),
    )
    tables.Slot.update(**to).where(tables.Slot.id == before.id).execute()


def problem_with_undo(slot: SlotSummary, before: dict[str, Any], event: int) -> str | None:
    """Why the slot cannot become again what it was before that event, or None."""
    used = slot.completed + slot.called
    if before.get("capacity", used) < used:
        return f"{used} of the seats are used by now"
    if before.get("closed") and (came := _live_in(slot.id) - left_in(slot.id, event)):
        return f"{len(came)} live token(s) are in it by now"
    return None


def _live_in(slot: int) -> frozenset[int]:
    query = tables.Token.select(tables.Token.id).where(tables.Token.slot == slot, tables.Token.status.in_(LIVE))
    return frozenset(token for (token,) in query.tuples())


def refuse_live(slot: SlotSummary) -> None:
    """Raises SlotHasLive if somebody holds a live token there."""
    live = slot.active + slot.waiting
    if live:
        query = (
            tables.Token.select(tables.Token.number)
            .where(tables.Token.slot == slot.id, tables.Token.status.in_(LIVE))
            .order_by(tables.Token.number)
        )
        numbers = ", ".join(f"№{number}" for (number,) in query.limit(_TOLD).tuples())
        raise SlotHasLive(slot=slot.label, tokens=live, numbers=numbers + (" …" if live > _TOLD else ""))


def refuse_shut(room: SeatState) -> None:
    """Whether a newcomer may come in at all. Raises SlotClosed, or SlotPast once the slot's window has ended."""
    if room.closed:
        raise SlotClosed(slot=room.label, day=room.start[:10])
    if has_ended(room.end):
        raise SlotPast(slot=room.label, day=room.start[:10])


def has_ended(end: str) -> bool:
    """Whether a window that ends at this wall time is over on the hospital's clock."""
    return end <= now()


def now() -> str:
    """The hospital's wall time as slots are written, `YYYY-MM-DDTHH:MM`."""
    return clock.minute(clock.now())
