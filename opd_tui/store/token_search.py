"""Search of tokens from a day on, by patient, number, or words of a name: live ones before ended ones, then by time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from peewee import ModelSelect, Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.name_search import begins
from opd_tui.domain.tokens import LIVE
from opd_tui.store.doctors import SHOWN

Hit = tuple[bool, str, int, int]
"""Whether it has ended, when, its number, its id: so they are sorted."""


def _select(day: str) -> ModelSelect:
    columns = (tables.Token.status.not_in(LIVE), tables.Slot.start, tables.Token.number, tables.Token.id)
    return tables.Token.select(*columns).join(tables.Slot).where(tables.Token.day >= day)


def _first(tokens: ModelSelect, limit: int) -> list[Hit]:
    return list(tokens.order_by(*tokens.selected_columns).limit(limit).tuples())


def of_patients(patients: Iterable[int], day: str, limit: int) -> list[Hit]:
    """The first `limit` tokens of these patients."""
    return _first(_select(day).where(tables.Token.patient.in_(list(patients))), limit)


def numbered(number: int, day: str, limit: int) -> list[Hit]:
    """The first `limit` tokens with that number."""
    every = tables.Token.doctor.in_(
        tables.Doctor.select(tables.Doctor.id)
    )  # always true, but lets SQLite use the index of numbers
    return _first(_select(day).where(every, tables.Token.number == number), limit)


def first_named(words: Sequence[str], day: str, limit: int) -> list[Hit]:
    """The first `limit` tokens of patients whose name has words that begin so; for words that very many patients have.

    With so many patients the first days have enough tokens, so the days are searched one after the other.
    """
    live, ended = list[Hit](), list[Hit]()
    days = tables.Slot.select(tables.Slot.day).distinct().where(tables.Slot.day >= day).order_by(tables.Slot.day)
    for (each,) in list(days.tuples()):
        rows = (
            _select(day)
            .join_from(tables.Token, tables.Patient)
            .select_extend(tables.Patient.folded)
            .where(tables.Slot.day == each)
        )
        for has_ended, start, number, id, name in (
            rows.order_by(tables.Slot.start, tables.Token.number).tuples().iterator()
        ):
            if begins(name, list(words)):
                (ended if has_ended else live).append((has_ended, start, number, id))
                if len(live) == limit:
                    return live
    return live + ended


def about(token: int) -> tuple[int, str, str, str]:
    """For an existing token: the doctor's id and name, and the slot's start and end."""
    [found] = _about(token)
    return found


@prepared(tuple[int, str, str, str])
def _about(token: int) -> Query:
    columns = (tables.Doctor.id, SHOWN, tables.Slot.start, tables.Slot.end)
    return tables.Token.select(*columns).join(tables.Slot).join(tables.Doctor).where(tables.Token.id == token)
