"""The one search for patients, wherever something is typed to find one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.name_search import END, begins, fold, slips
from opd_tui.domain.names import LONGEST
from opd_tui.domain.patients import Patient
from opd_tui.domain.phones import ascii_digits, digits_of
from opd_tui.store import patients

LIMIT = 10
FEWEST_DIGITS = 3
"""Fewer last digits of a phone would find a tenth or a hundredth of all patients."""


def search(text: str, limit: int = LIMIT) -> tuple[Patient, ...]:
    """The patients who may be meant, at most `limit` (1 or more), the best first.

    What is found of a record that was merged finds the one it was merged into. In this order, each patient once:
    1. the hospital number is exactly that (case ignored);
    2. the phone ends in those digits, three at least, where no letter was typed;
    3. the name is that, then the names that begin so, by the alphabet;
    4. each word is a word of the name, in any order, the latest record first;
    5. each word is the beginning of a word of the name, likewise.
    Only where all of these find nobody is a slip of the finger forgiven (name_words.slips): for each word what was
    typed and what may have been meant, the likeliest meaning first. Nobody for an empty text.
    """
    text = text.strip()
    if len(text) > LONGEST:  # no name, number or phone is
        return ()
    with connection.reading():
        found = _distinct(_exactly(text, limit), limit) if text else {}
        if not found:
            found = _distinct(_nearly(fold(text), limit), limit)
        return tuple(found.values())


def meant(text: str, most: int) -> set[int] | None:
    """All who would be found without a slip; None if more than `most` are by their name."""
    words = [[word] for word in fold(text).split()]
    ids = connection.current().names.with_words(words, most + 1, whole=False) if words else []
    if len(ids) > most:
        return None
    return _holding({*ids, *(patient.id for patient in _by_number(text.strip(), most))})


def nearly_meant(text: str, most: int) -> set[int]:
    """At most `most` who would be found if each word may be a slip of the finger, the latest records first."""
    names = connection.current().names
    each = [[word, *slips(word, names.first_from)] for word in fold(text).split()]
    return _holding(set(names.with_words(each, most, whole=False))) if each else set()


def _holding(ids: set[int]) -> set[int]:
    """The records that hold for these: those of merged ones instead of theirs."""
    merged = tables.Patient.select(tables.Patient.id).where(
        tables.Patient.merged_into.is_null(False), tables.Patient.id.in_(list(ids))
    )
    gone = {id for (id,) in merged.tuples()} if ids else set[int]()
    return (ids - gone) | {patients.standing(id).id for id in gone}


def _distinct(hits: Iterator[Patient], limit: int) -> dict[int, Patient]:
    found: dict[int, Patient] = {}
    for patient in patients.holding(hits):
        found.setdefault(patient.id, patient)
        if len(found) >= limit:
            break
    return found


def _exactly(text: str, limit: int) -> Iterator[Patient]:
    """The five answers, one after the other, each read only if those before were not enough."""
    yield from _by_number(text, limit)
    folded = fold(text)
    if not folded:
        return
    yield from (Patient(*row) for row in _named(folded, folded + END, limit))
    words = [[word] for word in folded.split()]
    for whole in (True, False):
        yield from _read(connection.current().names.with_words(words, 2 * limit, whole=whole))


def _by_number(text: str, limit: int) -> Iterator[Patient]:
    """By the hospital number or the last digits of the phone."""
    text = ascii_digits(text)
    yield from map(patients.standing, patients.numbered(text))
    digits = digits_of(text)
    if digits and len(digits) >= FEWEST_DIGITS and not re.search(r"[^\W\d_]", text):
        yield from _called(digits, limit)


def _called(digits: str, limit: int) -> Iterator[Patient]:
    """Whose phone ends so; typed as it is dialled (098200…, 0091…), without the zeros before it."""
    ends = {digits: None, digits.lstrip("0") if len(digits) > 7 else digits: None}
    for each in ends:
        backwards = each[::-1]
        yield from (Patient(*row) for row in _ending(backwards, backwards + END, limit))


@prepared
def _ending(backwards: Any, end: Any, limit: Any) -> Any:
    query = tables.Patient.select(*patients.COLUMNS).where(
        tables.Patient.phone_backwards >= backwards, tables.Patient.phone_backwards < end
    )
    return query.order_by(tables.Patient.phone_backwards, tables.Patient.id).limit(limit)


@prepared
def _named(folded: Any, end: Any, limit: Any) -> Any:
    query = tables.Patient.select(*patients.COLUMNS).where(tables.Patient.folded >= folded, tables.Patient.folded < end)
    return query.order_by(tables.Patient.folded, tables.Patient.id).limit(limit)


def _nearly(folded: str, limit: int) -> Iterator[Patient]:
    """Whose name has, for each word typed, a word that it is the beginning of but for a slip."""
    names = connection.current().names
    meant: dict[str, list[str]] = {}
    for word in folded.split():
        known = names.first_from(word)
        meant[word] = [word] if known and known.startswith(word) else slips(word, names.first_from)
    found = _fitting(list(meant.values()), limit)
    if not found:  # words that are somebody's, but not all of them one patient's
        for word, each in meant.items():
            if each == [word]:
                each.extend(slips(word, names.first_from))
        found = _fitting(list(meant.values()), limit)
    yield from sorted(found, key=lambda patient: _distance(fold(patient.name), list(meant.values())))


def _fitting(meant: Sequence[Sequence[str]], limit: int) -> list[Patient]:
    if not meant or not all(meant):
        return []
    return list(_read(connection.current().names.with_words(meant, max(50, limit), whole=False)))


def _distance(folded: str, meant: Sequence[Sequence[str]]) -> int:
    """How far down the lists of what was meant the first that fits stands, over all words."""
    return sum(next((n for n, word in enumerate(each) if begins(folded, [word])), len(each)) for each in meant)


def _read(ids: list[int]) -> Iterator[Patient]:
    rows = tables.Patient.select(*patients.COLUMNS).where(tables.Patient.id.in_(ids)).tuples() if ids else ()
    views = {row[0]: Patient(*row) for row in rows}
    yield from (views[id] for id in ids)
