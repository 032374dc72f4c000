"""A day at the desk by chance: everything that changes a token, also undo and moves."""

from __future__ import annotations

from random import Random

from opd_tui.domain.errors import OpdError
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Complete, Move, NoShow, SetSource, StepOut, Undo
from opd_tui.runtime import clock
from opd_tui.services.slots import capacity, closing
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot


def a_day(dice: Random) -> tuple[list[int], list[int]]:
    """Three hours of a desk, a deed every three minutes; the slots and the tokens."""
    doctor = a_doctor().id
    slots = [a_slot(3, doctor, f"{hour}:00", f"{hour}:59").id for hour in (10, 11, 12)]
    slots.append(a_slot(3, a_doctor("Dr Sen").id, "10:00", "12:00").id)
    tokens = [0]
    for step in range(60):
        minutes = 9 * 60 + step * 3
        clock.set_local(f"{TODAY}T{minutes // 60:02}:{minutes % 60:02}")
        act(dice, slots, tokens)
    return slots, tokens


def act(dice: Random, slots: list[int], tokens: list[int]) -> None:
    """One thing that a desk may do; what is refused changes nothing."""
    token, slot = dice.choice(tokens), dice.choice(slots)
    source = dice.choice(["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"])
    did = dice.choice(
        [
            *[lambda: tokens.append(booking.book(Book(slot, source, patient=NewPatient("Asha")), ASHA).token.id)] * 3,
            lambda: visits.arrive(Arrive(token), ASHA),
            lambda: visits.call(Call(token=token), ASHA),
            lambda: visits.complete(Complete(token), ASHA),
            lambda: visits.cancel(Cancel(token), ASHA),
            lambda: visits.no_show(NoShow(token), ASHA),
            lambda: visits.step_out(StepOut(token), ASHA),
            lambda: visits.set_source(SetSource(token, source), ASHA),
            lambda: moving.move(Move(token, slot), ASHA),
            lambda: capacity.add_seats(slot, dice.choice([1, -1]), ASHA),
            lambda: closing.close(CloseSlot(slot), ASHA),
            lambda: closing.reopen(slot, ASHA),
            lambda: undo.undo(Undo(), ASHA),
            lambda: undo.undo(Undo(token=token), ASHA),
        ]
    )
    try:
        did()
    except OpdError:
        return
