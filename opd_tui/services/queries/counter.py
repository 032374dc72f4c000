"""Who may stand at the counter, by what was typed about them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from opd_tui.db import connection
from opd_tui.domain import typed_patient
from opd_tui.domain.counter import AtTheCounter, Held, Known, Meant, meant
from opd_tui.domain.names import check_storable
from opd_tui.domain.patients import Patient
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.typed_patient import TypedPatient
from opd_tui.runtime import clock
from opd_tui.services.slots import slot_days
from opd_tui.store import no_shows, patient_search, patients, slots, tokens, visits

MAX_KNOWN = 10
"""How many patients are shown with what they hold."""
MAX_MISSED = 5
"""How many of a patient's last ended tokens are looked at for one that can come back."""
MAX_COUNTED = 50
"""How many are counted."""


class LookUp(Struct, frozen=True):
    """Ask who may be meant by a text."""

    text: str


def look_up(request: LookUp) -> AtTheCounter:
    """The patients whom the text may mean: first who is meant by all that was typed, then by its numbers, then by its
    name, each in the order of the search. Raises BadRequest.
    """
    check_storable(request.text, "text")
    typed = typed_patient.read(request.text)
    with connection.reading():
        found = {patient.id: patient for text in _texts(typed) for patient in _found(text)}
        today = clock.today()
        order = sorted(found.values(), key=lambda patient: meant(typed, patient, today) is Meant.NOT)
        best = tuple(map(_known, order[:MAX_KNOWN]))
    return AtTheCounter(best, max(0, len(order) - MAX_KNOWN), len(order) >= MAX_COUNTED)


def known(patient_id: int) -> Known:
    """A patient, with what is held today. Raises UnknownPatient or DamagedRow."""
    with connection.reading():
        return _known(patients.patient(patient_id))


def token_now(token: int) -> Held:
    """A token as it is now, with its slot. Raises UnknownToken or DamagedRow."""
    with connection.reading():
        return _held(tokens.token(token))


def _texts(typed: TypedPatient) -> Iterator[str]:
    """The texts to search for, one after the other."""
    yield from typed.numbers
    if typed.name:
        yield typed.name
    elif typed.age is not None and typed.sex:  # a hospital number may look like it
        yield f"{typed.sex}{typed.age}"


def _found(text: str) -> tuple[Patient, ...]:
    return tuple(match.patient for match in patient_search.search(text, MAX_COUNTED))


def _known(patient: Patient) -> Known:
    live = [tokens.token(visit.token) for visit in visits.live_of(patient.id) if visit.start[:10] <= clock.today()]
    today = tuple(held for token in live if not slot_days.is_past((held := _held(token)).slot))
    return Known(
        patient, today, visits.last_seen(patient.id), tuple(_missed(patient, {held.slot.id for held in today}))
    )


def _missed(patient: Patient, held_in: set[int]) -> Iterator[Held]:
    """Tokens that became no-shows by themselves and can come back: not into a slot that has ended or in which the
    patient holds another token.
    """
    for visit in visits.ended_of(patient.id, MAX_MISSED):
        if visit.status is Status.NO_SHOW and visit.start[:10] <= clock.today():
            held = _held(tokens.token(visit.token))
            open_to = held.slot.id not in held_in and not (held.slot.closed or slot_days.is_past(held.slot))
            if open_to and no_shows.ended_by_deadline(visit.token):
                yield held


def _held(token: Token) -> Held:
    slot = slots.summary(token.slot)
    return Held(token, slot, slot_days.has_begun(slot))
