"""Who is there: marked by the desk, by a booking at the desk, by a call; and when it all was."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Complete, NoShow, SetSource, ShowLog, Undo
from opd_tui.runtime import clock
from opd_tui.services.queries import log, queues
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, a_token, complete, no_show

NINE = "2026-11-23T03:30:00.000Z"
"""The fixture's clock stands at 9:00 in Kolkata."""


def times(token):
    now = queues.token(token.id)
    return now.arrived_at, now.called_at, now.ended_at


# Checked in


def test_an_arrival_keeps_its_time(database):
    token = a_token(a_slot().id, "ONLINE")
    assert not token.arrived
    assert visits.arrive(Arrive(token.id), ASHA).arrived_at == NINE
    assert log.of_token(ShowLog(token.id))[-1].action == "arrive"


def test_arriving_twice_writes_nothing(database):
    token = a_token(a_slot().id, "ONLINE")
    visits.arrive(Arrive(token.id), ASHA)
    before = tables.Event.select().count()
    clock.set_local("2026-11-23T09:30")
    assert visits.arrive(Arrive(token.id), RAVI).arrived_at == NINE
    assert tables.Event.select().count() == before


def test_a_waiting_patient_arrives_and_still_waits(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "ONLINE")
    waiting = a_token(slot.id, "ONLINE")
    after = visits.arrive(Arrive(waiting.id), ASHA)
    assert (after.status, after.arrived) == ("WAITING", True)


@pytest.mark.parametrize("leave", [no_show, complete])
def test_only_a_live_token_arrives(database, leave):
    token = a_token(a_slot().id)
    leave(token.id, ASHA)
    with pytest.raises(errors.NotLive):
        visits.arrive(Arrive(token.id), ASHA)


@pytest.mark.parametrize("source", ["WALKIN", "EMERGENCY"])
@pytest.mark.parametrize(
    ("now", "arrived"),
    [("08:59", False), ("09:00", True), ("10:00", True), ("10:59", True)],
)
def test_who_stands_at_the_desk_has_arrived_for_what_begins_within_the_hour(database, source, now, arrived):
    slot = a_slot(start="10:00", end="11:00")
    clock.set_local(f"2026-11-23T{now}")
    assert a_token(slot.id, source).arrived is arrived


@pytest.mark.parametrize("source", ["PAID", "FOLLOWUP", "ONLINE"])
def test_others_arrive_when_they_come(database, source):
    slot = a_slot()
    clock.set_local("2026-11-23T10:30")
    assert not a_token(slot.id, source).arrived


def test_another_source_is_no_arrival(database):
    token = a_token(a_slot().id, "ONLINE")
    assert not visits.set_source(SetSource(token.id, "WALKIN"), ASHA).token.arrived


def test_a_replayed_booking_arrives_no_second_time(database):
    asked = Book(a_slot().id, "WALKIN", patient_id=a_patient().id, request="k")
    first = booking.book(asked, ASHA).token
    clock.set_local("2026-11-23T09:30")
    assert booking.book(asked, ASHA).token == first


# Called and ended


def test_a_call_marks_the_arrival(database):
    token = a_token(a_slot().id, "ONLINE")
    visits.call(Call(token=token.id), ASHA)
    assert times(token) == (NINE, NINE, None)


def test_a_call_leaves_an_earlier_arrival_as_it_was(database):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-23T09:30")
    assert visits.call(Call(token=token.id), ASHA).arrived_at == NINE


def test_done_ends_the_consultation_and_keeps_the_call(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    clock.set_local("2026-11-23T09:30")
    visits.complete(Complete(token.id), ASHA)
    assert times(token) == (NINE, NINE, "2026-11-23T04:00:00.000Z")


def test_done_without_a_call_has_no_time_of_a_call(database):
    token = a_token(a_slot().id)
    visits.complete(Complete(token.id), ASHA)
    assert times(token) == (NINE, None, NINE)


@pytest.mark.parametrize("leave", [no_show, lambda token, actor: visits.cancel(Cancel(token), actor)])
def test_who_left_had_no_consultation(database, leave):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    leave(token.id, ASHA)
    assert times(token) == (NINE, NINE, None)


# Whom to call next


def test_who_has_arrived_is_called_before_who_has_not(database):
    slot = a_slot(seats=3)
    online, walkin, paid = (a_token(slot.id, source) for source in ("ONLINE", "WALKIN", "PAID"))
    called = [visits.call(Call(slot=slot.id), ASHA) for _ in range(4)]
    assert [t and t.id for t in called] == [walkin.id, paid.id, online.id, None]


def test_those_who_have_arrived_are_called_by_the_order(database):
    slot = a_slot(seats=3)
    online, _, paid = (a_token(slot.id, source) for source in ("ONLINE", "WALKIN", "PAID"))
    visits.arrive(Arrive(online.id), ASHA)
    visits.arrive(Arrive(paid.id), ASHA)
    assert visits.call(Call(slot=slot.id), ASHA).id == paid.id


def test_asked_for_those_who_have_arrived_nobody_else_is_called(database):
    slot = a_slot()
    token = a_token(slot.id, "ONLINE")
    assert visits.call(Call(slot=slot.id, arrived_only=True), ASHA) is None
    assert not queues.token(token.id).called


def test_next_to_call_writes_nothing(database):
    slot = a_slot()
    token = a_token(slot.id, "ONLINE")
    assert visits.next_to_call(slot.id) == token


def test_next_to_call_in_a_slot_that_is_not_there(database):
    with pytest.raises(errors.UnknownSlot):
        visits.next_to_call(99)


# Undo


def test_an_undone_arrival_is_none(database):
    token = a_token(a_slot().id, "ONLINE")
    visits.arrive(Arrive(token.id), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token) == ("arrive", token)


def test_an_undone_call_takes_the_arrival_it_marked_with_it(database):
    token = a_token(a_slot().id, "ONLINE")
    visits.call(Call(token=token.id), ASHA)
    assert undo.undo(Undo(), ASHA).token == token


def test_an_undone_call_leaves_an_arrival_of_before(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    assert undo.undo(Undo(), ASHA).token == token


def test_an_undone_end_is_no_end_and_the_call_is_as_it_was(database):
    token = a_token(a_slot().id)
    called = visits.call(Call(token=token.id), ASHA)
    clock.set_local("2026-11-23T09:30")
    visits.complete(Complete(token.id), ASHA)
    assert undo.undo(Undo(), ASHA).token == called


def test_who_comes_back_without_a_seat_is_called_no_more(database):
    slot = a_slot(seats=1)
    token, other = a_token(slot.id), a_token(slot.id)
    visits.call(Call(token=token.id), ASHA)
    visits.no_show(NoShow(token.id), ASHA)
    visits.call(Call(token=other.id), RAVI)
    back = undo.undo(Undo(), ASHA).token
    assert (back.status, back.called, back.called_at, back.arrived_at) == ("WAITING", False, None, NINE)


def test_a_booking_with_an_arrival_after_it_is_not_undone(database):
    token = a_token(a_slot().id, "ONLINE")
    visits.arrive(Arrive(token.id), RAVI)
    with pytest.raises(errors.CannotUndo, match=r"has changed it since \(arrival\)"):
        undo.undo(Undo(), ASHA)


# The check


def test_a_day_with_all_of_it_is_clean(database):
    slot = a_slot(seats=2)
    tokens = [a_token(slot.id, source) for source in ("ONLINE", "WALKIN", "PAID")]
    visits.arrive(Arrive(tokens[0].id), ASHA)
    for _ in range(2):
        visits.call(Call(slot=slot.id), ASHA)
    visits.complete(Complete(tokens[2].id), ASHA)
    undo.undo(Undo(), ASHA)
    undo.undo(Undo(token=tokens[0].id), ASHA)
    assert checking.check() == ()
