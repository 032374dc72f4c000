"""What happens at the doctor's door: check in, call in, complete, cancel, no-show, change of source."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, NotActive, NotHere, NotLive, StillInRoom
from opd_tui.domain.names import clean_text
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Complete, NoShow, SetSource, StepOut
from opd_tui.domain.results import SourceChanged, SteppedOut, TokenEnded
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.allocation import Change
from opd_tui.services.slots import slot_days
from opd_tui.services.tokens import booking
from opd_tui.store import slots, tokens


@connection.asked_again
def cancel(request: Cancel, actor: Actor) -> TokenEnded:
    """Cancel a token. If it had a seat, the first waiting token gets it. Raises UnknownToken, NotLive, BadRequest."""
    reason = clean_text(request.reason, "reason")
    return _leave(request.token, Action.CANCEL, Status.CANCELLED, actor, reason)


@connection.asked_again
def no_show(request: NoShow, actor: Actor) -> TokenEnded:
    """Mark a token as no-show. If it had a seat, the first waiting token gets it. Raises UnknownToken, NotLive or
    SlotFuture.
    """
    return _leave(request.token, Action.NO_SHOW, Status.NO_SHOW, actor)


def _leave(token_id: int, action: Action, end: Status, actor: Actor, reason: str | None = None) -> TokenEnded:
    with connection.transaction(beside_others=True):
        before = _live(token_id) if action is Action.CANCEL else _today(token_id)
        after = allocation.change(actor, action, before, reason=reason, **ended(before, end))
        moves = allocation.Moves()
        if before.status == Status.ACTIVE:
            moves = allocation.settle(actor, before.slot, token_id, action)
        return TokenEnded(after, moves.promoted[0] if moves.promoted else None)


def ended(before: Token, end: Status) -> Change:
    """The state of a token that ends: it loses the called-in mark, which its event keeps.

    The time of the call stays. Only the end of a consultation has a time of its own.
    """
    to: Change = {"status": end}
    if before.called:
        to["called"] = False
    if before.out:
        to["stepped_out_at"] = None
    if end is Status.COMPLETED:
        to["ended_at"] = clock.stamp(clock.now())
    return to


@connection.asked_again
def arrive(request: Arrive, actor: Actor) -> Token:
    """Check a patient in, also one who stepped out; or take the check-in back. What is so already is not written again.

    Raises UnknownToken, NotLive, SlotFuture, or StillInRoom where the check-in of one who is called in is to go.
    """
    with connection.transaction(beside_others=True):
        before = _today(request.token)
        if before.arrived == request.arrived:
            return before
        if not request.arrived:
            return _not_here(before, actor)
        return allocation.change(actor, Action.ARRIVE, before, **_here(before))


def _here(before: Token) -> Change:
    """A check-in now."""
    to: Change = {"arrived_at": clock.stamp(clock.now())}
    if before.out:
        to["stepped_out_at"] = None
    return to


def _not_here(before: Token, actor: Actor) -> Token:
    """Take a check-in back; where arrived patients keep their seats, the seat may go with it."""
    if before.called:
        raise StillInRoom(number=before.number, patient=before.patient_name)
    allocation.change(actor, Action.REMOVE_ARRIVAL, before, status=before.status, arrived_at=None)
    allocation.settle(actor, before.slot, before.id, Action.REMOVE_ARRIVAL)
    return tokens.token(before.id)


@connection.asked_again
def step_out(request: StepOut, actor: Actor) -> SteppedOut:
    """The patient is out: does not answer the call, left the hall, or was sent for a test.

    The call and the check-in go; the token stays in its queue and is not called until the patient is checked in again.
    The one rule decides who has the seats.

    One who is out already is not written again. Raises UnknownToken, NotLive, SlotFuture, or NotHere for a patient who
    is not checked in.
    """
    with connection.transaction(beside_others=True):
        before = _today(request.token)
        if before.out:
            return SteppedOut(before)
        if not before.arrived:
            raise NotHere(number=before.number, patient=before.patient_name)
        to: Change = {"status": before.status, "arrived_at": None, "stepped_out_at": clock.stamp(clock.now())}
        if before.called:
            to["called"], to["called_at"] = False, None
        allocation.change(actor, Action.STEP_OUT, before, **to)
        moves = allocation.settle(actor, before.slot, before.id, Action.STEP_OUT)
        return SteppedOut(
            tokens.token(before.id),
            moves.promoted[0] if moves.promoted else None,
            moves.preempted[0] if moves.preempted else None,
        )


@connection.asked_again
def complete(request: Complete, actor: Actor) -> Token:
    """Complete a token: the consultation took place; the seat stays used. Raises UnknownToken, NotLive, SlotFuture or
    NotActive.
    """
    with connection.transaction(beside_others=True):
        return complete_seated(_active(request.token), actor)


def complete_seated(before: Token, actor: Actor) -> Token:
    """Complete an ACTIVE token."""
    return allocation.change(actor, Action.COMPLETE, before, **ended(before, Status.COMPLETED))


@connection.asked_again
def call(request: Call, actor: Actor) -> Token | None:
    """Call in one token, or the next of a slot: the first checked-in token that is not called in; if there is none, the
    first.

    The token can no longer lose its seat, and its patient is checked in. A called-in token is not written again.
    Returns None if the slot has no token left to call, or with `arrived_only` none that is checked in.

    Raises BadRequest, UnknownToken, UnknownSlot, NotLive, SlotFuture or NotActive.
    """
    with connection.transaction(beside_others=True):
        if request.slot is None and request.token is not None:
            return call_one(request.token, actor)
        if request.slot is None or request.token is not None:
            raise BadRequest(problem='A call needs either "slot" or "token".')
        connection.lock_slots(request.slot)
        slot_days.check_begun(slots.summary(request.slot))
        first = next_to_call(request.slot)
        if first is None or (request.arrived_only and not first.arrived):
            return None
        return call_one(first.id, actor)


def call_one(token: int, actor: Actor) -> Token:
    """Call in one token. Raises UnknownToken, NotLive, SlotFuture or NotActive."""
    with connection.transaction(beside_others=True):
        before = _active(token)
        return before if before.called else call_seated(before, actor)


def call_seated(before: Token, actor: Actor) -> Token:
    """Call in an ACTIVE token that is not called in."""
    to: Change = {"called": True, "called_at": clock.stamp(clock.now())}
    if not before.arrived:
        to.update(_here(before))
    return allocation.change(actor, Action.CALL, before, **to)


def next_to_call(slot: int) -> Token | None:
    """The token that `call` of the slot would call in: the first ACTIVE one not called in, checked-in tokens before the
    others.

    Raises UnknownSlot.
    """
    with connection.reading():
        first = tokens.next_to_call(slot)
        if first is None:
            slots.summary(slot)
            return None
        return tokens.token(first)


@connection.asked_again
def set_source(request: SetSource, actor: Actor) -> SourceChanged:
    """Change the source of a live token: it keeps number and arrival and gets a new priority; the one rule decides its
    queue.

    The same source changes nothing. Raises UnknownToken, UnknownSource or NotLive.
    """
    with connection.transaction(beside_others=True):
        before = locked(request.token)
        new = booking.parse_source(request.source)
        _check_live(before)
        if before.source == new:
            return SourceChanged(before)
        allocation.change(actor, Action.SET_SOURCE, before, source=new)
        moves = allocation.settle(actor, before.slot, before.id, Action.SET_SOURCE)
        return SourceChanged(
            tokens.token(before.id),
            moves.promoted[0] if moves.promoted else None,
            moves.preempted[0] if moves.preempted else None,
        )


def locked(token: int) -> Token:
    """A token as it is, whose slot nobody else changes until the transaction ends. Raises UnknownToken."""
    found = tokens.token(token)
    while connection.lock_slots(found.slot):
        again = tokens.token(token)
        if again.slot == found.slot:
            return again
        found = again  # another desk has moved it meanwhile
    return found


def _live(token: int) -> Token:
    found = locked(token)
    _check_live(found)
    return found


def _today(token: int) -> Token:
    """A live token of a slot whose day has begun."""
    found = _live(token)
    slot_days.check_begun(slots.summary(found.slot))
    return found


def _active(token: int) -> Token:
    found = _today(token)
    if found.status != Status.ACTIVE:
        raise NotActive(number=found.number, patient=found.patient_name, status=found.status)
    return found


def _check_live(found: Token) -> None:
    if not found.status.live:
        raise NotLive(number=found.number, patient=found.patient_name, status=found.status)
