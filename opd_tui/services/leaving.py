"""A doctor leaves: everybody who holds a live token in a span of time gets another place, and the slots close.

`propose` writes nothing. Each acceptance is a transaction of its own that looks again: a seat that another desk took
meanwhile is replaced by the next best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from opd_tui import clock, db
from opd_tui.errors import DuplicateToken, NotLive, SlotClosed, SlotPast, UnknownSlot
from opd_tui.rules import Status
from opd_tui.services import alternatives, closing, doctors, moving, patients, queues, schedule, seating
from opd_tui.views import Actor, Alternative, SlotHead
from opd_tui.views import Token as TokenView
from opd_tui.views_days import Leaving, Placed, Placement


def propose(doctor: int, start: str, end: str) -> Leaving:
    """All live tokens of a doctor's open slots that overlap `[start, end)`, wall times, each with the best place left.

    First come those first in order, slot by slot; a seat is promised once. Who is called in gets none: the doctor is
    there. Raises BadWindow or UnknownDoctor.
    """
    window = schedule.parse_window(start, end)
    with db.reading():
        slots = tuple(slot for slot in schedule.overlapping(doctors.doctor(doctor).id, window) if not slot.closed)
        leaving, promised = {slot.id for slot in slots}, Counter[int]()
        placements = []
        for slot in slots:
            for token in (*queues.queue(slot.id, Status.ACTIVE), *queues.queue(slot.id, Status.WAITING)):
                place = None if token.called else _best(token, promised, leaving)
                if place:
                    [place] = alternatives.timed((place,), token.priority, promised)
                    promised[place.slot] += 1
                placements.append(Placement(token, patients.patient(token.patient).phone, slot, place))
        return Leaving(slots, tuple(placements))


def accept(token: int, wanted: int, leaving: Collection[int], promised: Mapping[int, int], actor: Actor) -> Placed:
    """Move a token to the slot `wanted`, or if no seat is left there to the best place there is now.

    `leaving` are the slots being left, which are no place; seats `promised` to others are not taken in its stead. The
    slot that it leaves closes with the last live token. Raises UnknownToken, NotLive, or BadRequest for one called in.
    """
    with db.transaction():
        before = seating.token(token)
        if not Status(before.status).live or before.slot not in leaving:
            raise NotLive(number=before.number, patient=before.patient_name, status=before.status)
        slot = _moved(before, wanted, actor)
        if slot is None:
            instead = _best(before, promised, leaving)
            slot = _moved(before, instead.slot, actor) if instead else None
        if slot is None:
            return Placed(before, None, True, None)
        return Placed(seating.token(token), slot, slot.id != wanted, close_if_empty(before.slot, actor))


def close_if_empty(slot: int, actor: Actor) -> SlotHead | None:
    """Close a slot that is left if nobody holds a live token there; the slot, None if it stays open."""
    with db.transaction():
        head = seating.head(slot)
        return None if head.closed or head.active or head.waiting else closing.close(slot, actor).slot


def rest_of_day(slot: SlotHead, last: str) -> tuple[str, str]:
    """The span from a slot on, or from now if it is under way, to the end `last` of the doctor's day."""
    return max(slot.start, min(clock.minute(clock.now()), slot.end)), last


def _moved(token: TokenView, slot: int, actor: Actor) -> SlotHead | None:
    """The slot with the token in a seat of its own, None if it has none for it."""
    try:
        if seating.room(slot).free <= 0:
            return None
        return moving.move(token.id, slot, actor).slot
    except (DuplicateToken, SlotClosed, SlotPast, UnknownSlot):
        return None


def _best(token: TokenView, promised: Mapping[int, int], leaving: Collection[int]) -> Alternative | None:
    room = seating.room(token.slot)
    found = alternatives.better(room, token.priority, token.patient, None, token.id, promised, leaving)
    return found[0] if found else None
