"""Who stands at the counter: the patients whom a typed text may mean, and what they hold today."""

from __future__ import annotations

from enum import Enum, auto

from msgspec import Struct

from opd_tui.domain.name_search import begins, fold
from opd_tui.domain.patients import Patient, mrn_key, plain_mrn
from opd_tui.domain.people import Doctor
from opd_tui.domain.phones import digits_of
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.typed_patient import TypedPatient

SURE_DIGITS = 4
"""From so many last digits of a phone on, the only patient who has them is meant."""
SAME_AGE = 2
"""Years by which a typed age and a record may differ: people round, and a year of birth is not a birthday."""


class Held(Struct, frozen=True):
    """A live token of today. `begun`: patients of its slot can be checked in."""

    token: Token
    slot: SlotSummary
    begun: bool


class LastVisit(Struct, frozen=True):
    """When the patient was seen last, and by whom; `start` is the start of the slot."""

    start: str
    doctor_name: str


class Known(Struct, frozen=True):
    """A patient who may be meant, the tokens of today by time, and the last visit.

    `missed` are tokens of today that became no-shows by themselves.
    """

    patient: Patient
    today: tuple[Held, ...] = ()
    last: LastVisit | None = None
    missed: tuple[Held, ...] = ()


class AtTheCounter(Struct, frozen=True):
    """Who may be meant, best first; `more` is how many more match, and `many` that there are more than were counted."""

    known: tuple[Known, ...] = ()
    more: int = 0
    many: bool = False


class Bookable(Struct, frozen=True):
    """The slot in which the entry can book, None if there is none, and the chosen one if that is another.

    `why` is why the chosen one is closed, such as " (holiday: Conference)"; `ended` that its time has passed.
    """

    slot: SlotSummary | None
    instead_of: SlotSummary | None = None
    ended: bool = False
    why: str = ""


class WithDoctor(Struct, frozen=True):
    """A doctor, and the next slot that can be booked there; None if there is none."""

    doctor: Doctor
    slot: SlotSummary | None


class Meant(Enum):
    """How surely a patient is meant by what was typed."""

    NOT = auto()
    BY_NAME = auto()
    BY_NUMBER = auto()


def meant(typed: TypedPatient, patient: Patient, today: str) -> Meant:
    """Whether a patient is meant, by a number or by words of the name without a slip, and nothing contradicts."""
    words = fold(typed.name).split()
    named = bool(words) and begins(fold(patient.name), words)
    if not typed.says_who or (typed.name and not named) or _other_person(typed, patient, today):
        return Meant.NOT
    numbered = [_has_number(patient, number) for number in typed.numbers]
    if numbered and not all(numbered):
        return Meant.NOT
    sure = any(len(digits_of(number) or "") >= SURE_DIGITS or _is_mrn(patient, number) for number in typed.numbers)
    return Meant.BY_NUMBER if numbered and (sure or named) else Meant.BY_NAME


def same_person(typed: TypedPatient, patient: Patient) -> bool:
    """Whether a record has this very name and one of these phones: no second record is made of it."""
    return fold(typed.name) == fold(patient.name) and any(_ends(patient, phone) for phone in typed.phones)


def _other_person(typed: TypedPatient, patient: Patient, today: str) -> bool:
    """Whether the sex or the age is another."""
    if typed.sex and patient.sex and typed.sex != patient.sex:
        return True
    age, known = typed.age, patient.age(today)
    if typed.year_of_birth is not None:
        age = int(today[:4]) - typed.year_of_birth
    return age is not None and known is not None and abs(age - known) > SAME_AGE


def _has_number(patient: Patient, number: str) -> bool:
    return _is_mrn(patient, number) or _ends(patient, number)


def _is_mrn(patient: Patient, number: str) -> bool:
    mrn = patient.mrn
    return bool(mrn) and (plain_mrn(number) == plain_mrn(mrn or "") or mrn_key(number) == mrn_key(mrn or ""))


def _ends(patient: Patient, number: str) -> bool:
    """Whether a phone of the patient ends so, typed with or without what is dialled before it."""
    number = number.partition(" ext ")[0]
    if any(c.isalpha() for c in number):
        return False
    digits = (digits_of(number) or "").lstrip("0")
    for whole in filter(None, map(digits_of, patient.phones)):
        if digits and (whole.endswith(digits) or (len(whole) > 7 and digits.endswith(whole))):
            return True
    return False
