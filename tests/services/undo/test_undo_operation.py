"""Undo of what was done at once: all of it comes back by one undo, or what can, and the rest is named."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Book, Call, Cancel, Complete, NoShow, Undo
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.day import doctor_away, unresolved
from opd_tui.services.day.unresolved import Outcome
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays, templates
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, a_token, late
from tests.support.hospitals import state

ENDED = "2026-11-24T08:00"


def ids(tokens):
    return [token.id for token in tokens]


def gone_back(act, actor=ASHA):
    """The answer of an undo of what `act` does: it brings back the state of before."""
    before = state()
    act()
    done = undo.undo(Undo(), actor)
    assert state() == before
    assert checking.check() == ()
    return done


@pytest.fixture
def overrun(database):
    """A slot of two seats whose day is over: 1 and 2 in a seat, 3 and 4 waiting."""
    slot = a_slot(seats=2).id
    for _ in range(4):
        a_token(slot)
    clock.set_local(ENDED)
    return slot


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("asked", [(1, 2, 3, 4), (3, 4), (1, 2), (4, 1)])
def test_a_settled_list_is_one_undo(overrun, outcome, asked):
    done = gone_back(lambda: unresolved.settle(asked, outcome, RAVI), RAVI)
    assert sorted([done.token.id, *ids(done.others)]) == sorted(asked)


def test_the_answer_of_a_settled_list_names_its_action_and_counts(overrun):
    unresolved.settle((1, 3), Outcome.SEEN, RAVI)
    done = undo.undo(Undo(), RAVI)
    assert (done.undone, done.token.id, ids(done.others)) == ("complete", 3, [1])
    assert dict(done.counts) == {"set-capacity": 1, "complete": 2}


def test_what_was_changed_since_stays_and_is_named(overrun):
    unresolved.settle((1, 2), Outcome.NO_SHOW, RAVI)
    undo.undo(Undo(token=1), ASHA)
    visits.cancel(Cancel(1, "phoned"), ASHA)
    unresolved.settle((3, 4), Outcome.NOT_SEEN, ASHA)
    done = undo.undo(Undo(), RAVI)
    assert (done.token.id, done.others, done.not_undone) == (2, (), ())


def test_some_come_back_and_the_rest_is_told(overrun):
    unresolved.settle((1, 2), Outcome.NO_SHOW, RAVI)
    a = queues.token(1)
    clock.set_local(f"{TODAY}T10:30")
    a_token(overrun, patient=a.patient, actor=ASHA)
    clock.set_local(ENDED)
    done = undo.undo(Undo(), RAVI)
    assert (done.token.id, [(each.token, each.why) for each in done.not_undone]) == (
        2,
        [(1, "the patient now has №5 in that slot")],
    )
    assert checking.check() == ()


def test_what_was_put_back_as_far_as_it_could_be_is_past(overrun):
    clock.set_local(f"{TODAY}T10:30")
    visits.call(Call(token=2), RAVI)
    clock.set_local(ENDED)
    test_some_come_back_and_the_rest_is_told(overrun)
    clock.set_local(f"{TODAY}T10:30")
    assert (undo.undo(Undo(), RAVI).undone, queues.token(2).called) == ("call", False)


def test_if_nothing_can_go_back_it_is_refused_and_nothing_is_written(overrun):
    unresolved.settle((1, 2), Outcome.NO_SHOW, RAVI)
    clock.set_local("2026-11-25T09:00")
    before = list(tables.Event.select().tuples())
    with pytest.raises(errors.CannotUndo, match=r"none of its 2 changes can be undone; №2 .*: its day"):
        undo.undo(Undo(), RAVI)
    assert list(tables.Event.select().tuples()) == before


def test_a_preview_says_what_comes_back_and_what_does_not_and_writes_nothing(overrun):
    unresolved.settle((1, 2, 3), Outcome.SEEN, RAVI)
    before = list(tables.Event.select().tuples())
    seen = undo.preview(Undo(), RAVI)
    assert (seen.action, seen.whole.token.id, len(seen.whole.others)) == ("complete", 3, 2)
    assert list(tables.Event.select().tuples()) == before
    assert undo.undo(Undo(event=seen.event), RAVI) == seen.whole


def test_an_emergency_and_the_seat_opened_for_it_are_one_undo(database):
    slot, patient = a_slot(seats=1).id, a_patient().id
    a_token(slot, "EMERGENCY", actor=RAVI)
    a_token(slot, "PAID", actor=RAVI)
    before = state()
    booking.book(Book(slot, "EMERGENCY", patient_id=patient, open_seat=True), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token.status, done.promoted, done.preempted) == ("book", "CANCELLED", (), ())
    assert {k: v for k, v in state()["token"].items() if k != done.token.id} == before["token"]
    assert queues.slot(ShowSlot(slot)).head.capacity == 1


@pytest.fixture
def leaving(database):
    """A doctor's slot of three seats: 1 to 3 in a seat, 4 and 5 waiting; there are seats for all in the afternoon."""
    slot = a_slot(seats=3)
    for _ in range(5):
        a_token(slot.id, actor=RAVI)
    a_slot(5, slot.doctor, start="14:00", end="15:00")
    return slot


def leave(slot):
    plan = doctor_away.propose(slot.doctor, slot.start, slot.end)
    return doctor_away.accept_all(plan, ASHA)


def test_a_leave_is_one_undo(leaving):
    done = gone_back(lambda: leave(leaving))
    assert (done.undone, sorted([done.token.id, *ids(done.others)])) == ("move", [1, 2, 3, 4, 5])
    assert dict(done.counts) == {"move": 5, "add-absence": 1}


def test_a_leave_moves_each_once_and_promotes_nobody(leaving):
    leave(leaving)
    assert not tables.Event.select().where(tables.Event.action.in_(["promote", "preempt"])).count()


def test_a_leave_undone_after_somebody_was_called_there_brings_back_the_others(leaving):
    leave(leaving)
    visits.call(Call(token=2), RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (len(done.others), [(each.token, each.why) for each in done.not_undone]) == (
        3,
        [(2, "ravi has changed it since (call)")],
    )
    assert checking.check() == ()


def test_a_week_of_templates_is_one_undo(database):
    doctor = a_doctor().id
    with connection.transaction():
        for day in ("MON", "TUE", "WED"):
            templates.add(AddTemplate.of(doctor, Weekly(day, "10:00", "11:00", 5, TODAY)), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, len(done.weeks), templates.templates(doctor)) == ("add-template", 3, ())


def test_a_second_undo_goes_one_operation_further_back(overrun):
    clock.set_local(f"{TODAY}T10:30")
    visits.call(Call(token=1), RAVI)
    clock.set_local(ENDED)
    unresolved.settle((1, 2), Outcome.SEEN, RAVI)
    assert undo.undo(Undo(), RAVI).undone == "complete"
    clock.set_local(f"{TODAY}T10:30")
    assert undo.undo(Undo(), RAVI).undone == "call"


def test_another_desk_of_the_same_actor_undoes_its_own(database):
    token = a_token(a_slot().id)
    with pytest.raises(errors.NothingToUndo):
        undo.undo(Undo(at_this_desk=True), Actor("asha", "desk-9"))
    assert undo.undo(Undo(), Actor("asha", "desk-9")).token.id == token.id


def test_what_the_program_did_by_itself_is_undone_on_the_tokens_card_only(database):
    token = a_token(a_slot().id, actor=RAVI)
    visits.no_show(NoShow(token.id), replace(ASHA, automatic=True))
    with pytest.raises(errors.NothingToUndo):
        undo.undo(Undo(), ASHA)
    assert undo.undo(Undo(token=token.id), ASHA).undone == "no-show"


# Who was called since


@pytest.mark.parametrize("end", ["cancel", "no-show", "complete"])
def test_who_comes_back_when_somebody_else_was_called_since_is_not_called(database, end):
    ends = {
        "cancel": lambda: visits.cancel(Cancel(1), ASHA),
        "no-show": lambda: visits.no_show(NoShow(1), ASHA),
        "complete": lambda: visits.complete(Complete(1), ASHA),
    }
    slot = a_slot(seats=2).id
    for _ in range(3):
        a_token(slot)
    visits.call(Call(token=1), ASHA)
    ends[end]()
    visits.call(Call(token=2), RAVI)
    token = undo.undo(Undo(token=1), ASHA).token
    assert (token.status, token.called, token.called_at, token.arrived) == ("ACTIVE", False, None, True)


def test_somebody_called_in_another_slot_of_the_doctors_day_is_in_the_room(database):
    slot = a_slot(seats=2)
    other = a_slot(2, slot.doctor, "11:00", "12:00")
    a_token(slot.id)
    a_token(other.id)
    visits.call(Call(token=1), ASHA)
    visits.no_show(NoShow(1), ASHA)
    visits.call(Call(token=2), RAVI)
    assert not undo.undo(Undo(token=1), ASHA).token.called


@pytest.mark.parametrize("since", ["undone", "another doctor's"])
def test_a_call_that_was_put_back_or_is_another_doctors_does_not_count(database, since):
    slot = a_slot(seats=2)
    a_token(slot.id)
    a_token(slot.id if since == "undone" else a_slot().id)
    visits.call(Call(token=1), ASHA)
    visits.no_show(NoShow(1), ASHA)
    visits.call(Call(token=2), RAVI)
    if since == "undone":
        undo.undo(Undo(), RAVI)
    assert undo.undo(Undo(token=1), ASHA).token.called


# Exactly what was changed: holidays


def closed():
    return [slot.id for slot in queues.summaries() if slot.closed]


def test_a_slot_opened_by_hand_on_a_holiday_is_open_again_after_another_holidays_undo(database):
    doctor = a_doctor().id
    holidays.add(TODAY, None, "Diwali", RAVI)
    a_slot(2, doctor)
    holidays.add(TODAY, doctor, "away", ASHA)
    assert closed() == [1]
    done = undo.undo(Undo(), ASHA)
    assert (ids(done.week.reopened), closed()) == ([1], [])


def test_a_removal_undone_closes_only_what_it_opened(database):
    doctor = a_doctor().id
    a_slot(2, doctor)
    made = holidays.add(TODAY, doctor, "away", ASHA).holiday
    holidays.remove(made.id, ASHA)
    a_slot(2, doctor, "12:00", "13:00")
    done = undo.undo(Undo(), ASHA)
    assert (ids(done.week.closed), ids(done.week.kept), closed()) == ([1], [2], [1])


def test_two_holidays_at_once_and_a_closing_are_one_undo(database):
    doctor = a_doctor().id
    a_slot(2, doctor)
    a_slot(2)

    def act():
        with connection.transaction():
            holidays.add(TODAY, doctor, "away", ASHA)
            holidays.add(TODAY, None, "Strike", ASHA)
            capacity.set_capacity(SetCapacity(2, 5), ASHA)
            late(1, 20)

    gone_back(act)


def test_where_the_seat_of_an_undone_booking_stays_the_log_says_who_gave_it_up(database):
    slot = a_slot(seats=1).id
    for source in ("EMERGENCY", "EMERGENCY", "PAID"):
        a_token(slot, source, actor=RAVI)
    booking.book(Book(slot, "EMERGENCY", patient_id=a_patient().id, open_seat=True), ASHA)
    capacity.set_capacity(SetCapacity(slot, 3), RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (ids(done.promoted), [each.slot for each in done.not_undone]) == ([3], [slot])
    assert checking.check() == ()
