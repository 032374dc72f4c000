"""Whether a patient is registered already; checked before a second record is made, and listed before a merge."""

from __future__ import annotations

from collections.abc import Iterable

from opd_tui.db import connection
from opd_tui.domain import phones
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.name_search import fold
from opd_tui.domain.names import check_storable
from opd_tui.domain.patients import Match, Patient
from opd_tui.domain.requests.patients import ListDuplicates, NewPatient
from opd_tui.domain.spellings import one_word
from opd_tui.runtime import clock, policy
from opd_tui.store import patient_search, patients, visits

MAX_LIKELY = 5
MAX_COMPARED = 100
"""So many records with one phone are compared."""


def likely(asked: NewPatient) -> tuple[Patient, ...]:
    """Records that are probably of the same person: same hospital number, same phone, or same name and year of birth
    (with an age, about that year).

    Numbers are compared without leading zeros, phones in their stored form, names without case, accents and spaces.
    Members of a family share a phone, so a match is shown and never refused. At most five: those with the number first,
    then those with the name. A merged record is replaced by the one it was merged into.
    """
    folded = fold(asked.name)
    with connection.reading():
        by_number = patients.numbered(asked.mrn.strip()) if asked.mrn and asked.mrn.strip() else []
        by_phone = patient_search.with_phones(_backwards(asked.typed_phones), MAX_LIKELY)
        found = {each.id: each for each in patients.records([*by_number, *by_phone])}
        if fitting := years(asked):
            namesakes = patients.records(patient_search.named_alike(asked.name))
            found |= {each.id: each for each in namesakes if each.year_of_birth in fitting}
        numbered = {each.id for each in patients.records(by_number)}

    def order(each: Patient) -> tuple[bool, bool, int]:
        return each.id not in numbered, one_word(fold(each.name)) != one_word(folded), each.id

    return tuple(sorted(found.values(), key=order)[:MAX_LIKELY])


def of_record(patient_id: int) -> tuple[Match, ...]:
    """Other records that are probably of the same person as a record, as `likely`; also those of the same name whose
    year of birth is unknown here or there. At most five, each with its last visit. Raises UnknownPatient.
    """
    with connection.reading():
        own = patients.canonical(patient_id)
        asked = NewPatient(own.name, mrn=own.mrn, year_of_birth=own.year_of_birth, phones=own.phones)
        found = {each.id: each for each in likely(asked)}
        for each in patients.records(patient_search.named_alike(own.name)):
            if None in (each.year_of_birth, own.year_of_birth):
                found.setdefault(each.id, each)
        found.pop(own.id, None)
        return _with_last_visits(tuple(found.values())[:MAX_LIKELY])


def listed(asked: ListDuplicates) -> tuple[Match, ...]:
    """Records that are probably of the same person as a record, or as somebody still to be registered.

    Raises BadRequest or UnknownPatient.
    """
    if asked.patient_id is not None and asked.patient is None:
        return of_record(asked.patient_id)
    if asked.patient is None or asked.patient_id is not None:
        raise BadRequest(problem="Give either patient_id or patient.")
    typed = {"name": asked.patient.name, "mrn": asked.patient.mrn or "", "phone": "".join(asked.patient.typed_phones)}
    for field, text in typed.items():
        check_storable(text, field)
    with connection.reading():
        return _with_last_visits(likely(asked.patient))


def _with_last_visits(found: tuple[Patient, ...]) -> tuple[Match, ...]:
    return tuple(Match(each, last_visit=visits.last_of(each.id)) for each in found)


def years(asked: NewPatient) -> range:
    """The years of birth that fit what was typed: an age is right to about a year."""
    if asked.age is not None:
        year = clock.local_now().year - asked.age
        return range(year - 1, year + 2)
    return range(asked.year_of_birth, asked.year_of_birth + 1) if asked.year_of_birth is not None else range(0)


def with_phone_of(asked: NewPatient) -> frozenset[int]:
    """Records that have one of the phones that are asked for; a merged one is replaced by the one it was merged
    into.
    """
    found = patient_search.with_phones(_backwards(asked.typed_phones), MAX_COMPARED)
    return frozenset(each.id for each in patients.records(found))


def _backwards(typed: Iterable[str]) -> list[str]:
    """The reversed digits of the typed phones; of a text that cannot be read as phones, those with which it would be
    stored.
    """
    region, read = policy.current().phone_region, list[phones.Phone]()
    for text in typed:
        try:
            read += phones.read(text, region)
        except BadRequest:
            read += phones.kept(text, region)
    return [phone.backwards for phone in read if phone.backwards]
