"""What it would mean that a doctor leaves: what is still to close, who has a place, who is to be phoned."""

from __future__ import annotations

import pytest

from opd_tui.domain.absences import AbsencePlan, Proposal
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Source, Status, Token

TIMES = ("2026-11-23T10:00", "2026-11-23T11:00")
ELSEWHERE = Alternative(9, 2, "Dr Iyer", *TIMES, free=1, waiting=0)


def a_slot(number, closed=False):
    return SlotSummary(number, 1, "Dr Rao", *TIMES, 5, 0, 0, 0, 0, closed)


def a_proposal(number, called=False, place=None):
    token = Token(number, number, 1, number, f"Patient {number}", Source.WALKIN, 5, Status.ACTIVE, number, called, 0)
    return Proposal(token, None, a_slot(1), place)


def test_what_is_closed_already_is_not_to_close():
    plan = AbsencePlan((a_slot(1), a_slot(2, closed=True), a_slot(3)), ())
    assert [slot.id for slot in plan.still_open] == [1, 3]


@pytest.mark.parametrize(
    ("proposals", "to_move", "in_room", "to_phone"),
    [
        ([], [], 0, 0),
        ([a_proposal(1, place=ELSEWHERE), a_proposal(2), a_proposal(3, place=ELSEWHERE)], [1, 3], 0, 1),
        ([a_proposal(1, called=True), a_proposal(2, called=True), a_proposal(3)], [], 2, 1),
    ],
    ids=["nobody", "two with a place and one without", "two in the room and one without a place"],
)
def test_who_has_no_place_is_to_be_phoned_unless_with_the_doctor(proposals, to_move, in_room, to_phone):
    plan = AbsencePlan((), tuple(proposals))
    assert [each.token.id for each in plan.to_move] == to_move
    assert (plan.in_room, plan.to_phone) == (in_room, to_phone)
