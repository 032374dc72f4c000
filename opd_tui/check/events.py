"""I7 for each single event: a known action, a time, an actor, a desk, and what its action must have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct, field

from opd_tui.check.event_shapes import CREATES, SHAPES, Shape
from opd_tui.db import tables
from opd_tui.domain.actions import REORDERED, Action

_COLUMNS = ("doctor", "patient", "slot", "token", "cause", "undoes")
_SIGNED_IN = ("account", "connection", "address")
_WHO = ("at", "actor", "desk", *_SIGNED_IN, "automatic")
_WHAT = ("action", "detail")


_ONE_SIDED = {
    Action.ADD_HOLIDAY: "from",
    Action.REMOVE_HOLIDAY: "to",
    Action.ADD_ABSENCE: "from",
    Action.REMOVE_ABSENCE: "to",
}
"""The side on which an undo of these says what it put back."""


class _Row(Struct):
    id: int
    action: str
    columns: dict[str, object]
    at: object = None
    automatic: bool = False
    detail: dict[str, object] = field(default_factory=dict)

    def states(self, key: str) -> dict[str, object]:
        found = self.detail.get(key, {})
        return found if isinstance(found, dict) else {}


class _Log:
    """What earlier events say that later ones must agree with."""

    def __init__(self) -> None:
        self._undone: set[object] = set()
        self._made: set[tuple[str, object]] = set()
        self._doctors: dict[tuple[str, object], object] = {}
        self._rows: dict[int, _Row] = {}
        self._last_undo_of_slot: object = None

    def problems(self, row: _Row) -> Iterator[str]:
        """What is wrong with the next event."""
        if row.action == Action.UNDO:
            yield from self._undo(row)
        elif row.action in SHAPES:
            yield from _misshapen(row, SHAPES[row.action])
        else:
            yield f"{row.action!r} is no action there is"
            return
        if row.action in (Action.PROMOTE, Action.PREEMPT):
            yield from self._cause(row)
        if row.action == Action.NO_SHOW and (row.automatic or "deadline" in row.detail):
            yield from _by_deadline(row)
        yield from self._once(row)
        yield from self._doctor(row)
        self._rows[row.id] = row

    def _undo(self, row: _Row) -> Iterator[str]:
        undone = self._rows.get(row.columns["undoes"])  # type: ignore[call-overload]  # whatever stands there
        self._last_undo_of_slot = row.columns["slot"] if row.columns["token"] is None else None
        if undone is None:
            yield "undoes no event before it in the log"
            return
        if undone.id in self._undone:
            yield f"undoes event {undone.id}, which is undone already"
        self._undone.add(undone.id)
        named = row.detail.get("why", Action.SET_CAPACITY)  # an undo of seats does not name it
        if named != undone.action:
            yield f"undoes event {undone.id} as {named!r}, which is {undone.action}"
        moved = undone.action == Action.MOVE
        for column in ("doctor", "patient", "slot", "token"):
            if row.columns[column] != undone.columns[column] and not (moved and column == "slot"):
                yield f"has another {column} than event {undone.id}, which it undoes"
        one_sided = _ONE_SIDED.get(Action(undone.action))
        told = row.states(one_sided) if one_sided else _says_what_changed(row, undone.action == Action.MERGE)
        if not told:
            yield "does not say what it put back"

    def _cause(self, row: _Row) -> Iterator[str]:
        why, before = row.detail.get("why"), self._rows.get(row.id - 1)
        if before and before.action == Action.PREEMPT and before.detail.get("own") and before.columns["cause"] is None:
            yield f"takes the seat of event {before.id}, which does not say who took it"
        if row.columns["cause"] is not None or row.detail.get("own") or why in (Action.SET_CAPACITY, REORDERED):
            return
        if why != Action.UNDO or self._last_undo_of_slot != row.columns["slot"]:
            yield f"does not say which token led to it ({why})"

    def _once(self, row: _Row) -> Iterator[str]:
        subject = CREATES.get(row.action)
        if subject is None:
            return
        made = subject, row.columns[subject] if subject in _COLUMNS else row.detail.get(subject)
        if isinstance(made[1], int):
            if made in self._made:
                yield f"adds {subject} {made[1]} a second time"
            self._made.add(made)

    def _doctor(self, row: _Row) -> Iterator[str]:
        """The doctor of a slot or weekly slot never changes; that of a holiday or absence is also in its detail."""
        off = next((name for name in ("holiday", "absence") if name in row.detail), None)
        if off and row.columns["slot"] is None:
            states = row.states("to") or row.states("from")
            if states.get("doctor") != row.columns["doctor"]:
                yield f"has another doctor than its {off}"
            return
        of = (
            ("slot", row.columns["slot"])
            if row.columns["slot"] is not None and row.columns["token"] is None
            else ("template", row.detail.get("template"))
        )
        if isinstance(of[1], int) and self._doctors.setdefault(of, row.columns["doctor"]) != row.columns["doctor"]:
            yield f"has another doctor than the {of[0]} was made for"


def _misshapen(row: _Row, shape: Shape) -> Iterator[str]:
    for column, value in row.columns.items():
        if value is None and column in shape.columns:
            yield f"{row.action} has no {column}"
        if value is not None and column not in (*shape.columns, *shape.may):
            yield f"{row.action} has a {column}, {value!r}"
    before, after = row.states("from"), row.states("to")
    for name, states, wanted in (("from", before, shape.before), ("to", after, shape.after)):
        if lacking := [key for key in wanted if key not in states]:
            yield f"{row.action} does not say {name} which {', '.join(lacking)}"
    if lacking := [key for key in shape.keys if key not in row.detail]:
        yield f"{row.action} does not say {', '.join(lacking)}"
    if shape.changes and not _says_what_changed(row):
        yield f"{row.action} does not say what changed"


def _by_deadline(row: _Row) -> Iterator[str]:
    """What is wrong with a no-show that went by the deadline."""
    deadline = row.detail.get("deadline")
    if not (_is_moment(deadline) and _is_moment(row.at)):
        yield "is a no-show by itself, and has no deadline"
    elif str(deadline) > str(row.at):
        yield f"is a no-show by the deadline, which was later: {deadline}"


def _says_what_changed(row: _Row, perhaps_nothing: bool = False) -> bool:
    before, after = row.detail.get("from"), row.detail.get("to")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return False
    return before.keys() == after.keys() and (bool(after) or perhaps_nothing)


def _by_nobody(at: object, actor: object, desk: object, *signed_in: object) -> Iterator[str]:
    """What is wrong with the time, the actor and the desk of an event."""
    *names, automatic = signed_in
    if not _is_moment(at):
        yield f"has no time: {at!r}"
    for name, who in (("actor", actor), ("desk", desk)):
        if not _is_text(who):
            yield f"names no {name}"
    for name, who in zip(_SIGNED_IN, names, strict=True):
        if who is not None and not _is_text(who):
            yield f"has {who!r} as its {name}"
    if automatic not in (0, 1):
        yield f"is automatic {automatic!r}, which is neither yes nor no"


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def problems() -> Iterator[tuple[str, int, str]]:
    """Every problem, as table (`event`, `doctor`, `patient`), id of the row, and what is wrong."""
    log, made = _Log(), {"doctor": set[object](), "patient": set[object]()}
    query = tables.Event.select(tables.Event.id, *(getattr(tables.Event, name) for name in (*_WHO, *_WHAT, *_COLUMNS)))
    for event, *values in query.order_by(tables.Event.id).tuples().iterator():
        who, (action, detail), columns = values[:7], values[7:9], values[9:]
        for problem in _by_nobody(*who):
            yield "event", event, problem
        try:
            told = json.loads(detail)
        except (ValueError, TypeError, RecursionError):
            told = None
        if not isinstance(told, dict):
            yield "event", event, f"cannot be read: {str(detail)[:80]!r}"
            continue
        at, automatic = who[0], who[-1] == 1
        row = _Row(event, action, dict(zip(_COLUMNS, columns, strict=True)), at, automatic, told)
        for problem in log.problems(row):
            yield "event", event, problem
        if action in (Action.ADD_DOCTOR, Action.ADD_PATIENT):
            subject = CREATES[action]
            made[subject].add(row.columns[subject])
    for name, table in (("doctor", tables.Doctor), ("patient", tables.Patient)):
        for (row_id,) in table.select(table.id).tuples().iterator():
            if row_id not in made[name]:
                yield name, row_id, "has no event that made it"
