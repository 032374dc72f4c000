"""What automatic no-shows go by: who is awaited, whether the doctor has begun, and who was checked in lately."""

from __future__ import annotations

import json
from typing import NamedTuple

from peewee import JOIN, Case, ModelSelect, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.tokens import Status
from opd_tui.store.slots import on_day

_SEATS = [action.value for action in (Action.BOOK, Action.PROMOTE, Action.MOVE, Action.UNDO)]
"""The actions that may give a token a seat."""


class Awaited(NamedTuple):
    """A token with a seat whose patient is not here, with what its deadline depends on."""

    token: int
    slot: int
    start: str
    end: str
    late_minutes: int
    expected_from: str | None
    doctor: int
    own_grace: int | None


def _awaited() -> ModelSelect:
    return (
        tables.Token.select(
            tables.Token.id,
            tables.Token.slot,
            tables.Slot.start,
            tables.Slot.end,
            tables.Slot.late_minutes,
            tables.Token.expected_from,
            tables.Slot.doctor,
            tables.Doctor.no_show_grace_minutes,
        )
        .join(tables.Slot)
        .join(tables.Doctor)
        .where(
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.called == False,  # noqa: E712 - Peewee builds SQL from it
            tables.Token.arrived_at.is_null(),
            tables.Token.stepped_out_at.is_null(),
            tables.Slot.closed == False,  # noqa: E712 - as above
        )
    )


@prepared(Awaited)
def of_days(first: str, last: str, now: str) -> Query:
    """Who is awaited in slots of these days that have started by `now` (wall time), by slot."""
    begun = tables.Slot.day.between(first, last), tables.Slot.start <= now
    return _awaited().where(*begun).order_by(tables.Slot.start, tables.Slot.id, tables.Token.id)


@prepared(Awaited)
def of_slot(slot: int) -> Query:
    """Who is awaited in a slot."""
    return _awaited().where(tables.Token.slot == slot).order_by(tables.Token.id)


@prepared(int)
def own_graces() -> Query:
    """The graces of doctors who have one of their own and are not without automatic no-shows."""
    own = tables.Doctor.no_show_grace_minutes
    return tables.Doctor.select(own).where(own > 0).limit(1)


def seated_at(token: int) -> str | None:
    """The stamp of the last event that may have given a token its seat."""
    return _seated_at.first(token)


@prepared(str)
def _seated_at(token: int) -> Query:
    of_token = tables.Event.token == token, tables.Event.action.in_(_SEATS)
    return tables.Event.select(tables.Event.at).where(*of_token).order_by(tables.Event.id.desc()).limit(1)


def seated_before(token: int) -> int:
    """How many tokens of its slot are before a token and do not wait: whoever has, had or may have had a seat."""
    [number] = _seated_before(token)
    return number


@prepared(int)
def _seated_before(token: int) -> Query:
    mine, other = tables.Token.alias(), tables.Token.alias()
    before = (other.priority < mine.priority) | ((other.priority == mine.priority) & (other.arrival < mine.arrival))
    seated = other.status != Status.WAITING.value
    return (
        mine.select(fn.COUNT(other.id))
        .join(other, JOIN.LEFT_OUTER, on=((other.slot == mine.slot) & seated & before))
        .where(mine.id == token)
    )


class DoctorsDay(NamedTuple):
    """The start of a doctor's first slot of a day, None for none; whether a desk said that the doctor is here."""

    first: str | None
    here: bool


def doctors_day(doctor: int, day: str) -> DoctorsDay:
    """A doctor's day."""
    [found] = _doctors_day(doctor, day)
    return DoctorsDay(found[0], bool(found[1]))


@prepared(tuple[str | None, int])
def _doctors_day(doctor: int, day: str) -> Query:
    return tables.Slot.select(fn.MIN(tables.Slot.start), fn.COUNT(tables.Slot.doctor_here_at)).where(
        *on_day(tables.Slot, doctor, day)
    )


def seen_since(doctor: int, day: str, since: str) -> bool:
    """Whether in a slot of a doctor and day somebody was called in, or a consultation ended, at or after a moment
    (stamp), and that was not undone. A patient who stepped out later was called in all the same.
    """
    return _seen_since.first(doctor, day, since) is not None


@prepared(int)
def _seen_since(doctor: int, day: str, since: str) -> Query:
    undone = tables.Event.alias()
    return (
        tables.Slot.select(tables.Event.id)
        .join(tables.Event, on=(tables.Event.slot == tables.Slot.id))
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(
            *on_day(tables.Slot, doctor, day),
            tables.Event.action.in_([Action.CALL.value, Action.COMPLETE.value]),
            tables.Event.at >= since,
            undone.id.is_null(),
        )
        .limit(1)
    )


def completed_of(first: str, last: str, doctor: int | None) -> tuple[int, int]:
    """How many tokens of these days, of a doctor or of all, were completed, and how many of them had no check-in."""
    missing = fn.COUNT(Case(None, ((tables.Token.arrived_at.is_null(), 1),), None))
    query = (
        tables.Slot.select(fn.COUNT(tables.Token.id), missing)
        .join(tables.Token, JOIN.INNER, on=(tables.Token.slot == tables.Slot.id))
        .where(tables.Slot.day.between(first, last), tables.Token.status == Status.COMPLETED.value)
    )
    if doctor is not None:
        query = query.where(tables.Slot.doctor == doctor)
    completed, without = query.tuples().get()
    return int(completed), int(without)


def ended_by_deadline(token: int) -> bool:
    """Whether the last event of a token is a no-show that went by the deadline."""
    found = _last_event.first(token)
    return found is not None and found[0] == Action.NO_SHOW.value and "deadline" in json.loads(found[1])


@prepared(tuple[str, str])
def _last_event(token: int) -> Query:
    columns = tables.Event.action, tables.Event.detail
    return tables.Event.select(*columns).where(tables.Event.token == token).order_by(tables.Event.id.desc()).limit(1)
