"""Why a token stands where it stands, read from the log: for the visible rows of a queue."""

from __future__ import annotations

import json
from typing import Any

from peewee import JOIN

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import REORDERED, Action, noun
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.store import holding, queues


def of(slot: int, status: Status, offset: int, limit: int) -> dict[int, tuple[str, str]]:
    """For each of `limit` tokens of a queue from the `offset`th: when it was booked, and the reason of its last move.

    The reason is "" for a token that never moved.
    """
    booked: dict[int, str] = {}
    why: dict[int, str] = {}
    today = clock.today()
    moves = _moves[queues.held(slot, status)]
    for token, action, at, detail, number, source in moves(slot, status.value, limit, offset):
        told = json.loads(detail)
        if action == Action.BOOK:
            booked[token] = moment(at, today)
        if action in (Action.BOOK, Action.MOVE):
            why[token] = "slot was full" if told["to"]["status"] == Status.WAITING else ""
        else:
            why[token] = sentence(action, told, number, source)
    return {token: (at, why.get(token, "")) for token, at in booked.items()}


def _moves_in_order(held: bool) -> Any:
    @prepared
    def moves(slot: Any, status: Any, limit: Any, offset: Any) -> Any:
        return _moves_of(slot, status, limit, offset, held)

    return moves


def _moves_of(slot: Any, status: Any, limit: Any, offset: Any, held: bool) -> Any:
    cause, shown = tables.Token.alias(), tables.Token.alias()
    tokens = (
        shown.select(shown.id)
        .where(shown.slot == slot, shown.status == status)
        .order_by(*holding.order(shown, held))
        .limit(limit)
        .offset(offset)
    )
    return (
        tables.Event.select(
            tables.Event.token, tables.Event.action, tables.Event.at, tables.Event.detail, cause.number, cause.source
        )
        .join(cause, JOIN.LEFT_OUTER, on=(tables.Event.cause == cause.id))
        .where(tables.Event.token.in_(tokens), tables.Event.action.in_([a.value for a in _TOLD]))
        .order_by(tables.Event.id)
    )


_moves = {held: _moves_in_order(held) for held in (False, True)}
_TOLD = (Action.BOOK, Action.MOVE, Action.PREEMPT, Action.PROMOTE, Action.UNDO)


def sentence(action: str, told: dict[str, object], number: int | None, source: str | None) -> str:
    """A few words for a move: "preempted by №7 EMERGENCY", "seat of №4, no-show"."""
    by = f"№{number}" if number else ""
    cause = str(told.get("why", ""))
    moved = action in (Action.PREEMPT, Action.PROMOTE)
    if moved and cause == REORDERED:
        return "order of who is here changed"
    if moved and told.get("own"):
        own: dict[str, str] = {Action.SET_SOURCE: "its own source changed", Action.UNDO: "its own change undone"}
        return own.get(cause, f"its own {noun(cause)}")
    if action == Action.PREEMPT:
        lost: dict[str, str] = {
            Action.BOOK: f"preempted by {by} {source}",
            Action.SET_CAPACITY: "a seat was closed",
            Action.SET_SOURCE: f"preempted by {by} {source}" if by else "source changed",
            Action.MOVE: f"preempted by {by} {source}",
            Action.UNDO: f"preempted by {by}, undone" if by else "open seat undone",
        }
        return lost.get(cause, "preempted")
    if action == Action.PROMOTE:
        got: dict[str, str] = {
            Action.SET_CAPACITY: "a seat was opened",
            Action.SET_SOURCE: f"seat of {by}, source changed" if by else "source changed",
            Action.MOVE: f"seat of {by}, moved",
            Action.UNDO: f"seat of {by}, undone" if by else "closed seat undone",
            Action.CANCEL: f"seat of {by}, cancelled",
        }
        return got.get(cause, f"seat of {by}, {cause}" if by else cause)
    return f"{noun(cause)} undone"


def moment(at: str, today: str) -> str:
    """A stored moment in few letters: 10:42 on the hospital's day, 20 Nov before it."""
    when = clock.local(at)
    return when.strftime("%H:%M") if when.date().isoformat() == today else when.strftime("%d %b")
