"""Undo: what a person did last is put back as new events.

What may be put back is the last operation that somebody did at a desk, as a whole, or the last change of one token or
one patient's record, whoever made it; promotions and preemptions do not count, nor do a change and its own undo, which
cancel out. What the program does by itself is nobody's last operation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import noun
from opd_tui.domain.errors import CannotUndo, NothingToUndo
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.services.undo import of_change, of_operation
from opd_tui.store import patients, tokens
from opd_tui.store import undo as changes
from opd_tui.store.undo import Change


def preview(request: Undo, actor: Actor) -> Undoable:
    """What `undo` would put back now. Writes nothing. Raises as `undo` does."""
    with connection.reading():
        found = _chosen(request, actor)
        if len(found) == 1:
            return of_change.allowed(of_change.undoable(found[0]))
    with connection.trial():  # one change may stand in the way of another, so what comes back shows when it does
        found = _chosen(request, actor)
        main = of_operation.main_of(found)
        last = of_operation.described(main)
        return replace(last, whole=of_operation.put_back(found, actor))


def undo(request: Undo, actor: Actor) -> Undone:
    """Put back the actor's last operation, or with `token` or `patient` the last change of that.

    Of an operation of several changes, what can goes back and the answer names the rest. `event` is what the caller saw
    in `preview`: if something else is the last change by now, it is refused. Raises NothingToUndo, CannotUndo,
    SlotClosed, SlotOverlap, UnknownToken or UnknownPatient.
    """
    with connection.transaction():
        found = _chosen(request, actor)
        main = of_operation.main_of(found)
        if len(found) == 1:
            of_change.allowed(of_change.undoable(main))
        if request.event is not None and request.event != main.event:
            raise CannotUndo(
                action=noun(main.action),
                subject=of_change.subject(main),
                problem="it happened just now; look at it first",
            )
        if len(found) == 1:
            return of_change.put_back(of_change.undoable(main), actor)
        return of_operation.put_back(found, actor)


def _chosen(request: Undo, actor: Actor) -> Sequence[Change]:
    """The changes to put back, newest first; there is at least one. Raises NothingToUndo."""
    if request.token is not None:
        whom = f"№{tokens.token(request.token).number}"
        found = changes.of_token(request.token)[:1]
    elif request.patient is not None:
        whom = patients.patient(request.patient).name
        found = changes.of_patient(request.patient)[:1]
    else:
        whom = actor.name
        found = _last_operation(actor, at_this_desk=request.at_this_desk)
    if not found:
        raise NothingToUndo(whom=whom)
    return found


def _last_operation(actor: Actor, *, at_this_desk: bool) -> list[Change]:
    """What is not put back yet of the actor's last operation. One that was put back as far as it could be is past."""
    before = changes.NEVER
    while True:
        last = (
            changes.of_desk.first(actor.desk, actor.name, before)
            if at_this_desk
            else changes.of_actor.first(actor.name, before)
        )
        if last is None:
            return []
        if not any("operation" in json.loads(undo) for undo in changes.undone_in(last.operation, last.operation)):
            return changes.of_operation(last.operation, last.operation)
        before = last.operation
