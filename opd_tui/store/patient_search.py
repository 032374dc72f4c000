"""The one search for patients, used wherever a text is typed to find one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from peewee import Query

from opd_tui.db import connection, tables
from opd_tui.db.prepared import prepared
from opd_tui.domain.name_search import END, begins, fold, slips
from opd_tui.domain.names import LONGEST
from opd_tui.domain.patients import Match, Patient
from opd_tui.domain.phones import ascii_digits, digits_of
from opd_tui.domain.spellings import LONGEST_JOINED, likeness, one_word, readings, sound
from opd_tui.store import patients

LIMIT = 10
MIN_DIGITS = 3
"""Two last digits of a phone would find a hundredth of all patients."""
MAX_COMPARED = 50
"""How many possible patients are compared with the text, the latest records."""


def search(text: str, limit: int = LIMIT) -> tuple[Match, ...]:
    """Return the patients that a text may mean, at most `limit` (1 or more), the best first.

    A merged record is replaced by the one it was merged into. The order is as follows, each patient once: 1. the
    hospital number equals the text, then equals it but for leading zeros (case and script ignored); 2. a phone ends in
    the digits of the text, if it has three or more and no letters; 3. the name equals the text, then names that begin
    with it, alphabetically, then names equal to it with words joined; 4. each word is a word of the name, in any order,
    the latest record first; 5. each word begins a word of the name, the latest record first; then 4 and 5 with
    neighbouring words joined; 6. each word begins or sounds like a word of the name: "likely", the most similar first.
    If 1 to 5 find nobody, one typing mistake in each word is corrected (name_search.slips), after the likely ones: the
    most likely correction first. An empty text finds nobody.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:  # no name, number or phone is longer
        return ()
    with connection.reading():
        folded = fold(text)
        found = {patient.id: Match(patient) for patient in _first(_exactly(text, folded, 2 * limit), limit)}
        exact = bool(found)
        if len(found) < limit:
            for patient in _first(_likely(folded, limit), limit, but=found):
                found[patient.id] = Match(patient, likely=True)
        if not exact and len(found) < limit:
            found |= {patient.id: Match(patient) for patient in _first(_nearly(folded, limit), limit, but=found)}
        return tuple(found.values())[:limit]


def meant(text: str, most: int) -> set[int] | None:
    """All patients found without a typing mistake and not only by another spelling; None if more than `most` match by
    name.
    """
    words = fold(text).split()
    ids = _with_words(readings(words) if words else [], most + 1, whole=False)
    if len(ids) > most:
        return None
    return _resolve({*ids, *_by_number(text.strip(), most)})


def nearly_meant(text: str, most: int) -> set[int]:
    """At most `most` patients found if each word may have a typing mistake or another spelling, the latest records
    first.
    """
    names, folded = connection.current().names, fold(text)
    if not folded:
        return set()
    each = [[word, *slips(word, names.first_from)] for word in folded.split()]
    return _resolve({*names.with_words([each], most, whole=False), *_likely(folded, MAX_COMPARED)})


def named_alike(name: str) -> list[int]:
    """Records (merged ones too) with the same name but for case, accents, and joined words, earliest first; if there
    are very many, only some.
    """
    folded = fold(name)
    if not folded:
        return []
    found = {*_named(folded, folded + END, MAX_COMPARED), *_joined_alike(folded)}
    return [patient for patient in sorted(found) if _same(patient, folded)]


def with_phones(backwards: Iterable[str], limit: int) -> list[int]:
    """Records (merged ones too) that have one of these phones, given by their reversed digits."""
    return [patient for each in backwards for patient in _ending(each, each + " ", limit)]


def _same(patient: int, folded: str) -> bool:
    return one_word(_folded(patient)[0]) == one_word(folded)


def _resolve(ids: set[int]) -> set[int]:
    """Replace merged records by those they were merged into."""
    merged = tables.Patient.select(tables.Patient.id).where(
        tables.Patient.merged_into.is_null(False), tables.Patient.id.in_(list(ids))
    )
    gone = {id for (id,) in merged.tuples()} if ids else set[int]()
    return (ids - gone) | {patient.id for patient in patients.records(gone)}


def _first(hits: Iterable[int], limit: int, but: Iterable[int] = ()) -> list[Patient]:
    """The first `limit` different patients, not counting `but`."""
    known, found = set(but), list[Patient]()
    for patient in patients.records(hits):
        if len(known) >= limit:
            break
        if patient.id not in known:
            known.add(patient.id)
            found.append(patient)
    return found


def _exactly(text: str, folded: str, limit: int) -> Iterator[int]:
    """The answers to 1 to 5 of `search`, each read only if those before were not enough."""
    yield from _by_number(text, limit)
    if not folded:
        return
    yield from _named(folded, folded + END, limit)
    yield from _joined_alike(folded)
    as_typed, *otherwise = readings(folded.split())
    for each in ([as_typed], otherwise):  # joined words take longer to find, and are rarely needed
        for whole in (True, False):
            yield from _with_words(each, limit, whole=whole)


def _joined_alike(folded: str) -> Iterator[int]:
    """Patients whose name is the same with its words joined or split in another way."""
    joined = one_word(folded)[:LONGEST_JOINED]
    found = connection.current().names.with_words([[[joined]]], MAX_COMPARED, whole=True)
    yield from (patient for patient in found if _same(patient, folded))


def _with_words(readings: list[list[str]], limit: int, *, whole: bool) -> list[int]:
    each = [[[word] for word in reading] for reading in readings]
    return connection.current().names.with_words(each, limit, whole=whole) if each else []


def _by_number(text: str, limit: int) -> Iterator[int]:
    """Patients found by the hospital number or the last digits of a phone."""
    text = ascii_digits(text)
    yield from patients.numbered(text)
    digits = digits_of(text)
    if digits and len(digits) >= MIN_DIGITS and not re.search(r"[^\W\d_]", text):
        ends = {digits: None, digits.lstrip("0") if len(digits) > 7 else digits: None}  # 098200…, 0091…, as dialled
        for each in filter(None, ends):
            yield from _ending(each[::-1], each[::-1] + END, limit)


def _likely(folded: str, limit: int) -> Iterator[int]:
    """Patients whose name sounds like the text, the most similar first."""
    words = folded.split()
    each = [
        [[word, *filter(None, [sound(word)])] for word in reading]
        for reading in readings(words)
        if any(map(sound, reading))
    ]
    if each:
        found = connection.current().names.with_words(each, max(MAX_COMPARED, limit), whole=False)
        like = {id: likeness(words, _folded(id)[0]) for id in found}
        yield from sorted(filter(like.get, like), key=lambda id: -like[id])


def _nearly(folded: str, limit: int) -> Iterator[int]:
    """Patients whose name has, for each typed word, a word that begins with it after one correction."""
    names = connection.current().names
    meant: dict[str, list[str]] = {}
    for word in folded.split():
        known = names.first_from(word)
        meant[word] = [word] if known and known.startswith(word) else slips(word, names.first_from)
    found = _fitting(list(meant.values()), limit)
    if not found:  # each word belongs to somebody, but no patient has all of them
        for word, each in meant.items():
            if each == [word]:
                each.extend(slips(word, names.first_from))
        found = _fitting(list(meant.values()), limit)
    distances = {id: _distance(_folded(id)[0], list(meant.values())) for id in found}
    yield from sorted(found, key=lambda id: distances[id])


def _fitting(meant: list[list[str]], limit: int) -> list[int]:
    if not meant or not all(meant):
        return []
    return connection.current().names.with_words([meant], max(MAX_COMPARED, limit), whole=False)


def _distance(folded: str, meant: list[list[str]]) -> int:
    """The rank of the first corrections that fit a name, summed over all typed words; lower is more likely."""
    return sum(next((n for n, word in enumerate(each) if begins(folded, [word])), len(each)) for each in meant)


@prepared(str)
def _folded(patient: int) -> Query:
    return tables.Patient.select(tables.Patient.folded).where(tables.Patient.id == patient)


@prepared(int)
def _ending(backwards: str, end: str, limit: int) -> Query:
    phone = tables.PatientPhone
    query = phone.select(phone.patient).where(phone.backwards >= backwards, phone.backwards < end)
    return query.order_by(phone.backwards, phone.patient).limit(limit)


@prepared(int)
def _named(folded: str, end: str, limit: int) -> Query:
    query = tables.Patient.select(tables.Patient.id).where(tables.Patient.folded >= folded, tables.Patient.folded < end)
    return query.order_by(tables.Patient.folded, tables.Patient.id).limit(limit)
