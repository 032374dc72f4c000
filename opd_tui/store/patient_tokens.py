"""The owner of tokens, for the merge of two records."""

from __future__ import annotations

from collections.abc import Collection

from peewee import Query

from opd_tui.db import tables
from opd_tui.db.prepared import prepared, update_of
from opd_tui.domain.tokens import LIVE
from opd_tui.store.doctors import SHOWN


def move(source: int, target: int, only: Collection[int] | None = None) -> list[int]:
    """Give all tokens of one record, or only these, to another record; returns their ids."""
    moved = [token for token in _tokens_of(source) if only is None or token in only]
    for token in moved:
        update_of(tables.Token, token, patient=target)
    return moved


def live_in_one_slot(one: int, other: int) -> tuple[str, str, int, int] | None:
    """Doctor, start and both numbers of the first slot in which both records have a live token; None if
    there is none.
    """
    return _both_live.first(one, other)


@prepared(int)
def _tokens_of(patient: int) -> Query:
    return tables.Token.select(tables.Token.id).where(tables.Token.patient == patient).order_by(tables.Token.id)


@prepared(tuple[str, str, int, int])
def _both_live(one: int, other: int) -> Query:
    theirs = tables.Token.alias()
    query = (
        tables.Token.select(SHOWN, tables.Slot.start, tables.Token.number, theirs.number)
        .join(theirs, on=(tables.Token.slot == theirs.slot))
        .switch(tables.Token)
        .join(tables.Slot)
        .join(tables.Doctor)
    )
    both = (tables.Token.patient == one, theirs.patient == other)
    return (
        query.where(*both, tables.Token.status.in_(LIVE), theirs.status.in_(LIVE)).order_by(tables.Slot.start).limit(1)
    )
