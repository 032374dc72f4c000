"""Writing the log: one event for every change, in the transaction that makes the change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import msgspec
from peewee import Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import inserting
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import NotAllowed
from opd_tui.domain.people import Actor
from opd_tui.runtime import clock

_json = msgspec.json.Encoder()


def append(
    actor: Actor,
    action: Action,
    *,
    token: int | None = None,
    slot: int | None = None,
    doctor: int | None = None,
    patient: int | None = None,
    cause: int | None = None,
    undoes: int | None = None,
    **detail: Any,
) -> None:
    """Add one event to the current operation; the first event gives the operation its id.

    `detail` may contain `before` and `after`, dicts of what changed; they are stored as from and to. Raises NotAllowed
    if the actor has no name.
    """
    if not actor.name.strip():
        raise NotAllowed()
    kept = {_KEYS.get(key, key): value for key, value in detail.items() if value is not None}
    if undoes is not None and (whole := _put_back.get()) is not None:
        kept["operation"] = whole
    operation = connection.operation()
    made = _add(
        operation,
        clock.stamp(clock.now()),
        actor.name,
        actor.desk,
        actor.account,
        actor.connection,
        actor.address,
        actor.automatic,
        action.value,
        token,
        slot,
        doctor,
        patient,
        cause if cause != token else None,
        undoes,
        _json.encode(kept).decode(),
    )
    if operation is None:
        connection.begin_operation(made)


@inserting
def _add(
    operation: int | None,
    at: str,
    actor: str,
    desk: str,
    account: str | None,
    login: str | None,
    address: str | None,
    automatic: bool,
    action: str,
    token: int | None,
    slot: int | None,
    doctor: int | None,
    patient: int | None,
    cause: int | None,
    undoes: int | None,
    detail: str,
) -> Query:
    """Without an operation the event is the first of its own: the operation is the id that this row is about to get."""
    return tables.Event.insert(
        operation=fn.COALESCE(operation, connection.current().own_id),
        at=at,
        actor=actor,
        desk=desk,
        account=account,
        connection=login,
        address=address,
        automatic=automatic,
        action=action,
        token=token,
        slot=slot,
        doctor=doctor,
        patient=patient,
        cause=cause,
        undoes=undoes,
        detail=detail,
    )


_put_back: ContextVar[int | None] = ContextVar("put_back", default=None)


@contextmanager
def putting_back(operation: int) -> Iterator[None]:
    """Let each undo in the log name the whole operation that is put back."""
    token = _put_back.set(operation)
    try:
        yield
    finally:
        _put_back.reset(token)


_KEYS = {"before": "from", "after": "to"}


def latest() -> tuple[int, str]:
    """The id and the stored moment of the last event; there must be one."""
    found = tables.Event.select(tables.Event.id, tables.Event.at).order_by(tables.Event.id.desc()).first()
    return int(found.id), str(found.at)
