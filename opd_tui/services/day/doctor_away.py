"""A doctor is away: every live token in a span of time gets another slot, and the slots close.

`propose` writes nothing. Each acceptance is a transaction of its own and checks again: if another desk has taken the
seat, the next best slot is used. A token without another slot stays in its slot, which closes (closing.leave), until
somebody phones the patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.absences import AWAY, AbsencePlan, Proposal, Relocation, Relocations
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.errors import Busy, DuplicateToken, OpdError, SlotClosed, SlotPast, Storage, UnknownSlot
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.absences import AddAbsence
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Cancel, Move
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.services.forecast import alternatives
from opd_tui.services.patients import records
from opd_tui.services.slots import closing, schedule
from opd_tui.services.tokens import moving, visits
from opd_tui.services.weeks import absences
from opd_tui.store import doctors, queues, seating, slots, tokens


def propose(doctor: int, start: str, end: str) -> AbsencePlan:
    """All live tokens of a doctor's slots that overlap `[start, end)`, wall times, each with the best other slot.

    Tokens are ordered by slot, then by their order in it; each seat is proposed once. A called-in token gets no
    proposal, because the patient is with the doctor. Raises BadWindow or UnknownDoctor.
    """
    window = schedule.parse_span(start, end)
    with connection.reading():
        leaves = slots.overlapping(doctors.doctor(doctor).id, window)
        leaving, promised = {slot.id for slot in leaves}, Counter[int]()
        placements = []
        for slot in leaves:
            for token in _live(slot):
                place = None if token.called else _best(token, promised, leaving)
                if place:
                    [place] = alternatives.timed((place,), token.priority, promised)
                    promised[place.slot] += 1
                placements.append(Proposal(token, records.patient(token.patient).phone, slot, place))
        noted = absences.covering(doctor, window) is not None
        return AbsencePlan(leaves, tuple(placements), noted, doctor, window)


def accept(token: int, wanted: int, leaving: Collection[int], promised: Mapping[int, int], actor: Actor) -> Relocation:
    """Move a token to the slot `wanted`; if that has no seat left, to the best slot that has one now.

    `leaving` are the slots of the absence, which are excluded. `promised` is how many seats of each slot are kept for
    tokens before this one in the list. The old slot closes with its last live token. Nothing is done to a token that
    another desk has moved, ended or called in meanwhile. Raises UnknownToken.
    """
    with connection.transaction():
        before = tokens.token(token).slot
        done = _accept(token, wanted, leaving, promised, actor)
        moved = done.slot is not None and not done.meanwhile
        return replace(done, closed=close_if_empty(before, actor)) if moved else done


def _accept(token: int, wanted: int, leaving: Collection[int], promised: Mapping[int, int], actor: Actor) -> Relocation:
    """As `accept`, without closing the old slot."""
    before = tokens.token(token)
    if not before.status.live or before.slot not in leaving or before.called:
        return Relocation(before, slots.summary(before.slot), False, None, meanwhile=True)
    slot = _moved(before, wanted, promised, actor)
    if slot is None:
        instead = _best(before, promised, leaving)
        slot = _moved(before, instead.slot, promised, actor) if instead else None
    if slot is None:
        return Relocation(before, None, True, None)
    return Relocation(tokens.token(token), slot, slot.id != wanted, None)


def accept_all(plan: AbsencePlan, actor: Actor, reason: str | None = None) -> Relocations:
    """Move every token with a proposal, as `accept` does, store the absence, and close every slot, now and when slots
    are created in that time later. One transaction, one operation.

    Waiting tokens move first: a seat that comes free would only go to a token that moves next. No token takes a seat
    that is proposed to one before it. A token that cannot be moved is reported and does not stop the others.
    """
    leaving = tuple(slot.id for slot in plan.slots)
    waiting_first = sorted(enumerate(plan.to_move), key=lambda each: each[1].token.status != Status.WAITING)
    done: dict[int, Relocation] = {}
    problems = list[str]()
    with connection.transaction():
        for position, each in waiting_first:
            wanted = each.place.slot if each.place else 0
            before = (other for at, other in enumerate(plan.to_move[:position]) if at not in done)
            promised = Counter(other.place.slot for other in before if other.place)
            try:
                done[position] = _accept(each.token.id, wanted, leaving, promised, actor)
            except OpdError as e:
                if isinstance(e, Storage | Busy):
                    raise
                problems.append(e.message)
        made = None
        if plan.window is not None:
            made = absences.add(plan.doctor, plan.window.start, plan.window.end, reason, actor, leaving)
        closed_now = (closing.leave(slot.id, actor) for slot in plan.still_open)  # of an absence stored before
        closed = (*(made.closed if made else ()), *(each.slot for each in closed_now if each))
    relocated = tuple(done[position] for position in sorted(done))
    return Relocations(relocated, closed, tuple(problems), made.absence if made else None)


def add(request: AddAbsence, actor: Actor) -> Relocations:
    """Store that a doctor is away and close the slots of that time; with `move` move their tokens as `propose` says.

    Tokens that are not moved stay in their closed slots. One transaction, one operation. Raises UnknownDoctor,
    BadWindow or BadRequest (the reason).
    """
    with connection.transaction():
        plan = propose(request.doctor, request.start, request.end)
        if not request.move:
            plan = replace(plan, placements=())
        done = accept_all(plan, actor, request.reason)
        left = (each for slot in plan.slots for each in _live(slot))
        return replace(done, left=tuple(left))


def _live(slot: SlotSummary) -> tuple[Token, ...]:
    """The live tokens of a slot in order."""
    return *queues.queue(slot.id, Status.ACTIVE), *queues.queue(slot.id, Status.WAITING)


def cancel(token: int, slot: int, actor: Actor) -> Relocation:
    """Cancel a token of a slot of the absence, after the patient was phoned; the slot closes with its last live token.

    Nothing is done to a token that another desk has moved, ended or called in meanwhile. Raises UnknownToken.
    """
    with connection.transaction():
        before = tokens.token(token)
        if not before.status.live or before.slot != slot or before.called:
            return Relocation(before, slots.summary(before.slot), False, None, meanwhile=True)
        ended = visits.cancel(Cancel(token, AWAY), actor).token
        return Relocation(ended, None, False, close_if_empty(slot, actor))


def close_if_empty(slot: int, actor: Actor) -> SlotSummary | None:
    """Close a slot of the absence if it has no live token; returns the slot, None if it stays open."""
    with connection.transaction():
        head = slots.summary(slot)
        return None if head.closed or head.active or head.waiting else closing.close(CloseSlot(slot), actor).slot


def _moved(token: Token, slot: int, promised: Mapping[int, int], actor: Actor) -> SlotSummary | None:
    """The slot with the token in a seat of its own; None if it has no seat for it."""
    try:
        if seating.seat_state(slot).free <= promised.get(slot, 0):
            return None
        return moving.move(Move(token.id, slot), actor).slot
    except (DuplicateToken, SlotClosed, SlotPast, UnknownSlot):
        return None


def _best(token: Token, promised: Mapping[int, int], leaving: Collection[int]) -> Alternative | None:
    seats = seating.seat_state(token.slot)
    found = alternatives.better(seats, token.priority, token.patient, None, token.id, promised, leaving)
    return found[0] if found else None
