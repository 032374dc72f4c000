"""Moving a token to another slot: the seats, the number, the arrival, the log, and undo."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain.errors import (
    BadRequest,
    CannotUndo,
    DuplicateToken,
    NotLive,
    SlotInUse,
    SlotPast,
    UnknownSlot,
    UnknownToken,
)
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Call, ListTokens, Move, SetSource, ShowLog, Undo
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.services.forecast import places
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import capacity, schedule
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, a_token, complete, no_show

TOMORROW = "2026-11-24"


@pytest.fixture
def rao(database):
    return a_doctor().id


@pytest.fixture
def ten(rao):
    """Dr Rao's slot at ten, one seat: token 1 sits there, token 2 waits."""
    slot = a_slot(1, rao)
    a_token(slot.id)
    a_token(slot.id)
    return slot.id


@pytest.fixture
def eleven(rao, ten):
    """Dr Rao's slot at eleven, one seat, empty."""
    return a_slot(1, rao, "11:00", "12:00").id


SEATED, WAITER = 1, 2


def move(token, slot):
    return moving.move(Move(token, slot), ASHA)


def queue(slot):
    there = queues.slot(ShowSlot(slot))
    return [t.id for t in there.active], [t.id for t in there.waiting]


@pytest.fixture(autouse=True)
def _sound(database):
    yield
    assert checking.check() == ()


# Seats


def test_it_takes_a_free_seat_and_the_first_waiter_gets_the_one_it_left(ten, eleven):
    done = move(SEATED, eleven)
    assert (done.token.status, done.promoted.id, done.preempted) == ("ACTIVE", WAITER, None)
    assert (queue(ten), queue(eleven)) == (([WAITER], []), ([SEATED], []))


def test_one_who_waited_leaves_no_seat(ten, eleven):
    done = move(WAITER, eleven)
    assert (done.token.status, done.promoted) == ("ACTIVE", None)
    assert queue(ten) == ([SEATED], [])


def test_it_waits_where_no_seat_is_left(ten, eleven):
    a_token(eleven)
    assert move(SEATED, eleven).token.status == "WAITING"


def test_it_takes_the_seat_of_one_of_worse_priority(ten, eleven):
    walkin = a_token(eleven).id
    visits.set_source(SetSource(SEATED, "PAID"), ASHA)
    done = move(SEATED, eleven)
    assert (done.token.status, done.preempted.id) == ("ACTIVE", walkin)


def test_it_stands_behind_its_equals(ten, eleven):
    for _ in range(2):
        a_token(eleven)
    move(SEATED, eleven)
    assert queue(eleven) == ([3], [4, SEATED])


def test_its_place_in_time_is_a_new_one(ten, eleven):
    before = {token.arrival for token in queues.tokens(ListTokens())}
    assert move(SEATED, eleven).token.arrival > max(before)


# Numbers


def test_the_number_stays_within_doctor_and_day(ten, eleven):
    assert move(WAITER, eleven).token.number == 2


@pytest.mark.parametrize("where", ["another doctor", "another day"])
def test_elsewhere_it_gets_the_next_number_there(ten, rao, where):
    there = a_slot(5, a_doctor("Dr Iyer").id) if where == "another doctor" else a_slot(5, rao, day=TOMORROW)
    a_token(there.id)
    assert move(WAITER, there.id).token.number == 2
    assert a_token(there.id).number == 3


def test_a_number_that_was_given_up_is_never_given_out_again(ten, rao):
    there = a_slot(5, rao, day=TOMORROW)
    move(WAITER, there.id)
    assert a_token(ten).number == 3


def test_one_that_comes_back_gets_a_new_number(ten, rao):
    there = a_slot(5, rao, day=TOMORROW)
    move(WAITER, there.id)
    assert move(WAITER, ten).token.number == 3


# Who is there


def test_who_is_in_the_building_is_still_there_for_another_slot_of_the_day(ten, eleven):
    assert move(WAITER, eleven).token.arrived


def test_who_is_in_the_building_is_not_there_on_another_day(ten, rao):
    assert not move(WAITER, a_slot(1, rao, day=TOMORROW).id).token.arrived
    assert undo.undo(Undo(), ASHA).token.arrived


# Refused


@pytest.fixture
def unchanged(ten, eleven):
    """Nothing is written by what the test tries."""

    def rows():
        return [list(table.select().tuples()) for table in tables.TABLES]

    before = rows()
    yield
    assert rows() == before


@pytest.mark.usefixtures("unchanged")
class TestRefused:
    def test_into_the_slot_in_which_it_stands(self, ten):
        with pytest.raises(BadRequest, match=r"№2 Patient \d+ is in Dr Rao 10:00–11:00 already"):
            move(WAITER, ten)

    def test_a_token_that_is_not(self, ten):
        with pytest.raises(UnknownToken):
            move(99, ten)

    def test_a_slot_that_is_not(self, ten):
        with pytest.raises(UnknownSlot):
            move(WAITER, 99)


def test_one_who_is_called_in_stays(ten, eleven):
    visits.call(Call(token=SEATED), ASHA)
    with pytest.raises(BadRequest, match="called in"):
        move(SEATED, eleven)


@pytest.mark.parametrize("end", [no_show, complete])
def test_one_who_left_the_queues_stays(ten, eleven, end):
    end(SEATED, ASHA)
    with pytest.raises(NotLive):
        move(SEATED, eleven)


def test_where_the_patient_holds_a_token_there_is_no_second(ten, eleven):
    a_token(eleven, patient=queues.token(WAITER).patient)
    with pytest.raises(DuplicateToken):
        move(WAITER, eleven)


@pytest.mark.parametrize(("time", "moves"), [("11:59", True), ("12:00", False)])
def test_a_slot_takes_nobody_once_it_has_ended(ten, eleven, time, moves):
    clock.set_local(f"{TODAY}T{time}")
    if moves:
        assert move(WAITER, eleven).token.slot == eleven
    else:
        with pytest.raises(SlotPast):
            move(WAITER, eleven)


def test_out_of_a_slot_that_has_ended_it_may_move(ten, rao):
    clock.set_local(f"{TODAY}T18:00")
    assert move(WAITER, a_slot(1, rao, day=TOMORROW).id).token.status == "ACTIVE"


def test_a_slot_that_a_token_was_moved_away_from_keeps_its_history(rao, ten):
    alone = a_slot(1, rao, "15:00", "16:00").id
    move(a_token(alone).id, a_slot(1, rao, "16:00", "17:00").id)
    with pytest.raises(SlotInUse):
        schedule.remove(alone, ASHA)


# What is told before


def told(slot):
    [there] = [there for there in places.places(SEATED).slots if there.head.id == slot]
    return there.status, there.waits_at, there.gives_way and there.gives_way.id


def test_a_slot_with_a_seat_is_said_to_have_one(ten, eleven):
    assert told(eleven) == ("ACTIVE", 0, None)


def test_a_slot_in_which_it_would_wait_says_at_which_place(ten, eleven):
    for _ in range(3):
        a_token(eleven)
    assert told(eleven) == ("WAITING", 3, None)


def test_a_slot_in_which_somebody_would_give_way_says_who(ten, eleven):
    walkin = a_token(eleven).id
    visits.set_source(SetSource(SEATED, "PAID"), ASHA)
    assert told(eleven) == ("ACTIVE", 0, walkin)
    assert move(SEATED, eleven).preempted.id == walkin


# The log


def test_one_event_tells_both_ends(ten, eleven):
    number, arrival = queues.token(SEATED).number, queues.token(SEATED).arrival
    after = move(SEATED, eleven).token
    [event] = [e for e in log.of_token(ShowLog(SEATED)) if e.action == "move"]
    assert event.slot == eleven
    assert event.detail["from"].items() >= {"slot": ten, "number": number, "arrival": arrival}.items()
    assert event.detail["to"].items() >= {"slot": eleven, "number": after.number, "arrival": after.arrival}.items()
    assert event.detail["ends"] == [f"Dr Rao {TODAY} 10:00", f"Dr Rao {TODAY} 11:00"]


def test_the_logs_of_both_slots_have_it(ten, eleven):
    move(SEATED, eleven)
    assert [[e.action for e in log.of_slot(slot)].count("move") for slot in (ten, eleven)] == [1, 1]


def test_the_log_of_another_slot_has_not(ten, eleven, rao):
    third = a_slot(1, rao, "15:00", "16:00").id
    move(SEATED, eleven)
    move(SEATED, third)
    assert [[e.action for e in log.of_slot(slot)].count("move") for slot in (ten, eleven, third)] == [1, 2, 1]


def test_who_gained_and_who_gave_way_say_by_whom(ten, eleven):
    walkin = a_token(eleven).id
    visits.set_source(SetSource(SEATED, "PAID"), ASHA)
    move(SEATED, eleven)
    moved = [log.of_token(ShowLog(token))[-1] for token in (WAITER, walkin)]
    assert [(e.action, e.cause, e.detail["why"]) for e in moved] == [
        ("promote", SEATED, "move"),
        ("preempt", SEATED, "move"),
    ]


# Undo


def test_undo_brings_slot_number_and_arrival_back(ten, rao):
    before = queues.token(SEATED)
    move(SEATED, a_slot(1, rao, day=TOMORROW).id)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token) == ("move", before)
    assert (queue(ten), [t.id for t in done.preempted]) == (([SEATED], [WAITER]), [WAITER])


def test_only_the_event_of_an_undone_move_says_why(ten, eleven):
    move(SEATED, eleven)
    undo.undo(Undo(), ASHA)
    assert [(e.action, e.detail.get("why")) for e in log.of_token(ShowLog(SEATED))[-2:]] == [
        ("move", None),
        ("undo", "move"),
    ]


def test_undo_frees_the_seat_it_had_there(ten, eleven):
    move(SEATED, eleven)
    waits_there = a_token(eleven).id
    assert [t.id for t in undo.undo(Undo(token=SEATED), ASHA).promoted] == [waits_there]


def test_two_moves_are_undone_one_by_one(ten, eleven, rao):
    slots = [eleven, a_slot(1, rao, "15:00", "16:00").id]
    for slot in slots:
        move(SEATED, slot)
    assert [undo.undo(Undo(), ASHA).token.slot for _ in slots] == [eleven, ten]


def test_a_token_changed_since_is_not_moved_back(ten, eleven):
    move(SEATED, eleven)
    visits.call(Call(token=SEATED), RAVI)
    with pytest.raises(CannotUndo):
        undo.undo(Undo(), ASHA)


def test_a_move_is_not_undone_where_the_patient_holds_another_token_by_now(ten, eleven):
    move(SEATED, eleven)
    a_token(ten, patient=queues.token(SEATED).patient)
    with pytest.raises(CannotUndo, match="the patient now has №3"):
        undo.undo(Undo(token=SEATED), ASHA)


def test_a_move_from_a_day_that_is_past_is_not_undone(ten, rao):
    move(SEATED, a_slot(1, rao, day=TOMORROW).id)
    clock.set_local(f"{TOMORROW}T09:00")
    with pytest.raises(CannotUndo, match="past"):
        undo.undo(Undo(), ASHA)


def test_who_is_moved_back_stands_before_those_who_came_after(ten, eleven):
    capacity.set_capacity(SetCapacity(ten, 2), ASHA)
    move(SEATED, eleven)
    later = a_token(ten).id
    undo.undo(Undo(token=SEATED), ASHA)
    assert queue(ten) == ([SEATED, WAITER], [later])
    assert queues.token(later).status == Status.WAITING


def test_a_patients_other_tokens_stay(ten, eleven):
    other = a_token(a_slot(1, a_doctor("Dr Iyer").id).id, patient=a_patient().id)
    move(SEATED, eleven)
    assert queues.token(other.id) == other
