"""Holidays of a doctor or of the whole hospital: no slot is created on them, and those without live tokens close."""

from __future__ import annotations

from collections.abc import Collection

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadRequest, BadWindow, HolidayThere
from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved, HolidaysMade, days_off
from opd_tui.domain.names import clean_name
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.weeks import AddHolidays, RemoveHolidays
from opd_tui.domain.slots import SlotSummary
from opd_tui.runtime import clock
from opd_tui.services.weeks import shut_days
from opd_tui.store import counters, doctors, events, slots
from opd_tui.store import holidays as rows


def add(day: str, doctor: int | None, name: str, actor: Actor) -> HolidayMade:
    """Add a holiday for a doctor, or with None for the whole hospital. Slots without live tokens close.

    Slots with live tokens stay open and are returned. Raises BadWindow (also for a past day), BadName, UnknownDoctor or
    HolidayThere.
    """
    called = clean_name(name, "holiday's name")
    if clock.parse_day(day) < clock.today():
        raise BadWindow(problem=f"{day} is past; choose a day from today on")
    with connection.transaction():
        whose = doctors.doctor(doctor).shown if doctor is not None else None
        there = rows.on(day, doctor)
        if there:
            raise HolidayThere(day=day, name=there.name)
        holiday = Holiday(counters.next_value("holiday"), day, called, doctor, whose)
        return begin(holiday, Action.ADD_HOLIDAY, actor)


def add_many(request: AddHolidays, actor: Actor) -> HolidaysMade:
    """Add a holiday for each day of a span, in one or several years, as one operation.

    A day that is a holiday of the same doctor, or of the whole hospital, already stays as it is. Raises as `add` does;
    HolidayThere if all days are holidays already.
    """
    last = clock.parse_day(request.last or request.first)
    wanted = days_off(clock.parse_day(request.first), last, request.years)
    with connection.transaction():
        there = {holiday.day: holiday for day in wanted if (holiday := rows.on(day, request.doctor))}
        new = [day for day in wanted if day not in there] or wanted[:1]
        made = tuple(add(day, request.doctor, request.name, actor) for day in new)
        return HolidaysMade(made, tuple(there.values()))


def preview_many(request: AddHolidays, actor: Actor) -> HolidaysMade:
    """What `add_many` would do; nothing is written. Raises as it does."""
    with connection.trial():
        return add_many(request, actor)


def remove(holiday: int, actor: Actor) -> HolidayRemoved:
    """Remove a holiday; the slots that it closed open again, unless another one covers them. Raises UnknownHoliday."""
    with connection.transaction():
        return lift(rows.holiday(holiday), Action.REMOVE_HOLIDAY, actor)


def remove_many(request: RemoveHolidays, actor: Actor) -> tuple[HolidayRemoved, ...]:
    """Remove several holidays as one operation: all, or none. Raises UnknownHoliday, or BadRequest for none at all."""
    if not request.holidays:
        raise BadRequest(problem="Name at least one holiday to remove.")
    with connection.transaction():
        return tuple(remove(holiday, actor) for holiday in dict.fromkeys(request.holidays))


def begin(
    holiday: Holiday,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
    only: Collection[int] | None = None,
) -> HolidayMade:
    """Write a holiday with its event, and close slots as `add` does, with `only` no others than these; the rest are
    returned as kept. The caller has checked that it is allowed.
    """
    rows.add(holiday)
    after = rows.columns(holiday)
    events.append(actor, action, doctor=holiday.doctor, undoes=undoes, holiday=holiday.id, after=after, why=why)
    closed, kept = [], []
    for slot in _slots(holiday):
        if slot.closed:  # also with live tokens in it: they are on the phone list of the doctor's absence
            continue
        if slot.active + slot.waiting or (only is not None and slot.id not in only):
            kept.append(slot)
        else:
            closed.append(shut_days.close(slot, holiday, actor))
    return HolidayMade(holiday, tuple(closed), tuple(kept))


def lift(
    holiday: Holiday, action: Action, actor: Actor, *, undoes: int | None = None, why: str | None = None
) -> HolidayRemoved:
    """Remove a holiday with its event, and open slots as `remove` does. The caller has checked that it is allowed.

    Undo of a holiday also opens a slot that an older holiday covers, because that slot was open before.
    """
    rows.remove(holiday.id)
    before = rows.columns(holiday)
    events.append(actor, action, doctor=holiday.doctor, undoes=undoes, holiday=holiday.id, before=before, why=why)
    reopened = (shut_days.reopen(slot, holiday, actor, undo=action is Action.UNDO) for slot in _slots(holiday))
    return HolidayRemoved(holiday, tuple(slot for slot in reopened if slot))


def holidays(doctor: int | None = None) -> tuple[Holiday, ...]:
    """The holidays from today on that concern a doctor (with None those of the whole hospital), by day."""
    with connection.reading():
        return rows.from_day(clock.today(), doctor)


def on(day: str, doctor: int | None) -> Holiday | None:
    """The holiday of a doctor (with None that of the whole hospital) on a day, or None."""
    return rows.on(day, doctor)


def _slots(holiday: Holiday) -> list[SlotSummary]:
    return sorted(slots.all_slots(holiday.doctor, holiday.day), key=lambda slot: (slot.doctor, slot.start))
