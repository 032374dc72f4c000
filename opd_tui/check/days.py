"""I7 for doctors, templates, holidays and absences: replaying the log gives the present rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from opd_tui.db import tables
from opd_tui.domain.actions import OF_DOCTORS, OF_WEEKS, Action
from opd_tui.domain.doctor_names import told_apart
from opd_tui.domain.events import Detail
from opd_tui.domain.people import Doctor

_TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "doctor": (tables.Doctor, ("name", "department", "room", "retired", "no_show_grace_minutes")),
    "template": (tables.Template, ("doctor", "weekday", "start", "end", "capacity", "valid_from", "valid_to", "rule")),
    "holiday": (tables.Holiday, ("day", "doctor", "name")),
    "absence": (tables.Absence, ("doctor", "start", "end", "reason")),
}
_ACTIONS = [action.value for action in (Action.ADD_DOCTOR, *OF_DOCTORS, *OF_WEEKS, Action.UNDO)]
_BEGINS = {"retired": False, "rule": ""}
"""What a new row is without the log saying so."""


def problems() -> Iterator[tuple[str, int, str]]:
    """Every problem, as table (`event`, or one of _TABLES), id of the row, and what is wrong."""
    logged: dict[str, dict[int, Detail]] = {name: {} for name in _TABLES}
    of_nobody = (
        tables.Event.token.is_null(),
        tables.Event.patient.is_null(),
        tables.Event.slot.is_null(),
    )  # so an undo is of a week
    query = tables.Event.select(tables.Event.id, tables.Event.action, tables.Event.doctor, tables.Event.detail)
    query = query.where(tables.Event.action.in_(_ACTIONS), *of_nobody)
    for event, action, doctor, detail in query.order_by(tables.Event.id).tuples():
        try:
            fields = json.loads(detail)
            table = (fields["why"] if action == Action.UNDO else action).rpartition("-")[2]
            row = doctor if table == "doctor" else fields[table]
            known = logged[table].pop(row, {})
            before, after = fields.get("from", {}), fields.get("to", {})
            if action == Action.ADD_TEMPLATE:
                after = {**after, "doctor": doctor}
            if after:
                logged[table][row] = {**known, **after}
            if any(known.get(key, _BEGINS.get(key)) != value for key, value in before.items()):
                yield "event", event, f"{action} starts from {before}, but the log so far has {known or 'none'}"
        except (ValueError, AttributeError, TypeError, KeyError):
            yield "event", event, f"cannot be read: {detail[:80]!r}"
    for name, (model, columns) in _TABLES.items():
        for row, *values in model.select(model.id, *(getattr(model, key) for key in columns)).tuples():
            ends = logged[name].pop(row, {})
            if not ends and model is tables.Doctor:
                continue  # of somebody who came in without an event there is nothing to compare with
            for key, value in zip(columns, values, strict=True):
                if ends.get(key, _BEGINS.get(key)) != value:
                    yield name, row, f"{key} is {value}, but the log ends with {ends.get(key) or 'none'}"
        for row in logged[name]:
            yield name, row, "is in the log, but its row is missing"
    yield from _names()


def _names() -> Iterator[tuple[str, int, str]]:
    """Every doctor who is not told apart from another one of the same name, or told apart from nobody."""
    model = tables.Doctor
    columns = model.id, model.name, model.department, model.room, model.known_as
    rows = [row for row in model.select(*columns).tuples() if all(isinstance(text, str) for text in row[1:4])]
    names = told_apart(Doctor(*row[:4]) for row in rows)
    for doctor, *_, known_as in rows:
        if known_as != names.get(doctor):
            yield "doctor", doctor, f"is known as {known_as or 'its name'}, and not as {names.get(doctor, 'its name')}"
