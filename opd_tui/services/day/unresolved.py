"""The end of the day: a list of live tokens of doctors' days that are over, for people to settle.

No token is settled silently. A settlement can be undone until the end of the day on which it was made.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from opd_tui.db import connection
from opd_tui.domain.actions import UNRESOLVED, Action
from opd_tui.domain.errors import BadRequest, NotLive, quoted
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import ListUnresolved, Settle
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.unresolved import Outcome, Settled, Unresolved
from opd_tui.runtime import clock, damaged_rows
from opd_tui.services import allocation
from opd_tui.services.slots import capacity, closing, slot_days
from opd_tui.services.tokens import visits
from opd_tui.store import patients, slots, unsettled
from opd_tui.store import tokens as store

NOT_SEEN = "not seen"
"""The reason of the cancellation of a patient whom the doctor did not see."""
LIMIT = 500
"""The most tokens that the screen lists."""


def tokens(request: ListUnresolved) -> tuple[Token, ...]:
    """Every live token of a slot whose day is before a day, by slot and order, except slots that go past that midnight
    and have not ended. Raises BadWindow.
    """
    before = clock.parse_day(request.before)
    with connection.reading():
        return unsettled.before(before, closing.now())


def count() -> int:
    """How many live tokens are of doctors' days that are over."""
    with connection.reading():
        return unsettled.count(clock.today(), closing.now())


def past(limit: int = LIMIT) -> tuple[Unresolved, ...]:
    """The live tokens of doctors' days that are over, oldest first."""
    with connection.reading():
        found = unsettled.of_days_over(clock.today(), closing.now(), limit)
        summary = cache(slots.summary)
        return damaged_rows.readable(lambda token: _unresolved(store.token(token), summary), ((id,) for id in found))


def _unresolved(token: Token, summary: Callable[[int], SlotSummary]) -> Unresolved:
    return Unresolved(token, summary(token.slot), patients.patient(token.patient))


def settle(asked: tuple[int, ...], outcome: Outcome, actor: Actor) -> Settled:
    """Settle tokens of doctors' days that are over, all in one transaction.

    SEEN completes; a waiting token gets an added seat first, which the log shows. NOT_SEEN cancels with that reason,
    NO_SHOW marks as no-show. Tokens that were settled meanwhile are skipped; if all were, raises NotLive. Raises
    UnknownToken, BadRequest for no token or a doctor's day that is not over, or BadCapacity for the 501st seat.
    """
    with connection.transaction():
        found = [store.token(token) for token in dict.fromkeys(asked)]
        live = [token for token in found if token.status.live]
        if not found:
            raise BadRequest(problem="Name at least one token to settle.")
        if not live:
            raise NotLive(number=found[0].number, patient=found[0].patient_name, status=found[0].status)
        for token in live:
            slot = slots.summary(token.slot)
            if not slot_days.doctors_day_is_over(slot):
                problem = f"{slot.label} on {slot.day}: the doctor's day is not over yet. Nothing was settled."
                raise BadRequest(problem=problem)
        done, promoted = [], []
        # waiting tokens first: a seat that comes free would only go to a token that is settled next
        for token in sorted(live, key=lambda t: (t.status != Status.WAITING, -t.priority, -t.arrival)):
            after, moves = _settle(store.token(token.id), outcome, actor)
            done.append(after)
            promoted += moves
        ended = {token.id for token in done}
        return Settled(tuple(done), tuple(token for token in promoted if token.id not in ended))


def settle_all(request: Settle, actor: Actor) -> Settled:
    """As `settle`; also raises BadRequest for an unknown outcome."""
    try:
        outcome = Outcome(request.outcome)
    except ValueError as e:
        outcomes = ", ".join(Outcome)
        raise BadRequest(problem=f"Unknown outcome {quoted(request.outcome)}. Outcomes: {outcomes}.") from e
    return settle(request.tokens, outcome, actor)


def _settle(token: Token, outcome: Outcome, actor: Actor) -> tuple[Token, list[Token]]:
    if outcome is Outcome.SEEN:
        return _seen(token, actor), []
    cancelled = outcome is Outcome.NOT_SEEN
    action, end = (Action.CANCEL, Status.CANCELLED) if cancelled else (Action.NO_SHOW, Status.NO_SHOW)
    reason = NOT_SEEN if cancelled else None
    after = allocation.change(actor, action, token, why=UNRESOLVED, reason=reason, **visits.ended(token, end))
    if token.status != Status.ACTIVE:
        return after, []
    return after, allocation.settle(actor, token.slot, token.id, action).promoted


def _seen(token: Token, actor: Actor) -> Token:
    """Complete a token; a waiting one in an added seat, so that no other token gains or loses one."""
    if token.status == Status.WAITING:
        capacity.open_seat(token.slot, actor, UNRESOLVED)
        seated = Status.ACTIVE
        token = allocation.change(actor, Action.PROMOTE, token, why=Action.SET_CAPACITY, status=seated)
    to = visits.ended(token, Status.COMPLETED)
    to.pop("ended_at", None)  # nobody knows the time any more
    return allocation.change(actor, Action.COMPLETE, token, why=UNRESOLVED, **to)
