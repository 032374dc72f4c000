"""`hold_arrived`: in a slot under way nobody who sits in the hall gives way to a booking made from home."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Arrive, Book, Cancel, Move, NoShow, PreviewBooking, Undo
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting
from opd_tui.services.forecast import preview
from opd_tui.services.queries import desk, queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_slot, a_token, arrive, booked, call, complete, no_show


@pytest.fixture
def hall(database):
    """Half past ten; Dr Rao's slot began at ten, and has two seats: a WALKIN in the hall, an ONLINE at home."""
    slot = a_slot(seats=2)
    clock.set_local("2026-11-23T10:30")
    policy.use(Policy(hold_arrived=True))
    a_token(slot.id, "WALKIN")
    a_token(slot.id, "ONLINE")
    return slot


def active(slot):
    return [t.id for t in queues.slot(ShowSlot(slot.id)).active]


def test_who_is_at_home_gives_way_before_who_is_in_the_hall(hall):
    assert booked(hall.id, "PAID").preempted.id == 2


def test_where_all_are_in_the_hall_a_better_source_waits(hall):
    visits.arrive(Arrive(2), ASHA)
    assert booked(hall.id, "PAID").token.status == "WAITING"
    assert checking.check() == ()


def test_an_emergency_takes_the_last_seat_of_the_hall(hall):
    visits.arrive(Arrive(2), ASHA)
    assert booked(hall.id, "EMERGENCY").preempted.id == 1
    assert checking.check() == ()


def test_the_queue_shows_the_one_order(hall):
    emergency = a_token(hall.id, "EMERGENCY").id
    visits.arrive(Arrive(queues.slot(ShowSlot(hall.id)).active[-1].id), ASHA)
    capacity.add_seats(hall.id, 1, ASHA)
    paid = a_token(hall.id, "PAID").id
    assert active(hall) == [emergency, 1, paid]
    shown = desk.desk_view(DeskQuery(slot=hall.id)).active
    assert [row.token.id for row in shown.rows] == active(hall)
    assert [queues.position(row.token) for row in shown.rows] == [0, 1, 2]
    assert [row.expected for row in shown.rows] == [
        t.expected for t in expecting.with_expected_times(queues.slot(ShowSlot(hall.id)).active)
    ]


def test_why_each_stands_where_it_stands_is_told_of_the_rows_that_are_seen(hall):
    a_token(hall.id, "PAID")
    [row] = desk.desk_view(DeskQuery(slot=hall.id)).active.rows[:1]
    assert (row.token.id, row.why) == (1, None)


def test_the_preview_says_what_the_booking_does(hall):
    visits.arrive(Arrive(2), ASHA)
    assert preview.preview(PreviewBooking(hall.id, "PAID")).status == "WAITING"
    assert preview.preview(PreviewBooking(hall.id, "EMERGENCY")).gives_way.id == 1


@pytest.mark.parametrize("undone", [arrive, call])
def test_an_undone_arrival_is_no_hold_any_more(hall, undone):
    undone(2, ASHA)
    paid = a_token(hall.id, "PAID", actor=ASHA)
    assert (paid.status, queues.token(2).status) == ("WAITING", "ACTIVE")
    assert [t.id for t in undo.undo(Undo(token=2), ASHA).preempted] == [2]
    assert checking.check() == ()


@pytest.mark.parametrize("leave", [complete, no_show])
def test_who_sat_in_the_hall_sits_there_again_when_an_end_is_undone(hall, leave):
    a_token(hall.id, "PAID")
    waiting = a_token(hall.id, "PAID")
    assert waiting.status == "WAITING"
    leave(1, ASHA)
    undo.undo(Undo(token=1), ASHA)
    assert queues.token(1).status == "ACTIVE"
    assert checking.check() == ()


def test_a_seat_that_is_closed_is_that_of_who_is_at_home(hall):
    assert [t.id for t in capacity.set_capacity(SetCapacity(hall.id, 1), ASHA).preempted] == [2]


@pytest.mark.parametrize(
    ("hold", "now", "first_to_go"),
    [(False, "10:30", 1), (True, "09:59", 1), (True, "10:00", 2), (True, "11:20", 2)],
)
def test_it_holds_from_the_start_of_the_slot_where_the_hospital_wants_it(database, hold, now, first_to_go):
    slot = a_slot(seats=2)
    a_token(slot.id, "WALKIN")
    a_token(slot.id, "ONLINE")
    policy.use(Policy(hold_arrived=hold))
    clock.set_local(f"2026-11-23T{now}")
    [out] = capacity.set_capacity(SetCapacity(slot.id, 1), ASHA).preempted
    assert out.id == first_to_go


# The check


def test_where_nobody_was_ever_held_the_check_goes_by_priority_alone(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "WALKIN")
    a_token(slot.id, "WALKIN")
    connection.current().database.execute_sql("UPDATE token SET source = 'PAID', priority = 2 WHERE id = 2")
    assert {f.invariant for f in checking.check()} == {"I3", "I7"}


def test_the_check_knows_of_the_hold_when_the_hospital_has_changed_its_mind(hall):
    visits.arrive(Arrive(2), ASHA)
    a_token(hall.id, "PAID")
    policy.use(Policy())
    assert checking.check() == ()


@pytest.mark.sqlite("a statement in SQLite's words")
@pytest.mark.parametrize(("source", "found"), [("PAID", set()), ("EMERGENCY", {"I3"})])
def test_one_in_the_hall_may_be_outranked_but_not_by_an_emergency(hall, source, found):
    visits.arrive(Arrive(2), ASHA)
    a_token(hall.id, "PAID")
    priority = {"PAID": 2, "EMERGENCY": 1}[source]
    connection.current().database.execute_sql(
        "UPDATE token SET source = ?, priority = ? WHERE id = 3", (source, priority)
    )
    assert {f.invariant for f in checking.check()} - {"I7"} == found


def test_a_refused_booking_leaves_no_setting_behind(hall):
    connection.current().database.execute_sql("DELETE FROM setting WHERE name = 'seats_kept_since'")
    patient = queues.token(1).patient
    with pytest.raises(Exception, match="already has"):
        booking.book(Book(hall.id, "PAID", patient_id=patient), ASHA)
    assert (
        not connection.current()
        .database.execute_sql("SELECT 1 FROM setting WHERE name = 'seats_kept_since'")
        .fetchall()
    )


def test_the_preview_has_the_place_of_one_who_is_here_by_booking(hall):
    capacity.add_seats(hall.id, 1, ASHA)
    visits.no_show(NoShow(1), ASHA)
    would = preview.preview(PreviewBooking(hall.id, "WALKIN"))
    made = a_token(hall.id, "WALKIN")
    [told] = expecting.with_expected_times((made,))
    assert (would.position, would.expected) == (queues.position(made) + 1, told.expected)
    assert would.position == 1  # before the ONLINE who is at home


# The order changes by no action


def clock_back():
    clock.set_local("2026-11-23T09:59")


def setting_off():
    policy.use(Policy(hold_arrived=False))


@pytest.fixture(params=[clock_back, setting_off], ids=["the clock is set back", "the setting is off"])
def reordered(hall, request):
    """A PAID waits behind a WALKIN and an ONLINE in the hall, which is no reason any more."""
    visits.arrive(Arrive(2), ASHA)
    paid = a_token(hall.id, "PAID")
    assert paid.status == "WAITING"
    request.param()
    return hall


@pytest.mark.parametrize("source", ["ONLINE", "PAID", "EMERGENCY"])
def test_a_newcomer_passes_nobody_who_waits_with_a_better_right(reordered, source):
    would = preview.preview(PreviewBooking(reordered.id, source))
    done = booked(reordered.id, source)
    assert (would.status, would.position) == (done.token.status, queues.position(done.token) + 1)
    assert queues.token(3).status == "ACTIVE"
    assert checking.check() == ()


def test_nor_does_one_who_is_moved_there(reordered):
    other = a_token(a_slot(1, start="12:00", end="13:00").id, "FOLLOWUP")
    moving.move(Move(other.id, reordered.id), ASHA)
    assert queues.token(3).status == "ACTIVE"
    assert checking.check() == ()


def test_nor_does_one_who_comes_back_by_undo(reordered):
    visits.cancel(Cancel(2), ASHA)
    undo.undo(Undo(token=2), ASHA)
    assert queues.token(3).status == "ACTIVE"
    assert checking.check() == ()


def test_a_preview_of_such_a_slot_writes_nothing(reordered):
    before = [list(table.select().tuples()) for table in tables.TABLES]
    preview.preview(PreviewBooking(reordered.id, "ONLINE"))
    assert [list(table.select().tuples()) for table in tables.TABLES] == before
