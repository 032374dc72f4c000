"""Whether a patient is registered already; checked before a second record is made."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain import phones
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.name_search import fold
from opd_tui.domain.patients import Patient
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.spellings import one_word
from opd_tui.runtime import clock, policy
from opd_tui.store import patient_search, patients

MAX_LIKELY = 5


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
        by_phone = patient_search.with_phones(_backwards(asked.phone), MAX_LIKELY)
        found = {each.id: each for each in patients.resolve_merged(map(patients.patient, [*by_number, *by_phone]))}
        if years := _years(asked):
            namesakes = patients.resolve_merged(map(patients.patient, patient_search.named_alike(asked.name)))
            found |= {each.id: each for each in namesakes if each.year_of_birth in years}
        numbered = {each.id for each in patients.resolve_merged(map(patients.patient, by_number))}

    def order(each: Patient) -> tuple[bool, bool, int]:
        return each.id not in numbered, one_word(fold(each.name)) != one_word(folded), each.id

    return tuple(sorted(found.values(), key=order)[:MAX_LIKELY])


def _years(asked: NewPatient) -> range:
    """The years of birth that fit what was typed: an age is right to about a year."""
    if asked.age is not None:
        year = clock.local_now().year - asked.age
        return range(year - 1, year + 2)
    return range(asked.year_of_birth, asked.year_of_birth + 1) if asked.year_of_birth is not None else range(0)


def _backwards(typed: str | None) -> list[str]:
    """The reversed digits of the typed phones; of a text that cannot be read as phones, those with which it would be
    stored.
    """
    region = policy.current().phone_region
    try:
        read = phones.read(typed, region)
    except BadRequest:
        read = phones.kept(typed, region)
    return [phone.backwards for phone in read if phone.backwards]
