"""The table of tokens: reading, adding and changing them."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import ModelSelect, Query

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import Stored, insert_into, prepared, update_of
from opd_tui.domain.errors import DamagedRow, UnknownToken
from opd_tui.domain.patients import age
from opd_tui.domain.precedence import Precedence
from opd_tui.domain.tokens import LIVE, Source, Status, Token
from opd_tui.runtime import damaged_rows
from opd_tui.store import precedence, refusals

_COLUMNS = (
    tables.Token.id,
    tables.Token.number,
    tables.Token.slot,
    tables.Token.patient,
    tables.Patient.name,
    tables.Token.source,
    tables.Token.priority,
    tables.Token.status,
    tables.Token.arrival,
    tables.Token.called,
    tables.Token.preemptions,
    tables.Token.arrived_at,
    tables.Token.called_at,
    tables.Token.ended_at,
    tables.Token.stepped_out_at,
    tables.Token.expected_from,
    *precedence.COLUMNS,
    tables.Patient.sex,
)


def select() -> ModelSelect:
    """A query of tokens whose rows `token_of` understands; add `where` and `order_by`."""
    return tables.Token.select(*_COLUMNS).join(tables.Patient)


def token_of(
    id: int,
    number: int,
    slot: int,
    patient: int,
    patient_name: str,
    source: str,
    priority: int,
    status: str,
    arrival: int,
    called: int,
    preemptions: int,
    arrived_at: str | None,
    called_at: str | None,
    ended_at: str | None,
    stepped_out_at: str | None,
    expected_from: str | None,
    day: str,
    year_of_birth: int | None,
    mark: str | None,
    until: str | None,
    sex: str | None,
) -> Token:
    """The token from a row of `select()`. Raises DamagedRow."""
    damaged_rows.checked("token", id, arrived_at, called_at, ended_at, stepped_out_at, expected_from)
    if source not in Source.__members__ or status not in Status.__members__:
        raise DamagedRow("token", id)
    if not isinstance(year_of_birth, int | None):  # the patient's record is damaged, which hides no token
        year_of_birth = None
    return Token(
        id,
        number,
        slot,
        patient,
        patient_name,
        Source(source),
        priority,
        Status(status),
        arrival,
        bool(called),
        preemptions,
        arrived_at,
        called_at,
        ended_at,
        None,
        precedence.of_row(day, year_of_birth, mark, until),
        stepped_out_at,
        f"{'' if year_of_birth is None else age(year_of_birth, day)}{sex or ''}",
        expected_from,
    )


def token(token_id: int) -> Token:
    """A token as it is now. Raises UnknownToken or DamagedRow."""
    found = _token.first(token_id)
    if found is None:
        raise UnknownToken(id=token_id)
    return found


@prepared(token_of)
def _token(token: int) -> Query:
    return select().where(tables.Token.id == token)


def in_order(ids: Iterable[int]) -> tuple[Token, ...]:
    """The tokens with these ids in their order, without those that are damaged."""
    return tuple(found for token in ids for found in _token.readable(token))


def all_tokens(day: str | None = None) -> tuple[Token, ...]:
    """Every token of a day, or of all days, in the order of booking."""
    query = select() if day is None else select().where(tables.Token.day == day)
    with connection.reading():
        return damaged_rows.readable(token_of, query.order_by(tables.Token.id).tuples())


def add(
    slot: int,
    patient: int,
    patient_name: str,
    *,
    doctor: int,
    day: str,
    number: int,
    source: Source,
    status: Status,
    arrival: int,
    arrived_at: str | None,
    expected_from: str | None = None,
    precedence: Precedence | None = None,
) -> Token:
    """Add a token. Raises DuplicateToken, SlotClosed or Refused."""
    try:
        made = insert_into(
            tables.Token,
            slot=slot,
            patient=patient,
            doctor=doctor,
            day=day,
            number=number,
            source=source.value,
            priority=source.priority,
            status=status.value,
            arrival=arrival,
            called=False,
            preemptions=0,
            arrived_at=arrived_at,
            expected_from=expected_from,
        )
    except Refused as refused:
        raise refusals.of_token(refused, slot, patient) from refused
    given = made, number, slot, patient, patient_name, source, source.priority, status, arrival, False, 0, arrived_at
    return Token(*given, precedence=precedence, expected_from=expected_from)


def change(before: Token, **columns: Stored) -> None:
    """Change columns of a token. Raises DuplicateToken, SlotClosed or Refused."""
    try:
        update_of(tables.Token, before.id, **columns)
    except Refused as refused:
        slot = columns.get("slot")
        raise refusals.of_token(refused, slot if isinstance(slot, int) else before.slot, before.patient) from refused


def live_in(slot: int) -> frozenset[int]:
    """The ids of the live tokens of a slot."""
    return frozenset(_live_in(slot))


@prepared(int)
def _live_in(slot: int) -> Query:
    return tables.Token.select(tables.Token.id).where(tables.Token.slot == slot, tables.Token.status.in_(LIVE))


def numbers_live_in(slot: int, limit: int) -> list[int]:
    """The lowest `limit` numbers of the live tokens of a slot."""
    return _numbers_live_in(slot, limit)


@prepared(int)
def _numbers_live_in(slot: int, limit: int) -> Query:
    live = tables.Token.slot == slot, tables.Token.status.in_(LIVE)
    return tables.Token.select(tables.Token.number).where(*live).order_by(tables.Token.number).limit(limit)


def next_to_call(slot: int) -> int | None:
    """The id of the first ACTIVE token that is neither called in nor out, checked-in tokens before the others."""
    if precedence.matters(Status.ACTIVE):
        waiting = [one for one in precedence.seated(slot) if not one.called and not one.out]
        return min(waiting, key=lambda one: not one.arrived).token if waiting else None
    return _next_to_call.first(slot)


@prepared(int)
def _next_to_call(slot: int) -> Query:
    return (
        tables.Token.select(tables.Token.id)
        .where(
            tables.Token.slot == slot,
            tables.Token.status == Status.ACTIVE.value,
            tables.Token.called == False,  # noqa: E712 - Peewee builds SQL from it
            tables.Token.stepped_out_at.is_null(),
        )
        .order_by(tables.Token.arrived_at.is_null(), tables.Token.priority, tables.Token.arrival)
        .limit(1)
    )


def live_ahead(doctor: int, today: str, now: str) -> list[tuple[str, int]]:
    """Day and number of a doctor's live tokens of `today` or later, or in a slot that ends after `now`, by time."""
    return _live_ahead(doctor, today, now)


@prepared(tuple[str, int])
def _live_ahead(doctor: int, today: str, now: str) -> Query:
    ahead = (tables.Token.day >= today) | (tables.Slot.end > now)
    query = tables.Token.select(tables.Token.day, tables.Token.number).join(tables.Slot)
    query = query.where(tables.Token.doctor == doctor, tables.Token.status.in_(LIVE), ahead)
    return query.order_by(tables.Slot.start, tables.Token.number)
