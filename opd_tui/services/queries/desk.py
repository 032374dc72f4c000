"""What a desk sees: one read of one moment for the whole screen, of the length of the screen and not of the queues."""

from __future__ import annotations

from typing import Any

from peewee import fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.desk import Desk, DeskQuery, DoctorRow, Pane, QueueRow, QueueWindow
from opd_tui.domain.errors import UnknownToken
from opd_tui.domain.events import Event
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.services.day import unresolved
from opd_tui.services.forecast import expecting
from opd_tui.services.forecast.expecting import Outlook
from opd_tui.services.queries import log, reasons
from opd_tui.services.slots import schedule, slot_days
from opd_tui.store import queues, seating

NEWS = 6
"""How many events of other desks are told at once; older ones are in the log."""


def look(asked: DeskQuery) -> Desk:
    """Everything on the desk. Raises Busy, Gone or Storage."""
    with connection.reading():
        day = asked.day or _day()
        doctors = _doctors(day)
        chosen = _doctor(doctors, asked.doctor)
        slots = schedule.of_day(chosen.id, day) if chosen else ()
        slot = _slot(slots, asked.slot)
        cursor = _cursor(asked.cursor)
        last = _last_event()[0][0] or 0
        outlook = expecting.outlook(slot, slots) if slot and not slot_days.is_past(slot) else None
        return Desk(
            day,
            clock.today(),
            doctors,
            chosen,
            slots,
            slot,
            _window(slot, Status.ACTIVE, asked.active, cursor, outlook),
            _window(slot, Status.WAITING, asked.waiting, cursor, outlook),
            cursor,
            last,
            _news(slot, asked),
            unresolved.count(),
        )


def window_top(pane: Pane, total: int, keep: int | None) -> int:
    """Where a window of `pane.rows` begins in a queue of `total`, moved as little as shows position `keep`."""
    top = pane.top
    if keep is not None:
        top = min(max(top, keep - pane.rows + 1), keep)
    return max(0, min(top, total - pane.rows))


def _window(
    slot: SlotSummary | None, status: Status, pane: Pane, cursor: Token | None, outlook: Outlook | None
) -> QueueWindow:
    if slot is None:
        return QueueWindow()
    total = slot.active if status is Status.ACTIVE else slot.waiting
    here = cursor is not None and cursor.slot == slot.id and cursor.status == status
    top = window_top(pane, total, queues.place(cursor) if cursor and here else None)
    tokens = queues.queue(slot.id, status, top, pane.rows)
    told = reasons.of(slot.id, status, top, pane.rows)
    rows, today = [], clock.today()
    for place, token in enumerate(tokens, start=top):
        arrived = reasons.moment(token.arrived_at, today) if token.arrived_at else ""
        expected = outlook.of(token, place) if outlook else None
        rows.append(QueueRow(token, *told.get(token.id, ("", "")), arrived, expected))
    return QueueWindow(total, top, tuple(rows))


def _cursor(token: int | None) -> Token | None:
    if token is None:
        return None
    try:
        return seating.token(token)
    except UnknownToken:
        return None


def _day() -> str:
    """Today; or if nobody sits today the next day with a live token, else with a slot; or else the last such day."""
    today = clock.today()
    if tables.Slot.select().where(tables.Slot.day == today).exists():
        return today
    live = tables.Token.select(tables.Token.day).where(
        tables.Token.status.in_([Status.ACTIVE.value, Status.WAITING.value])
    )
    slots = tables.Slot.select(tables.Slot.day)
    choices = (
        live.where(tables.Token.day > today).order_by(tables.Token.day),
        slots.where(tables.Slot.day > today).order_by(tables.Slot.day),
        live.order_by(tables.Token.day.desc()),
        slots.order_by(tables.Slot.day.desc()),
    )
    for query in choices:
        row = query.tuples().first()
        if row:
            return str(row[0])
    return today


def _doctors(day: str) -> tuple[DoctorRow, ...]:
    seats = {doctor: (slots, capacity) for doctor, slots, capacity in _seats_of(day)}
    held: dict[int, dict[str, int]] = {}
    for doctor, status, count in _held_on(day):
        held.setdefault(doctor, {})[status] = count
    rows = []
    for row in _all_doctors():
        counts = held.get(row[0], {})
        slots, capacity = seats.get(row[0], (0, 0))
        taken = counts.get(Status.ACTIVE, 0) + counts.get(Status.COMPLETED, 0)
        rows.append(DoctorRow(Doctor(*row), slots, taken, capacity, counts.get(Status.WAITING, 0)))
    return tuple(rows)


@prepared
def _seats_of(day: Any) -> Any:
    columns = (tables.Slot.doctor, fn.COUNT(1), fn.SUM(tables.Slot.capacity))
    return tables.Slot.select(*columns).where(tables.Slot.day == day, ~tables.Slot.closed).group_by(tables.Slot.doctor)


@prepared
def _held_on(day: Any) -> Any:
    columns = (tables.Slot.doctor, tables.Token.status, fn.COUNT(1))
    open_slots = tables.Slot.select(*columns).join(tables.Token).where(tables.Slot.day == day, ~tables.Slot.closed)
    return open_slots.group_by(tables.Slot.doctor, tables.Token.status)


@prepared
def _all_doctors() -> Any:
    columns = (tables.Doctor.id, tables.Doctor.name, tables.Doctor.department, tables.Doctor.room)
    return tables.Doctor.select(*columns).order_by(tables.Doctor.department, tables.Doctor.name, tables.Doctor.id)


@prepared
def _last_event() -> Any:
    return tables.Event.select(fn.MAX(tables.Event.id))


@prepared
def _events_after(slot: Any, after: Any, desk: Any) -> Any:
    of_slot = (tables.Event.slot == slot) | tables.Event.action.in_(log.MOVES)
    return tables.Event.select(fn.COUNT(1)).where(of_slot, tables.Event.id > after, tables.Event.desk != desk)


def _doctor(rows: tuple[DoctorRow, ...], asked: int | None) -> Doctor | None:
    for row in rows:
        if row.doctor.id == asked:
            return row.doctor
    sitting = [row.doctor for row in rows if row.slots]
    return next(iter(sitting or [row.doctor for row in rows]), None)


def _slot(slots: tuple[SlotSummary, ...], asked: int | None) -> SlotSummary | None:
    """The slot asked for; else the one under way or next to begin; else the last."""
    now = clock.local_now().strftime("%Y-%m-%dT%H:%M")
    for slot in slots:
        if slot.id == asked:
            return slot
    return next((slot for slot in slots if slot.end > now), slots[-1] if slots else None)


def _news(slot: SlotSummary | None, asked: DeskQuery) -> tuple[Event, ...]:
    if slot is None or asked.after is None or not _events_after(slot.id, asked.after, asked.desk)[0][0]:
        return ()
    return log.since(slot.id, asked.after, asked.desk, NEWS)
