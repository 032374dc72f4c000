"""I7 for tokens, slots, patients and counters: every event of the log is allowed, and replaying it gives the present
rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from opd_tui.check.counters import Given
from opd_tui.check.opened import OpenedDays
from opd_tui.check.patients import Register
from opd_tui.db import tables
from opd_tui.domain.actions import TRANSITIONS, Action
from opd_tui.domain.events import Detail
from opd_tui.domain.tokens import Status


def problems() -> Iterator[tuple[str, int | str, str]]:
    """Every problem, as table, id of the row (of a counter its name), and what is wrong."""
    tokens: dict[int, Detail] = {}
    slots: dict[int, Detail] = {}
    register, given, opened = Register(), Given(), OpenedDays()
    columns = (
        tables.Event.id,
        tables.Event.action,
        tables.Event.token,
        tables.Event.slot,
        tables.Event.doctor,
        tables.Event.patient,
        tables.Event.detail,
    )
    rows = tables.Event.select(*columns).order_by(tables.Event.id).tuples().iterator()
    for event, action, token, slot, doctor, patient, detail in rows:
        try:
            states = json.loads(detail)
            before, after = states.get("from", {}), states.get("to", {})
            if token is not None:
                state = tokens.setdefault(token, dict.fromkeys(("status", *_TIMES)))
                problem = _play(state, action, before, after)
                if slot != state.setdefault("slot", slot):
                    problem = problem or f"{action} happens in slot {slot}, but the token is in slot {state['slot']}"
                if action == Action.PREEMPT:
                    state["preemptions"] = state.get("preemptions", 0) + 1
                given.play(token, slot, states)
            elif patient is not None:
                problem = register.play(action, patient, states, tokens)
                given.play_patient(states)
            else:
                problem = _play_slot(slots, slot, before, after)
                if action == Action.ADD_SLOT and slot is not None:
                    slots[slot]["doctor"] = doctor
                given.play(None, slot, states)
                opened.play(action, slot, states)
        except (ValueError, AttributeError, TypeError, KeyError):
            problem = f"cannot be read: {detail[:80]!r}"
        if problem:
            yield "event", event, problem
    for counter, problem in given.present(slots):
        yield "counter", counter, problem
    yield from _present(tokens, slots)
    yield from opened.present()
    for patient, problem in register.present():
        yield "patient", patient, problem


def _play(state: Detail, action: str, before: Detail, after: Detail) -> str | None:
    for key, value in before.items():
        if (known := state.get(key, False)) != value:
            state.update(after)
            return f"{action} starts from {key} {value}, but the log so far has {known}"
    was = Status(state["status"]) if state["status"] else None
    state.update(after)
    legal_from, legal_to = TRANSITIONS[Action(action)]
    if was not in legal_from or Status(state["status"]) not in legal_to:
        return f"{action} from {was or 'nothing'} to {state['status']} is no change there is"
    return None


_SLOT_BEGINS = {"closed": False, "late_minutes": 0}
"""What a new slot is without the log saying so."""


def _play_slot(slots: dict[int, Detail], slot: int | None, before: Detail, after: Detail) -> str | None:
    if slot is None:
        return None
    known = slots.pop(slot, {})
    if after:
        slots[slot] = {**known, **after}
    for key in sorted(before.keys() | after.keys()):
        if (was := known.get(key, _SLOT_BEGINS.get(key))) != before.get(key, _SLOT_BEGINS.get(key)):
            return f"starts from {key} {before.get(key)}, but the log so far has {was}"
    return None


_TIMES = ("arrived_at", "called_at", "ended_at", "stepped_out_at", "expected_from")


def _present(tokens: dict[int, Detail], slots: dict[int, Detail]) -> Iterator[tuple[str, int, str]]:
    plain = [
        tables.Token.slot,
        tables.Token.patient,
        tables.Token.number,
        tables.Token.arrival,
        tables.Token.status,
        tables.Token.source,
    ]
    plain += [getattr(tables.Token, name) for name in _TIMES]
    rows = (
        tables.Token.select(tables.Token.id, tables.Token.called, tables.Token.preemptions, *plain).tuples().iterator()
    )
    for token, called, preemptions, *values in rows:
        state = tokens.pop(token, None)
        if state is None:
            continue  # without a booking in the log: named under I5
        is_now = dict(zip((column.name for column in plain), values, strict=True))
        is_now |= {"called": bool(called), "preemptions": preemptions}
        for key, value in is_now.items():
            if (logged := state.get(key, 0)) != value:
                yield "token", token, f"{key} is {value}, but the log ends with {logged or 'none'}"
    columns = ("doctor", "start", "end", "capacity", "closed", "late_minutes", "doctor_here_at")
    for slot, *values in tables.Slot.select(tables.Slot.id, *(getattr(tables.Slot, key) for key in columns)).tuples():
        state = slots.pop(slot, {})
        for key, value in zip(columns, values, strict=True):
            if (logged := state.get(key, _SLOT_BEGINS.get(key))) != value:
                yield "slot", slot, f"{key} is {value}, but the log ends with {logged or 'none'}"
    for slot in slots:
        yield "slot", slot, "is in the log, but its row is missing"
