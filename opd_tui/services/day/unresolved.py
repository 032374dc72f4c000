"""The end of the day: live tokens of slots that have ended are one list, and people say what became of each.

Nothing is closed silently. What settled a token can be undone until the end of the day on which that was done.
"""

from __future__ import annotations

from enum import StrEnum

from opd_tui.db import connection
from opd_tui.domain.actions import UNRESOLVED, Action
from opd_tui.domain.errors import BadRequest, NotLive
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import ListUnresolved
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.unresolved import Settled, Unresolved
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.slots import capacity, closing
from opd_tui.services.tokens import visits
from opd_tui.store import slots, unsettled
from opd_tui.store import tokens as store

NOT_SEEN = "not seen"
"""The reason of the cancellation of a patient whom the doctor did not see."""
LIMIT = 500
"""The list of a screen."""


class Outcome(StrEnum):
    """What became of a patient."""

    SEEN = "seen"
    NOT_SEEN = "not-seen"
    NO_SHOW = "no-show"


def tokens(request: ListUnresolved) -> tuple[Token, ...]:
    """Every live token of a slot whose day is before a day, by slot and order. Raises BadWindow.

    Not of one that goes on past that midnight and has not ended yet.
    """
    before = clock.parse_day(request.before)
    with connection.reading():
        return unsettled.before(before, closing.now())


def count() -> int:
    """How many live tokens stand in slots of days before today that have ended."""
    with connection.reading():
        return unsettled.count(clock.today(), closing.now())


def past(limit: int = LIMIT) -> tuple[Unresolved, ...]:
    """The live tokens of slots that have ended, those of today too, oldest first."""
    with connection.reading():
        rows = unsettled.ended(clock.today(), closing.now(), limit)
        found = [(store.token(token), phone) for token, phone in rows]
        ended = {slot: slots.summary(slot) for slot in {token.slot for token, _ in found}}
        return tuple(Unresolved(token, ended[token.slot], phone) for token, phone in found)


def settle(asked: tuple[int, ...], outcome: Outcome, actor: Actor) -> Settled:
    """Say what became of tokens of slots that have ended, all in one transaction.

    SEEN completes; a waiter who was seen gets a seat opened for it, in the log. NOT_SEEN cancels with that reason,
    NO_SHOW is one. A token that somebody settled meanwhile is left out; if all were, NotLive is raised. Raises
    UnknownToken, BadRequest for a slot that is not over, or BadCapacity for the 501st seat.
    """
    with connection.transaction():
        found = [store.token(token) for token in dict.fromkeys(asked)]
        live = [token for token in found if token.status.live]
        if found and not live:
            raise NotLive(number=found[0].number, patient=found[0].patient_name, status=found[0].status)
        for token in live:
            slot = slots.summary(token.slot)
            if not closing.has_ended(slot.end):
                raise BadRequest(problem=f"{slot.label} on {slot.day} is not over yet; nothing was settled.")
        done, promoted = [], []
        # whoever waits goes first: a seat that came free would only be handed to one who goes next
        for token in sorted(live, key=lambda t: (t.status != Status.WAITING, -t.priority, -t.arrival)):
            after, moves = _settle(store.token(token.id), outcome, actor)
            done.append(after)
            promoted += moves
        ended = {token.id for token in done}
        return Settled(tuple(done), tuple(token for token in promoted if token.id not in ended))


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
    """Completed; from the waiting queue by a seat of its own, so that nobody else gains or loses one."""
    if token.status == Status.WAITING:
        capacity.open_seat(token.slot, actor, UNRESOLVED)
        seated = Status.ACTIVE
        token = allocation.change(actor, Action.PROMOTE, token, why=Action.SET_CAPACITY, status=seated)
    to = visits.ended(token, Status.COMPLETED)
    to.pop("ended_at", None)  # when it was, nobody knows any more
    return allocation.change(actor, Action.COMPLETE, token, why=UNRESOLVED, **to)
