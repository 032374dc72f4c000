"""What a desk reads besides slots and queues: the doctors' day, which day to show, what others did."""

from __future__ import annotations

from peewee import Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.store import log


def day_with_work(today: str) -> str:
    """Today; or if nobody sits today the next day with a live token, else with a slot; or else the last such day."""
    if tables.Slot.select().where(tables.Slot.day == today).exists():
        return today
    live = tables.Token.select(tables.Token.day).where(tables.Token.status.in_(LIVE))
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


def seats_of_doctors(day: str) -> dict[int, tuple[int, int]]:
    """For each doctor who sits on a day, the number of open slots and their seats."""
    return {doctor: (slots, seats) for doctor, slots, seats in _seats_of_doctors(day)}


@prepared(tuple[int, int, int])
def _seats_of_doctors(day: str) -> Query:
    columns = (tables.Slot.doctor, fn.COUNT(1), fn.SUM(tables.Slot.capacity))
    return tables.Slot.select(*columns).where(tables.Slot.day == day, ~tables.Slot.closed).group_by(tables.Slot.doctor)


def tokens_of_doctors(day: str) -> dict[int, dict[Status, int]]:
    """For each doctor, how many tokens of each state are in the open slots of a day."""
    counts: dict[int, dict[Status, int]] = {}
    for doctor, status, number in _tokens_of_doctors(day):
        counts.setdefault(doctor, {})[Status(status)] = number
    return counts


@prepared(tuple[int, str, int])
def _tokens_of_doctors(day: str) -> Query:
    columns = (tables.Slot.doctor, tables.Token.status, fn.COUNT(1))
    open_slots = tables.Slot.select(*columns).join(tables.Token).where(tables.Slot.day == day, ~tables.Slot.closed)
    return open_slots.group_by(tables.Slot.doctor, tables.Token.status)


def last_event() -> int:
    """The id of the last event, 0 if there is none."""
    return _last_event.first() or 0


@prepared(int)
def _last_event() -> Query:
    return tables.Event.select(tables.Event.id).order_by(tables.Event.id.desc()).limit(1)


def news_for(slot: int, after: int, desk: str) -> bool:
    """Whether desks other than this did something after event `after` that may concern a slot."""
    [number] = _events_after(slot, after, desk)
    return number > 0


@prepared(int)
def _events_after(slot: int, after: int, desk: str) -> Query:
    of_slot = (tables.Event.slot == slot) | tables.Event.action.in_(log.MOVES)
    return tables.Event.select(fn.COUNT(1)).where(of_slot, tables.Event.id > after, tables.Event.desk != desk)
