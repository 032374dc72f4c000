"""The events of the whole hospital, newest first, as somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_

from peewee import JOIN, Expression, Field, ModelSelect, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.actions import Action
from opd_tui.domain.activity import Activity, actions_called
from opd_tui.domain.name_search import fold
from opd_tui.runtime import damaged_rows
from opd_tui.store import log
from opd_tui.store.doctors import all_doctors

_OPENING = [Action.ADD_SLOT.value, Action.PASS_OVER.value]
_OUT_OF_ORDER = 1_000
"""How many ids before the first of a day are looked at all the same: desks that write at once write out of order."""
_BY_ITSELF, _LETTERS = ("itself", "automatic"), 4
"""What the program did by itself is found by these words, or so many of their first letters."""
_OF_SLOT = tables.Doctor.alias()
_ITSELF = tables.Doctor.alias()
_DOCTOR = fn.COALESCE(_ITSELF.known_as, _ITSELF.name, _OF_SLOT.known_as, _OF_SLOT.name)
_RECORD = tables.Patient.alias()


def since(stamp: str, words: Sequence[str], limit: int) -> tuple[Activity, ...]:
    """The last `limit` events since a moment in which each of the words is found, newest first."""
    begin = _first_since(stamp) - _OUT_OF_ORDER
    query = _select().where(tables.Event.id >= begin, tables.Event.at >= stamp, *_have(words))
    return _read(query.order_by(tables.Event.id.desc()).limit(limit))


def _first_since(stamp: str) -> int:
    """The id of about the first event since a moment: the log has no index by time, and its ids go with the time."""
    low, high = 0, _last.first() or 0
    while low < high:
        middle = (low + high) // 2
        found = _at_or_before.first(middle)
        if found is None or found < stamp:
            low = middle + 1
        else:
            high = middle
    return low


@prepared(int)
def _last() -> Query:
    return tables.Event.select(tables.Event.id).order_by(tables.Event.id.desc()).limit(1)


@prepared(str)
def _at_or_before(event: int) -> Query:
    return (
        tables.Event.select(tables.Event.at).where(tables.Event.id <= event).order_by(tables.Event.id.desc()).limit(1)
    )


def after(event: int, missing: Iterable[int], words: Sequence[str], limit: int) -> tuple[Activity, ...]:
    """The first `limit` events after an event, or among the `missing`, in which each of the words is found."""
    new = (tables.Event.id > event) | tables.Event.id.in_(list(missing))
    return _read(_select().where(new, *_have(words)).order_by(tables.Event.id).limit(limit))


def ids_after(event: int, missing: Iterable[int]) -> list[int]:
    """The ids of all events after an event, or among the `missing`."""
    new = (tables.Event.id > event) | tables.Event.id.in_(list(missing))
    return [id for (id,) in tables.Event.select(tables.Event.id).where(new).order_by(tables.Event.id).tuples()]


def _select() -> ModelSelect:
    query = log.select().switch(tables.Event)
    query = query.join(tables.Slot, JOIN.LEFT_OUTER, on=(tables.Event.slot == tables.Slot.id))
    query = query.join(_OF_SLOT, JOIN.LEFT_OUTER, on=(tables.Slot.doctor == _OF_SLOT.id)).switch(tables.Event)
    query = query.join(_ITSELF, JOIN.LEFT_OUTER, on=(tables.Event.doctor == _ITSELF.id)).switch(tables.Event)
    query = query.join(_RECORD, JOIN.LEFT_OUTER, on=(tables.Event.patient == _RECORD.id))
    return query.select_extend(_DOCTOR, _RECORD.name)


def _have(words: Sequence[str]) -> list[Expression]:
    """What each of the words says; the slots that the program opens each day only where a word asks for them."""
    found = [_has(word) for word in words]
    if any(set(_OPENING) & set(actions_called(word)) for word in words):
        return found
    return [*found, ~(tables.Event.automatic & tables.Event.action.in_(_OPENING))]


def _has(word: str) -> Expression:
    """Whether a word is the operator's, the patient's, the doctor's, the kind of the event, or the token's number."""
    folded = fold(word)
    doctors = [each.id for each in all_doctors() if folded and f" {folded}" in f" {fold(each.shown)}"]
    found = [
        tables.Event.actor.contains(word),
        tables.Event.doctor.in_(doctors) | tables.Slot.doctor.in_(doctors),
        tables.Event.action.in_(list(actions_called(word))),
    ]
    if folded:
        found += [_begins(table.folded, folded) for table in (tables.Patient, _RECORD)]
    if any(len(word) >= _LETTERS and each.startswith(word.casefold()) for each in _BY_ITSELF):
        found.append(tables.Event.automatic)
    number = word.removeprefix("№")
    if number.isascii() and number.isdigit() and len(number) < 9:
        found.append(tables.Token.number == int(number))
    return reduce(or_, found)


def _begins(names: Field, folded: str) -> Expression:
    """Whether a word of the names begins so."""
    return names.startswith(folded) | names.contains(f" {folded}")


def _read(query: ModelSelect) -> tuple[Activity, ...]:
    return damaged_rows.readable(_activity, query.tuples())


def _activity(*row: object) -> Activity:
    *event, doctor, record = row
    names = (None if name is None else str(name) for name in (doctor, record))
    return Activity(log.event_of(*event), *names)  # type: ignore[arg-type]  # as the query selects
