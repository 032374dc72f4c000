"""Holidays of a doctor or of the whole hospital: no slot opens on them, and those without live tokens close."""

from __future__ import annotations

import json
from typing import Any

from peewee import JOIN

from opd_tui import clock, db
from opd_tui.errors import BadWindow, HolidayThere, UnknownHoliday
from opd_tui.models import Doctor, Event, Holiday, Slot
from opd_tui.names import clean_name
from opd_tui.rules import Action
from opd_tui.services import closing, doctors, journal, seating
from opd_tui.views import Actor, SlotHead
from opd_tui.views_days import Holiday as HolidayView
from opd_tui.views_days import HolidayMade, HolidayRemoved

CLOSE, REOPEN = "holiday-close", "holiday-reopen"
"""In the log: the slots that a holiday closed. They are put back by removing the holiday, not one by one."""


def add(day: str, doctor: int | None, name: str, actor: Actor) -> HolidayMade:
    """Let a doctor (None: nobody) sit on a day from today on. Slots in which nobody holds a live token close.

    Those with live tokens stay open and are listed. Raises BadWindow, BadName, UnknownDoctor or HolidayThere.
    """
    called = clean_name(name, "holiday's name")
    if clock.parse_day(day) < clock.today():
        raise BadWindow(problem=f"{day} is past")
    with db.transaction():
        whose = doctors.doctor(doctor).name if doctor is not None else None
        there = _query().where(Holiday.day == day, _of(doctor)).tuples().first()
        if there:
            raise HolidayThere(day=day, name=there[2])
        made = journal.next_value("holiday")
        Holiday.insert(id=made, day=day, doctor=doctor, name=called).execute()
        after = {"day": day, "doctor": doctor, "name": called}
        journal.write(actor, "add-holiday", doctor=doctor, holiday=made, after=after)
        closed, kept = [], []
        for slot in _slots(day, doctor):
            if slot.active + slot.waiting:
                kept.append(slot)
            elif not slot.closed:
                closing.put(slot, CLOSE, actor, told={"holiday": made}, closed=True)
                closed.append(seating.head(slot.id))
        return HolidayMade(HolidayView(made, day, called, doctor, whose), tuple(closed), tuple(kept))


def remove(holiday: int, actor: Actor) -> HolidayRemoved:
    """The day is none any more: the slots that it closed open again, unless another holiday holds there.

    Raises UnknownHoliday.
    """
    with db.transaction():
        row = _query().where(Holiday.id == holiday).tuples().first()
        if row is None:
            raise UnknownHoliday(id=holiday)
        gone = HolidayView(*row)
        Holiday.delete().where(Holiday.id == holiday).execute()
        before = {"day": gone.day, "doctor": gone.doctor, "name": gone.name}
        journal.write(actor, "remove-holiday", doctor=gone.doctor, holiday=holiday, before=before)
        reopened = []
        for slot in _slots(gone.day, gone.doctor):
            still = _query().where(Holiday.day == gone.day, Holiday.doctor.is_null() | (Holiday.doctor == slot.doctor))
            if slot.closed and _closed_by(slot.id) == holiday and not still.exists():
                closing.put(slot, REOPEN, actor, told={"holiday": holiday}, closed=False)
                reopened.append(seating.head(slot.id))
        return HolidayRemoved(gone, tuple(reopened))


def holidays(doctor: int | None = None) -> tuple[HolidayView, ...]:
    """The holidays from today on that concern a doctor (with None those of the whole hospital), by day."""
    query = _query().where(Holiday.day >= clock.today(), Holiday.doctor.is_null() | (Holiday.doctor == doctor))
    with db.reading():
        return tuple(HolidayView(*row) for row in query.order_by(Holiday.day, Holiday.id).tuples())


def _query() -> Any:
    columns = (Holiday.id, Holiday.day, Holiday.name, Holiday.doctor, Doctor.name)
    return Holiday.select(*columns).join(Doctor, JOIN.LEFT_OUTER)


def _of(doctor: int | None) -> Any:
    return Holiday.doctor.is_null() if doctor is None else Holiday.doctor == doctor


def _slots(day: str, doctor: int | None) -> list[SlotHead]:
    query = seating.heads_query().where(Slot.day == day)
    if doctor is not None:
        query = query.where(Slot.doctor == doctor)
    return [seating.head_view(row) for row in query.order_by(Slot.doctor, Slot.start).tuples()]


def _closed_by(slot: int) -> int | None:
    """The holiday that closed a slot, None if a person did."""
    query = Event.select(Event.detail).where(Event.slot == slot, Event.action.in_([CLOSE, Action.CLOSE_SLOT.value]))
    row = query.order_by(Event.id.desc()).tuples().first()
    holiday: int | None = json.loads(row[0]).get("holiday") if row else None
    return holiday
