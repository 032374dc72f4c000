"""What reports are made from: the slots, tokens and events of some days, and the sums kept of days that are over."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from peewee import OP, SQL, Expression, Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.prepared import delete_from, insert_into, prepared, update_of
from opd_tui.db.tables.log import MOVES
from opd_tui.domain.actions import Action
from opd_tui.domain.report import COUNTS, GROUPS, MINUTES, Sums
from opd_tui.domain.tokens import Status
from opd_tui.runtime import damaged_rows
from opd_tui.store.doctors import SHOWN

_IS_MOVE = Expression(tables.Event.action, OP.IN, SQL(MOVES))
_ENDED_EARLY = [Status.CANCELLED.value, Status.NO_SHOW.value]


class Span(NamedTuple):
    """The days of a report, and the doctors whom it is of (None: all)."""

    first: str
    last: str
    doctors: tuple[int, ...] | None = None


class SlotRow(NamedTuple):
    """A slot of a report."""

    id: int
    doctor: int
    doctor_name: str
    day: str
    start: str
    end: str
    capacity: int
    closed: int


class TokenRow(NamedTuple):
    """A token of a report; the moments are stamps."""

    id: int
    slot: int
    status: str
    source: str
    arrived_at: str | None
    called_at: str | None
    ended_at: str | None


def _in(span: Span) -> list[Expression]:
    days = [tables.Slot.day.between(span.first, span.last)]
    return days if span.doctors is None else [*days, tables.Slot.doctor.in_(span.doctors)]


def slots(span: Span) -> tuple[SlotRow, ...]:
    """The slots, by their start."""
    if span.doctors is None:
        return _all_slots.readable(span.first, span.last)
    return damaged_rows.readable(_slot, _slots(*_in(span)).tuples())


def _slots(*where: Expression) -> Query:
    columns = tables.Slot.id, tables.Slot.doctor, SHOWN, tables.Slot.day, tables.Slot.start, tables.Slot.end
    query = tables.Slot.select(*columns, tables.Slot.capacity, tables.Slot.closed).join(tables.Doctor)
    return query.where(*where).order_by(tables.Slot.start, tables.Slot.id)


def _slot(*row: object) -> SlotRow:
    slot = SlotRow(*row)  # type: ignore[arg-type]  # as the query selects
    damaged_rows.checked("slot", slot.id, slot.start, slot.end)
    return slot


@prepared(_slot)
def _all_slots(first: str, last: str) -> Query:
    return _slots(tables.Slot.day.between(first, last))


def tokens(span: Span) -> tuple[TokenRow, ...]:
    """The tokens of these slots, in no order."""
    if span.doctors is None:
        return _all_tokens.readable(span.first, span.last)
    return damaged_rows.readable(_token, _tokens(*_in(span)).tuples())


def _tokens(*where: Expression) -> Query:
    token = tables.Token
    columns = token.id, token.slot, token.status, token.source, token.arrived_at, token.called_at, token.ended_at
    return tables.Slot.select(*columns).join(token, on=(token.slot == tables.Slot.id)).where(*where)


def _token(*row: object) -> TokenRow:
    token = TokenRow(*row)  # type: ignore[arg-type]  # as the query selects
    damaged_rows.checked("token", token.id, token.arrived_at, token.called_at, token.ended_at)
    return token


@prepared(_token)
def _all_tokens(first: str, last: str) -> Query:
    return _tokens(tables.Slot.day.between(first, last))


def last_events(span: Span) -> dict[int, tuple[str, int]]:
    """Of each cancelled token and no-show its last event: the action, and 1 if the program did it by itself."""
    rows = _all_last(span.first, span.last) if span.doctors is None else _last(*_in(span)).tuples()
    return {token: (action, automatic) for token, action, automatic in rows}


def _last(*where: Expression) -> Query:
    token, later = tables.Token, tables.Event.alias()
    last = later.select(fn.MAX(later.id)).where(later.token == token.id)
    return (
        tables.Slot.select(token.id, tables.Event.action, tables.Event.automatic)
        .join(token, on=(token.slot == tables.Slot.id))
        .join(tables.Event, on=(tables.Event.id == last))
        .where(*where, token.status.in_(_ENDED_EARLY))
    )


@prepared(tuple[int, str, int])
def _all_last(first: str, last: str) -> Query:
    return _last(tables.Slot.day.between(first, last))


class CallRow(NamedTuple):
    """Of a token whose check-in is not before its call: when it was booked, and the detail (JSON) of its last call."""

    booked_at: str
    detail: str


def calls_without_check_in(span: Span) -> dict[int, CallRow]:
    """The tokens that may have been called without a check-in before."""
    rows = _all_calls(span.first, span.last) if span.doctors is None else _calls(*_in(span)).tuples()
    return {token: CallRow(at, detail) for token, at, detail in rows}


def _calls(*where: Expression) -> Query:
    token, call, booking = tables.Token, tables.Event.alias(), tables.Event.alias()
    later = tables.Event.alias()
    last = later.select(fn.MAX(later.id)).where(later.token == token.id, later.action == Action.CALL.value)
    return (
        tables.Slot.select(token.id, booking.at, call.detail)
        .join(token, on=(token.slot == tables.Slot.id))
        .join(booking, on=((booking.token == token.id) & (booking.action == Action.BOOK.value)))
        .join(call, on=(call.id == last))
        .where(*where, token.called_at.is_null(False), token.arrived_at >= token.called_at)
    )


@prepared(tuple[int, str, str])
def _all_calls(first: str, last: str) -> Query:
    return _calls(tables.Slot.day.between(first, last))


def moves(span: Span) -> list[tuple[int, str, str, int]]:
    """How often tokens of each slot and source were promoted, preempted and moved: slot, action, source, number."""
    return _all_moves(span.first, span.last) if span.doctors is None else list(_moves(*_in(span)).tuples())


def _moves(*where: Expression) -> Query:
    token, event = tables.Token, tables.Event
    return (
        tables.Slot.select(event.slot, event.action, token.source, fn.COUNT(event.id))
        .join(event, on=(event.slot == tables.Slot.id))
        .join(token, on=(token.id == event.token))
        .where(*where, _IS_MOVE)
        .group_by(event.slot, event.action, token.source)
    )


@prepared(tuple[int, str, str, int])
def _all_moves(first: str, last: str) -> Query:
    return _moves(tables.Slot.day.between(first, last))


# --- the sums that are kept

_NUMBERS = [getattr(tables.DaySum, name) for name in COUNTS]
_LISTS = [getattr(tables.DaySum, name) for name in MINUTES]


def days_with_slots(first: str, last: str) -> list[str]:
    """The days that have slots, in order."""
    return _days_with_slots(first, last)


@prepared(str)
def _days_with_slots(first: str, last: str) -> Query:
    days = tables.Slot.select(tables.Slot.day).where(tables.Slot.day.between(first, last))
    return days.distinct().order_by(tables.Slot.day)


def last_end(day: str) -> str | None:
    """The end of the last slot of a day (wall time)."""
    return _last_end.first(day)


@prepared(str)
def _last_end(day: str) -> Query:
    return tables.Slot.select(fn.MAX(tables.Slot.end)).where(tables.Slot.day == day).having(fn.COUNT(1) > 0)


def summed(first: str, last: str) -> frozenset[str]:
    """The days whose sums are right."""
    return frozenset(_summed(first, last))


@prepared(str)
def _summed(first: str, last: str) -> Query:
    return tables.SummedDay.select(tables.SummedDay.day).where(_RIGHT, tables.SummedDay.day.between(first, last))


_RIGHT = tables.SummedDay.counting.is_null()


def begin(day: str) -> int:
    """Note that a day is being counted, and return by whom: what changes it from now on takes the note away."""
    counting = secrets.randbelow(1 << 31)
    delete_from(tables.SummedDay, day)
    insert_into(tables.SummedDay, day=day, counting=counting)
    return counting


def keep(day: str, groups: dict[str, dict[int, Sums]], counting: int) -> bool:
    """Keep the sums of a day in place of what was kept before; False, and nothing, if it was changed since `begin`, or
    somebody else has begun to count it.
    """
    still = tables.SummedDay.day == day, tables.SummedDay.counting == counting
    if not tables.SummedDay.select().where(*still).exists():
        return False
    tables.DaySum.delete().where(tables.DaySum.kind.in_(GROUPS), tables.DaySum.day == day).execute()
    for kind, rows in groups.items():
        for subject, sums in rows.items():
            counts = {name: getattr(sums, name) for name in COUNTS}
            minutes = {name: " ".join(map(str, getattr(sums, name))) for name in MINUTES}
            insert_into(tables.DaySum, day=day, kind=kind, subject=subject, **counts, **minutes)
    update_of(tables.SummedDay, day, counting=None)
    return True


class Kept(NamedTuple):
    """Some kept sums: whose they are, the numbers in the order of COUNTS, and the texts in the order of MINUTES."""

    key: int | str
    counts: tuple[int, ...]
    minutes: tuple[str, ...]


def kept(kind: str, first: str, last: str, *, each_day: bool) -> Iterator[Kept]:
    """The sums of the summed days, by subject or by day: first the counts, added up; then the minutes of each row."""
    key = tables.DaySum.day if each_day else tables.DaySum.subject
    of_days = tables.DaySum.kind == kind, tables.DaySum.day.between(first, last)
    right = tables.SummedDay.select(tables.SummedDay.day).where(_RIGHT)
    where = *of_days, tables.DaySum.day.in_(right)
    with connection.reading():
        numbers = tables.DaySum.select(key, *(fn.SUM(each) for each in _NUMBERS)).where(*where).group_by(key)
        for row in numbers.tuples():
            yield Kept(row[0], tuple(map(int, row[1:])), ())
        for row in tables.DaySum.select(key, *_LISTS).where(*where).tuples().iterator():
            yield Kept(row[0], (), row[1:])


def kept_of(day: str) -> dict[str, dict[int, Sums]]:
    """All that is kept of one day."""
    groups: dict[str, dict[int, Sums]] = {kind: {} for kind in GROUPS}
    columns = tables.DaySum.kind, tables.DaySum.subject, *_NUMBERS, *_LISTS
    query = tables.DaySum.select(*columns).where(tables.DaySum.kind.in_(GROUPS), tables.DaySum.day == day)
    for kind, subject, *rest in query.tuples():  # the fields of Sums are in this order
        minutes = (minutes_of(text, otherwise=_DAMAGED) for text in rest[len(COUNTS) :])
        groups[kind][subject] = Sums(*rest[: len(COUNTS)], *minutes)
    return groups


_DAMAGED = (1 << 31,)
"""What a damaged list of minutes is read as where it is compared: no list that was counted is like it."""


def minutes_of(text: object, otherwise: Sequence[int] = ()) -> list[int]:
    """A stored list of minutes; of one that is damaged, which `check` names, what is given as `otherwise`."""
    try:
        return [int(each) for each in str(text).split()]
    except ValueError:
        return list(otherwise)


def departments() -> dict[int, tuple[str, str]]:
    """The name and the department of each doctor."""
    query = tables.Doctor.select(tables.Doctor.id, SHOWN, tables.Doctor.department).tuples()
    return {id: (name, department) for id, name, department in query}
