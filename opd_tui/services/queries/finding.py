""" "When is my token?": a patient in any queue of a day or the coming ones, and the token's card."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.cards import Card, Found
from opd_tui.domain.name_search import begins, fold
from opd_tui.domain.names import LONGEST
from opd_tui.domain.phones import ascii_digits
from opd_tui.domain.tokens import LIVE, Status
from opd_tui.services.forecast import expecting
from opd_tui.services.patients import records
from opd_tui.services.queries import log
from opd_tui.store import patient_search, queues, seating

LIMIT = 30
FEW = 1000
"""So many patients' tokens are read by their index at once. Of more patients the first days have LIMIT tokens soon."""


def find(text: str, day: str, limit: int = LIMIT) -> tuple[Found, ...]:
    """Tokens from `day` on whose patient is meant by a text, as `patients.search` has it, or whose number is that.

    Live tokens stand before ended ones, then by time. A slip of the finger is forgiven only where no token is found
    without it. Nothing for an empty text, or one longer than any name.
    """
    if len(text.strip()) > LONGEST or not fold(text):
        return ()
    with connection.reading():
        patients_meant = patient_search.meant(text, FEW)
        if patients_meant is None:
            hits = _first_of_many(text, day, limit)
        else:
            hits = _of_patients(patients_meant, day, limit) + _numbered(text, day, limit)
        hits = hits or _of_patients(patient_search.nearly_meant(text, FEW), day, limit)
        return tuple(found(token) for *_, token in sorted(set(hits))[:limit])


_Hit = tuple[bool, str, int, int]
"""Whether it has ended, when, its number, its id: so they are sorted."""


def _tokens(day: str) -> Any:
    columns = (tables.Token.status.not_in(LIVE), tables.Slot.start, tables.Token.number, tables.Token.id)
    return tables.Token.select(*columns).join(tables.Slot).where(tables.Token.day >= day)


def _of_patients(patients: Iterable[int], day: str, limit: int) -> list[_Hit]:
    return _first(_tokens(day).where(tables.Token.patient.in_(list(patients))), limit)


def _first(tokens: Any, limit: int) -> list[_Hit]:
    return list(tokens.order_by(*tokens.selected_columns).limit(limit).tuples())


def _numbered(text: str, day: str, limit: int) -> list[_Hit]:
    number = ascii_digits(text.strip()).removeprefix("№")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return []
    every = tables.Token.doctor.in_(
        tables.Doctor.select(tables.Doctor.id)
    )  # says nothing, but lets SQLite use the index of numbers
    return _first(_tokens(day).where(every, tables.Token.number == int(number)), limit)


def _first_of_many(text: str, day: str, limit: int) -> list[_Hit]:
    """So many are meant that the first days have enough of them: those are looked through, one after the other."""
    words, live, ended = fold(text).split(), list[_Hit](), list[_Hit]()
    days = tables.Slot.select(tables.Slot.day).distinct().where(tables.Slot.day >= day).order_by(tables.Slot.day)
    for (each,) in list(days.tuples()):
        rows = (
            _tokens(day)
            .join_from(tables.Token, tables.Patient)
            .select_extend(tables.Patient.folded)
            .where(tables.Slot.day == each)
        )
        for *hit, name in rows.order_by(tables.Slot.start, tables.Token.number).tuples().iterator():
            if begins(name, words):
                (ended if hit[0] else live).append(tuple(hit))
                if len(live) == limit:
                    return live
    return live + ended


def found(token_id: int) -> Found:
    """Where a token stands. Raises UnknownToken."""
    token = seating.token(token_id)
    [(phone, doctor, doctor_name, start, end)] = _about(token_id)
    position = queues.place(token) + 1 if Status(token.status).live else 0
    return Found(token, phone, doctor, doctor_name, start, end, position)


@prepared
def _about(token: Any) -> Any:
    columns = (tables.Patient.phone, tables.Doctor.id, tables.Doctor.name, tables.Slot.start, tables.Slot.end)
    query = (
        tables.Token.select(*columns).join(tables.Patient).switch(tables.Token).join(tables.Slot).join(tables.Doctor)
    )
    return query.where(tables.Token.id == token)


def card(token_id: int) -> Card:
    """Everything about a token. Raises UnknownToken."""
    with connection.reading():
        [token] = expecting.with_expected_times((seating.token(token_id),))
        return Card(
            token,
            records.patient(token.patient),
            seating.head(token.slot),
            log.of_token(token_id),
            queues.place(token),
        )
