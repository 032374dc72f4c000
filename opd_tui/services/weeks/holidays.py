"""Holidays of a doctor or of the whole hospital: no slot opens on them, and those without live tokens close."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from peewee import JOIN

from opd_tui.db import connection, tables
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadWindow, HolidayThere, UnknownHoliday
from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved
from opd_tui.domain.names import clean_name
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary
from opd_tui.runtime import clock
from opd_tui.services.slots import closing, doctors
from opd_tui.store import events, seating

_OPEN_OR_CLOSED = [
    action.value for action in (Action.HOLIDAY_CLOSE, Action.HOLIDAY_REOPEN, Action.CLOSE_SLOT, Action.REOPEN_SLOT)
]


def add(day: str, doctor: int | None, name: str, actor: Actor) -> HolidayMade:
    """Let a doctor (None: nobody) sit on a day from today on. Slots in which nobody holds a live token close.

    Those with live tokens stay open and are listed. Raises BadWindow, BadName, UnknownDoctor or HolidayThere.
    """
    called = clean_name(name, "holiday's name")
    if clock.parse_day(day) < clock.today():
        raise BadWindow(problem=f"{day} is past; choose a day from today on")
    with connection.transaction():
        whose = doctors.doctor(doctor).name if doctor is not None else None
        there = on(day, doctor)
        if there:
            raise HolidayThere(day=day, name=there.name)
        holiday = Holiday(events.next_value("holiday"), day, called, doctor, whose)
        return begin(holiday, Action.ADD_HOLIDAY, actor)


def remove(holiday: int, actor: Actor) -> HolidayRemoved:
    """The day is none any more: the slots that holidays closed open again, unless another one holds there.

    Raises UnknownHoliday.
    """
    with connection.transaction():
        row = _query().where(tables.Holiday.id == holiday).tuples().first()
        if row is None:
            raise UnknownHoliday(id=holiday)
        return lift(Holiday(*row), Action.REMOVE_HOLIDAY, actor)


def begin(
    holiday: Holiday,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
    only: Collection[int] | None = None,
) -> HolidayMade:
    """Write a holiday, with the event, and close what `add` says, of the slots `only` if given; the others are listed
    as kept. The caller has asked whether it may.
    """
    fields = _fields(holiday)
    tables.Holiday.insert(id=holiday.id, **fields).execute()
    events.append(actor, action, doctor=holiday.doctor, undoes=undoes, holiday=holiday.id, after=fields, why=why)
    closed, kept = [], []
    for slot in _slots(holiday.day, holiday.doctor):
        if slot.closed:  # also with patients left in it: they are on the phone list of the doctor who left
            continue
        if slot.active + slot.waiting or (only is not None and slot.id not in only):
            kept.append(slot)
        else:
            closing.put(slot, Action.HOLIDAY_CLOSE, actor, told={"holiday": holiday.id}, closed=True)
            closed.append(seating.head(slot.id))
    return HolidayMade(holiday, tuple(closed), tuple(kept))


def lift(
    holiday: Holiday, action: Action, actor: Actor, *, undoes: int | None = None, why: str | None = None
) -> HolidayRemoved:
    """Take a holiday away, with the event, and open what `remove` says. The caller has asked whether it may.

    An undo of the holiday also opens what it closed although an older one held there: that was open before it.
    """
    tables.Holiday.delete().where(tables.Holiday.id == holiday.id).execute()
    fields = _fields(holiday)
    events.append(actor, action, doctor=holiday.doctor, undoes=undoes, holiday=holiday.id, before=fields, why=why)
    reopened = []
    for slot in _slots(holiday.day, holiday.doctor):
        if not slot.closed or (closed_by := closed_by_holiday(slot.id)) is None:
            continue
        still = _query().where(
            tables.Holiday.day == holiday.day, tables.Holiday.doctor.is_null() | (tables.Holiday.doctor == slot.doctor)
        )
        if action is Action.UNDO and closed_by == holiday.id:
            still = still.where(tables.Holiday.id > holiday.id)
        if not still.exists():
            closing.put(slot, Action.HOLIDAY_REOPEN, actor, told={"holiday": holiday.id}, closed=False)
            reopened.append(seating.head(slot.id))
    return HolidayRemoved(holiday, tuple(reopened))


def _fields(holiday: Holiday) -> dict[str, Any]:
    return {"day": holiday.day, "doctor": holiday.doctor, "name": holiday.name}


def holidays(doctor: int | None = None) -> tuple[Holiday, ...]:
    """The holidays from today on that concern a doctor (with None those of the whole hospital), by day."""
    query = _query().where(
        tables.Holiday.day >= clock.today(), tables.Holiday.doctor.is_null() | (tables.Holiday.doctor == doctor)
    )
    with connection.reading():
        return tuple(Holiday(*row) for row in query.order_by(tables.Holiday.day, tables.Holiday.id).tuples())


def _query() -> Any:
    columns = (tables.Holiday.id, tables.Holiday.day, tables.Holiday.name, tables.Holiday.doctor, tables.Doctor.name)
    return tables.Holiday.select(*columns).join(tables.Doctor, JOIN.LEFT_OUTER)


def on(day: str, doctor: int | None) -> Holiday | None:
    """The holiday of a doctor (with None that of the whole hospital) on a day."""
    of = tables.Holiday.doctor.is_null() if doctor is None else tables.Holiday.doctor == doctor
    row = _query().where(tables.Holiday.day == day, of).tuples().first()
    return Holiday(*row) if row else None


def _slots(day: str, doctor: int | None) -> list[SlotSummary]:
    query = seating.heads_query().where(tables.Slot.day == day)
    if doctor is not None:
        query = query.where(tables.Slot.doctor == doctor)
    return [seating.head_view(row) for row in query.order_by(tables.Slot.doctor, tables.Slot.start).tuples()]


def closed_by_holiday(slot: int) -> int | None:
    """The holiday that closed it, None if it was a person; what was put back since does not count."""
    undone = tables.Event.alias()
    query = (
        tables.Event.select(tables.Event.action, tables.Event.detail)
        .join(undone, JOIN.LEFT_OUTER, on=(undone.undoes == tables.Event.id))
        .where(tables.Event.slot == slot, tables.Event.action.in_(_OPEN_OR_CLOSED), undone.id.is_null())
    )
    row = query.order_by(tables.Event.id.desc()).tuples().first()
    if row is None or row[0] != Action.HOLIDAY_CLOSE:
        return None
    return int(json.loads(row[1])["holiday"])
