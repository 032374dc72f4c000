"""The sentences of an undo of several changes at once."""

from __future__ import annotations

import pytest

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.undo import NotUndone, Undoable, Undone
from opd_tui.messages import about_undo


def token(number, status="ACTIVE"):
    return Token(
        number, number, 1, number, f"Patient {number}", "WALKIN", 5, status, number, called=False, preemptions=0
    )


LEAVE = Undone(
    "move",
    token(1),
    others=(token(2), token(3)),
    counts=(("move", 3), ("close-slot", 1)),
    not_undone=(NotUndone("move", "№4 Patient 4", "ravi has changed it since (call)", token=4),),
)


def test_a_question_says_what_comes_back_and_what_stays():
    last = Undoable(7, 5, "move", None, None, {}, {}, "asha", whole=LEAVE)
    assert about_undo.will_undo(last, "2026-11-23") == (
        "Undo 3 moves, 1 closing (№1 Patient 1, №2 Patient 2 and 1 more) by asha?"
        " Not the move of №4 Patient 4 (ravi has changed it since (call))."
    )


def test_the_answer_says_so_too():
    assert about_undo.undone(LEAVE) == (
        "Undone: 3 moves, 1 closing (№1 Patient 1, №2 Patient 2 and 1 more)."
        " Not the move of №4 Patient 4 (ravi has changed it since (call))."
    )


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((("set-capacity", 2),), "2 changes of seats"),
        ((("add-template", 5),), "5 new weekly slots"),
        ((("remove-holiday", 2),), "2 removals of the holiday"),
    ],
)
def test_several_of_a_kind(counts, told):
    assert about_undo.undone(Undone(counts[0][0], None, counts=counts)) == f"Undone: {told}."


@pytest.mark.parametrize(("minutes", "told"), [(0, "on time"), (20, "20 min late")])
def test_an_undone_lateness_says_how_late_the_doctor_is(minutes, told):
    slot = SlotSummary(1, 1, "Dr Rao", "2026-11-23T10:00", "2026-11-23T11:00", 2, 0, 0, 0, 0, late_minutes=minutes)
    assert about_undo.undone(Undone("set-late", None, slot=slot)) == (
        f"Undone: Dr Rao 10:00–11:00 on Mon 23 Nov is {told}."
    )


def test_a_booking_with_its_seat_says_that_the_token_is_cancelled():
    done = Undone("book", token(1, "CANCELLED"), counts=(("set-capacity", 1), ("book", 1)))
    assert about_undo.undone(done) == "Undone: 1 change of seats, 1 booking (№1 Patient 1, cancelled)."
