"""What it would mean that a doctor leaves: what is still to close, who has a place, who is to be phoned."""

from __future__ import annotations

import pytest

from opd_tui.domain.absences import AbsencePlan, Part, Proposal, span_of
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


def of_day(*times, live=0):
    """The slots of a day with these times, such as 09-10."""
    return [
        SlotSummary(n, 1, "Dr Rao", f"2026-11-23T{at[:2]}:00", f"2026-11-23T{at[3:]}:00", 5, 0, live, 0, 0)
        for n, at in enumerate(times)
    ]


USUAL = ("09-10", "10-11", "11-13", "15-16", "17-18")


@pytest.mark.parametrize(
    ("part", "now", "span"),
    [
        (Part.SLOT, "08:00", ("10:00", "11:00")),
        (Part.SLOT, "10:20", ("10:20", "11:00")),
        (Part.SLOT, "11:20", None),
        (Part.MORNING, "08:00", ("08:00", "13:00")),
        (Part.MORNING, "13:00", None),
        (Part.AFTERNOON, "08:00", ("13:00", "24:00")),
        (Part.AFTERNOON, "14:00", ("14:00", "24:00")),
        (Part.DAY, "08:00", ("08:00", "24:00")),
    ],
)
def test_a_part_of_the_day_from_now_on(part, now, span):
    slots = of_day(*USUAL)
    found = span_of(part, slots[1], slots, f"2026-11-23T{now}")
    shown = found and tuple("24:00" if time == "2026-11-24T00:00" else time[11:] for time in (found.start, found.end))
    assert shown == span


@pytest.mark.parametrize(
    ("part", "now", "begins"),
    [(Part.SLOT, "11:20", "10:00"), (Part.MORNING, "12:00", "09:00"), (Part.AFTERNOON, "12:00", "13:00"),
     (Part.AFTERNOON, "14:00", "09:00"), (Part.DAY, "12:00", "09:00")],
)  # fmt: skip
def test_patients_of_earlier_slots_who_are_still_to_be_seen_are_concerned_too(part, now, begins):
    slots = of_day(*USUAL, live=2)
    assert span_of(part, slots[1], slots, f"2026-11-23T{now}").start == f"2026-11-23T{begins}"


def test_a_coming_day_is_meant_whole_and_a_night_to_its_end():
    slots = of_day("09-12")
    night = SlotSummary(9, 1, "Dr Rao", "2026-11-23T22:00", "2026-11-24T02:00", 5, 0, 0, 0, 0)
    span = span_of(Part.DAY, night, [*slots, night], "2026-11-20T10:00")
    assert (span.start, span.end) == ("2026-11-23T00:00", "2026-11-24T02:00")


def test_where_all_slots_begin_in_the_morning_the_afternoon_begins_at_noon():
    slots = of_day("09-17")
    assert span_of(Part.AFTERNOON, slots[0], slots, "2026-11-23T08:00").start == "2026-11-23T12:00"
