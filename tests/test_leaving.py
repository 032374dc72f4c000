"""The doctor leaves: a place for everybody, no seat promised twice, and nothing moves by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from opd_tui import errors
from opd_tui.models import TABLES
from opd_tui.services import checking, leaving, queues, seating, undo, visits
from tests.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token

SPAN = (f"{TODAY}T10:00", f"{TODAY}T11:00")


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in TABLES}


@pytest.fixture
def day(database):
    """Slot 1 of doctor 1 with tokens 1, 2 (seats) and 3 (waiting); later slots 2 and 3 with a seat each."""
    doctor = a_doctor().id
    slot = a_slot(2, doctor).id
    a_slot(1, doctor, "11:00", "12:00")
    a_slot(1, doctor, "12:00", "13:00")
    for _ in range(3):
        a_token(slot)
    return doctor


def places(proposed):
    return [each.place and each.place.slot for each in proposed.placements]


def accept(proposed, at=0, actor=ASHA):
    each = proposed.placements[at]
    others = Counter(p.place.slot for p in proposed.placements if p.place and p is not each)
    return leaving.accept(each.token.id, each.place.slot, [slot.id for slot in proposed.slots], others, actor)


def test_everybody_in_order_gets_a_place_and_no_seat_is_promised_twice(day):
    assert places(leaving.propose(day, *SPAN)) == [2, 3, None]


def test_who_is_promised_a_seat_goes_before_the_next_one(day):
    later = a_slot(2, day, "15:00", "16:00").id
    proposed = leaving.propose(day, f"{TODAY}T10:00", f"{TODAY}T12:30")
    assert places(proposed)[:2] == [later, later]
    times = [each.place.expected.label for each in proposed.placements[:2]]
    assert times == ["15:00–15:15", "15:15–16:00"]


def test_a_proposal_writes_nothing(day):
    before = rows()
    leaving.propose(day, *SPAN)
    assert rows() == before


def test_slots_that_are_left_are_no_place(day):
    assert places(leaving.propose(day, f"{TODAY}T10:00", f"{TODAY}T11:30")) == [3, None, None]


def test_a_place_is_found_behind_any_number_of_slots_that_are_left(database):
    doctor, first = a_doctor().id, date.fromisoformat(TODAY)
    days = [(first + timedelta(days=n // 8)).isoformat() for n in range(70)]
    slots = [a_slot(1, doctor, f"{10 + n % 8}:00", f"{11 + n % 8}:00", day).id for n, day in enumerate(days)]
    a_token(slots[0])
    assert places(leaving.propose(doctor, SPAN[0], f"{days[-1]}T15:00")) == [slots[-1]]


def test_a_place_is_found_behind_any_number_of_seats_that_are_promised(database):
    doctor = a_doctor().id
    slot = a_slot(70, doctor).id
    seats = [a_slot(1, a_doctor().id).id for _ in range(70)]
    for _ in seats:
        a_token(slot)
    assert places(leaving.propose(doctor, *SPAN)) == seats


def test_a_span_may_be_of_several_days_and_begin_within_a_night(day):
    night = a_slot(1, day, "23:00", "23:30").id
    tomorrow, after = (a_slot(1, day, "09:00", "10:00", d).id for d in ("2026-11-24", "2026-11-25"))
    for slot in (night, tomorrow, after):
        a_token(slot)
    proposed = leaving.propose(day, f"{TODAY}T23:15", "2026-11-24T18:00")
    assert [slot.id for slot in proposed.slots] == [night, tomorrow]
    assert [each.token.slot for each in proposed.placements] == [night, tomorrow]


def test_one_who_is_called_in_stays(day):
    visits.call(1, ASHA)
    assert places(leaving.propose(day, *SPAN)) == [None, 2, 3]


def test_a_place_that_is_accepted_is_taken(day):
    done = accept(leaving.propose(day, *SPAN))
    assert (done.token.slot, done.slot.id, done.otherwise, done.closed) == (2, 2, False, None)


def test_if_another_desk_took_the_seat_the_next_best_is_taken_and_said(day):
    visits.cancel(3, None, RAVI)
    visits.cancel(2, None, RAVI)
    proposed = leaving.propose(day, *SPAN)
    a_token(2, actor=RAVI)
    done = accept(proposed)
    assert (done.slot.id, done.otherwise) == (3, True)


def test_a_seat_promised_to_somebody_else_is_not_taken_instead(day):
    proposed = leaving.propose(day, *SPAN)
    a_token(2, actor=RAVI)
    done = accept(proposed)
    assert (done.slot, queues.token(1).slot) == (None, 1)


def test_the_slot_closes_with_the_last_who_leaves_it(day):
    visits.cancel(3, None, ASHA)
    proposed = leaving.propose(day, *SPAN)
    assert [accept(proposed, at).closed is not None for at in (0, 1)] == [False, True]
    assert seating.head(1).closed
    assert checking.check() == ()


def test_a_slot_with_somebody_left_in_it_stays_open(day):
    assert leaving.close_if_empty(1, ASHA) is None


def test_one_whom_another_desk_ended_meanwhile_is_not_moved(day):
    proposed = leaving.propose(day, *SPAN)
    visits.cancel(1, None, RAVI)
    with pytest.raises(errors.NotLive):
        accept(proposed)


def test_leaving_is_undone_step_by_step(day):
    visits.cancel(3, None, RAVI)
    visits.cancel(2, None, RAVI)
    accept(leaving.propose(day, *SPAN))
    assert [undo.undo(ASHA).undone for _ in range(2)] == ["close-slot", "move"]
    assert (queues.token(1).slot, seating.head(1).closed) == (1, False)
