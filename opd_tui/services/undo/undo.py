"""Undo: puts back what a person did last, by new events.

It puts back a person's last operation as a whole, or the last change of one token or one patient's record, whoever made
it. Promotions and preemptions do not count as changes; a change and its undo cancel out. Changes that the program makes
by itself belong to nobody's operation.
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
    with connection.trial():  # one change may block another, so the undo is tried
        found = _chosen(request, actor)
        main = of_operation.main_of(found)
        last = of_operation.described(main)
        return replace(last, whole=of_operation.put_back(found, actor))


def undo(request: Undo, actor: Actor) -> Undone:
    """Put back the actor's last operation, or with `token` or `patient` the last change of that.

    Of an operation of several changes, those that can be undone are, and the answer names the others. `event` is the
    change that the caller saw in `preview`: if another is the last by now, raises CannotUndo. Raises NothingToUndo,
    CannotUndo, SlotClosed, SlotOverlap, UnknownToken or UnknownPatient.
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
                problem="it was made just now; check it, then undo again",
            )
        if len(found) == 1:
            return of_change.put_back(of_change.undoable(main), actor)
        return of_operation.put_back(found, actor)


def _chosen(request: Undo, actor: Actor) -> Sequence[Change]:
    """The changes to undo, newest first; at least one. Raises NothingToUndo."""
    if request.token is not None:
        whom = f"№{tokens.token(request.token).number}"
        found = changes.of_token(request.token)[:1]
    elif request.patient is not None:
        whom = patients.patient(request.patient).name
        found = changes.of_patient(request.patient)[:1]
    else:
        whom = f"{actor.name} at this desk" if request.at_this_desk else actor.name
        found = _last_operation(actor, at_this_desk=request.at_this_desk)
    if not found:
        raise NothingToUndo(whom=whom)
    return found


def _last_operation(actor: Actor, *, at_this_desk: bool) -> list[Change]:
    """The changes of the actor's last operation that are not undone; an operation that was undone as far as possible is
    skipped.
    """
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
