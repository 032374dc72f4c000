"""Find a patient's tokens from a day on, and a token's card."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.cards import Card, Found
from opd_tui.domain.name_search import fold
from opd_tui.domain.names import LONGEST
from opd_tui.domain.phones import ascii_digits
from opd_tui.runtime import damaged_rows
from opd_tui.services import expecting
from opd_tui.store import log, patient_search, patients, queues, slots, token_search, tokens
from opd_tui.store.token_search import Hit

LIMIT = 30
MAX_PATIENTS = 1000
"""The tokens of up to this many patients are read by index. Of more patients the first days have LIMIT tokens."""


def find(text: str, day: str, limit: int = LIMIT) -> tuple[Found, ...]:
    """Tokens from `day` on whose number is the text, or whose patient it may mean, as in `patients.search`.

    Live tokens come before ended ones, then by time. A typing mistake is corrected only if nothing is found without.
    Empty for an empty text, or one longer than any name.
    """
    if len(text.strip()) > LONGEST or not fold(text):
        return ()
    with connection.reading():
        patients_meant = patient_search.meant(text, MAX_PATIENTS)
        if patients_meant is None:
            hits = token_search.first_named(fold(text).split(), day, limit)
        else:
            hits = token_search.of_patients(patients_meant, day, limit) + _numbered(text, day, limit)
        hits = hits or token_search.of_patients(patient_search.nearly_meant(text, MAX_PATIENTS), day, limit)
        return damaged_rows.readable(found, ((token,) for *_, token in sorted(set(hits))[:limit]))


def _numbered(text: str, day: str, limit: int) -> list[Hit]:
    number = ascii_digits(text.strip()).removeprefix("№")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return []
    return token_search.numbered(int(number), day, limit)


def found(token_id: int) -> Found:
    """A token with its slot and position. Raises UnknownToken or DamagedRow."""
    token = tokens.token(token_id)
    doctor, doctor_name, start, end = token_search.about(token_id)
    damaged_rows.checked("slot", token.slot, start, end)
    position = queues.position(token) + 1 if token.status.live else 0
    return Found(token, patients.patient(token.patient), doctor, doctor_name, start, end, position)


def card(token_id: int) -> Card:
    """Everything about a token. Raises UnknownToken."""
    with connection.reading():
        [token] = expecting.with_expected_times((tokens.token(token_id),))
        return Card(
            token,
            patients.patient(token.patient),
            slots.summary(token.slot),
            log.of_token(token_id),
            queues.position(token),
        )
