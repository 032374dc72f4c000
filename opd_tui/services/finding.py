""" "When is my token?": a patient in any queue of a day or the coming ones, and the token's card."""

from __future__ import annotations

from bisect import bisect_left

from opd_tui import db
from opd_tui.models import Doctor, Patient, Slot, Token
from opd_tui.name_words import begins, fold, slips
from opd_tui.phones import backwards
from opd_tui.rules import Status
from opd_tui.services import expecting, log, patients, queues, seating
from opd_tui.services.searching import FEWEST_DIGITS
from opd_tui.views import Card, Found

LIMIT = 30


def find(text: str, day: str, limit: int = LIMIT) -> tuple[Found, ...]:
    """Tokens from `day` on whose patient is meant by a text, as `patients.search` has it, or whose number is that.

    Live tokens stand before ended ones, then by time. Nothing for an empty text.
    """
    words, number = fold(text).split(), text.strip().removeprefix("№")
    if not words:
        return ()
    digits = backwards(text) or ""
    with db.reading():
        rows = (
            Token.select(Token.id, Token.number, Patient.folded, Patient.phone_backwards, Patient.mrn, Token.status)
            .join(Patient)
            .switch(Token)
            .join(Slot)
            .where(Token.day >= day)
            .order_by(Slot.start, Token.number)
            .tuples()
        )
        hits, names = [], []
        for token, called, name, phone, mrn, status in rows.iterator():
            ended = not Status(status).live
            names.append((ended, token, name))
            by_phone = len(digits) >= FEWEST_DIGITS and phone and phone.startswith(digits)
            if number in (str(called), mrn) or by_phone or begins(name, words):
                hits.append((ended, token))
        chosen = sorted(hits or _nearly(words, names), key=lambda hit: hit[0])[:limit]
        return tuple(found(token) for _, token in chosen)


def _nearly(words: list[str], names: list[tuple[bool, int, str]]) -> list[tuple[bool, int]]:
    """Whose name has each word but for a slip of the finger."""
    known = sorted({part for _, _, name in names for part in name.split()})

    def first_from(word: str) -> str | None:
        at = bisect_left(known, word)
        return known[at] if at < len(known) else None

    meant = [[word, *slips(word, first_from)] for word in words]
    return [
        (ended, token)
        for ended, token, name in names
        if all(any(begins(name, [word]) for word in each) for each in meant)
    ]


def found(token_id: int) -> Found:
    """Where a token stands. Raises UnknownToken."""
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
        [token] = expecting.told((seating.token(token_id),))
        return Card(
            token,
            patients.patient(token.patient),
            seating.head(token.slot),
            log.of_token(token_id),
            queues.place(token),
        )
