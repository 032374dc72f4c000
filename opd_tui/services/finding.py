""" "When is my token?": a patient in any queue of a day or the coming ones, and the token's card."""

from __future__ import annotations

from opd_tui import db
from opd_tui.models import Doctor, Patient, Slot, Token
from opd_tui.rules import Status
from opd_tui.services import log, patients, queues, seating
from opd_tui.views import Card, Found

LIMIT = 30


def find(text: str, day: str, limit: int = LIMIT) -> tuple[Found, ...]:
    """Tokens from `day` on whose patient's name has words beginning so, whose number is that, or phone ends so.

    Case is ignored in every script; live tokens stand before ended ones, then by time. Nothing for an empty text.
    """
    words = text.casefold().split()
    if not words:
        return ()
    digits = patients.digits_of(text) or ""
    with db.reading():
        rows = (
            Token.select(Token.id, Token.number, Patient.name, Patient.phone_digits, Token.status)
            .join(Patient)
            .switch(Token)
            .join(Slot)
            .where(Token.day >= day)
            .order_by(Slot.start, Token.number)
            .tuples()
        )
        hits = []
        for token, number, name, phone, status in rows.iterator():
            begins = name.casefold().split()
            named = all(any(part.startswith(word) for part in begins) for word in words)
            called = text.strip().removeprefix("№") == str(number)
            if named or called or (len(digits) >= 4 and phone and phone.endswith(digits)):
                hits.append((not Status(status).live, token))
        chosen = [token for _, token in sorted(hits, key=lambda hit: hit[0])[:limit]]
        return tuple(_found(token) for token in chosen)


def _found(token_id: int) -> Found:
    token = seating.token(token_id)
    phone, doctor, doctor_name, start, end = (
        Token.select(Patient.phone, Doctor.id, Doctor.name, Slot.start, Slot.end)
        .join(Patient)
        .switch(Token)
        .join(Slot)
        .join(Doctor)
        .where(Token.id == token_id)
        .tuples()
        .first()
    )
    position = queues.place(token) + 1 if Status(token.status).live else 0
    return Found(token, phone, doctor, doctor_name, start, end, position)


def card(token_id: int) -> Card:
    """Everything about a token. Raises UnknownToken."""
    with db.reading():
        token = seating.token(token_id)
        return Card(
            token,
            patients.patient(token.patient),
            seating.head(token.slot),
            log.of_token(token_id),
            queues.place(token),
        )
