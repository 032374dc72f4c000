"""Automatic no-shows: who is marked at which moment, who never is, and what may be undone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.actions import Action
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import AddSlot, CloseSlot, DoctorHere, SetCapacity
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Complete, Move, ShowLog, StepOut, SweepNoShows, Undo
from opd_tui.domain.tokens import Status
from opd_tui.messages import about_log
from opd_tui.runtime import clock
from opd_tui.services import allocation, expecting, hospital_settings
from opd_tui.services.day import no_shows
from opd_tui.services.queries import counter, log
from opd_tui.services.queries.desk import desk_view
from opd_tui.services.slots import capacity, closing, lateness, schedule
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import coming_back, undo
from opd_tui.store import tokens
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token, arrive, call, late, no_show

GRACE = "no_show_grace_minutes"


def grace(minutes, doctor=None):
    return hospital_settings.change(Set(GRACE, minutes, doctor), ASHA)


def at(time, day=TODAY):
    clock.set_local(f"{day}T{time}")


def sweep(**asked):
    return no_shows.sweep(SweepNoShows(**asked), RAVI)


def marked(**asked):
    return [token.id for token in sweep(**asked).marked]


def begin(slot):
    """Let the doctor begin: somebody is called in at the start of the slot, and seen."""
    first = a_token(slot, "PAID").id
    call(first)
    visits.complete(Complete(first), ASHA)


@pytest.fixture
def doctor(database):
    """A doctor of a hospital that waits 20 minutes."""
    grace(20)
    return a_doctor().id


@pytest.fixture
def slot(doctor):
    """A slot from 10:00 whose doctor is here since 9:00."""
    made = a_slot(3, doctor).id
    lateness.doctor_here(DoctorHere(made), ASHA)
    return made


@pytest.mark.parametrize(("time", "gone"), [("10:19", False), ("10:20", True)])
def test_who_is_not_here_by_the_deadline_is_a_no_show(slot, time, gone):
    token = a_token(slot, "ONLINE").id
    at(time)
    assert marked() == ([token] if gone else [])


def test_nobody_is_marked_where_the_hospital_waits_for_ever(slot):
    grace(0)
    a_token(slot, "ONLINE")
    at("10:59")
    assert marked() == []


@pytest.mark.parametrize(("own", "gone"), [(0, False), (45, False), (40, True)])
def test_a_doctor_may_wait_otherwise_than_the_hospital(slot, doctor, own, gone):
    grace(own, doctor)
    a_token(slot, "ONLINE")
    at("10:40")
    assert bool(marked()) is gone


def test_a_doctor_alone_may_have_automatic_no_shows(slot, doctor):
    grace(0)
    grace(20, doctor)
    token = a_token(slot, "ONLINE").id
    at("10:20")
    assert marked() == [token]


def test_the_lateness_of_now_counts(slot):
    token = a_token(slot, "ONLINE").id
    late(slot, 30)
    at("10:49")
    assert marked() == []
    late(slot, 15)
    assert marked() == [token]


@pytest.mark.parametrize(("time", "gone"), [("10:44", False), ("10:45", True)])
def test_a_seat_that_was_got_late_counts_from_that_moment(slot, time, gone):
    at("10:25")
    token = a_token(slot, "ONLINE").id
    tables.Token.update(expected_from=None).where(tables.Token.id == token).execute()
    at(time)
    assert bool(marked()) is gone


@pytest.mark.parametrize(("time", "gone"), [("10:59", False), ("11:00", True)])
def test_the_time_that_the_patient_was_told_counts(slot, time, gone):
    """Of three seats in an hour each has 20 minutes; the third is told from 10:40 less the spread, rounded down."""
    a_token(slot, "PAID")
    a_token(slot, "PAID")
    third = a_token(slot, "ONLINE")
    told = clock.minute(clock.local(third.expected_from))
    tables.Token.update(expected_from="2026-11-23T05:10:00.000Z").where(tables.Token.id == third.id).execute()
    assert told > f"{TODAY}T10:00"
    at(time)
    assert (third.id in marked(yes=True)) is gone


@pytest.mark.parametrize("change", ["book", "promote", "move"])
def test_the_time_told_is_kept_when_a_patient_is_booked_promoted_or_moved(slot, doctor, change):
    a_token(slot, "PAID"), a_token(slot, "PAID")
    if change == "book":
        found = a_token(slot, "ONLINE")
    elif change == "promote":
        third, waiter = a_token(slot, "PAID"), a_token(slot, "ONLINE")
        assert waiter.expected_from is None
        visits.cancel(Cancel(third.id), ASHA)
        found = tokens.token(waiter.id)
    else:
        other = a_slot(3, doctor, "12:00", "13:00").id
        found = moving.move(Move(a_token(other, "ONLINE").id, slot), ASHA).token
    [shown] = expecting.with_expected_times([tokens.token(found.id)])
    assert clock.minute(clock.local(found.expected_from)) == shown.expected.start


@pytest.mark.parametrize("how", ["here", "called", "out"])
def test_whoever_has_been_here_is_never_marked(slot, how):
    token = a_token(slot, "ONLINE").id
    arrive(token)
    if how == "called":
        call(token)
    if how == "out":
        visits.step_out(StepOut(token), ASHA)
    at("10:59")
    assert marked() == []


def test_who_waits_is_never_marked(slot):
    for _ in range(3):
        arrive(a_token(slot, "PAID").id)
    a_token(slot, "ONLINE")
    at("10:59")
    assert marked() == []


def test_nobody_is_marked_before_the_doctor_has_begun(doctor):
    slot = a_slot(3, doctor).id
    token = a_token(slot, "ONLINE").id
    early = a_token(slot, "PAID").id
    call(early)  # before the slot begins
    at("10:30")
    assert marked() == []
    visits.complete(Complete(early), ASHA)
    assert marked() == [token]


def test_the_first_slot_of_the_day_says_when_the_doctor_begins_also_where_it_is_closed_by_now(doctor):
    morning, slot = a_slot(3, doctor, "09:30", "10:00").id, a_slot(3, doctor).id
    token = a_token(slot, "ONLINE").id
    at("09:35")
    call(a_token(morning, "PAID").id)
    visits.complete(Complete(2), ASHA)
    closing.close(CloseSlot(morning), ASHA)
    at("10:30")
    assert marked() == [token]


def test_a_doctor_whose_first_patient_stepped_out_has_begun(doctor):
    slot = a_slot(3, doctor).id
    token, called = a_token(slot, "ONLINE").id, a_token(slot, "PAID").id
    at("10:01")
    call(called)
    visits.step_out(StepOut(called), ASHA)
    at("10:59")
    assert marked() == [token]


def test_a_doctor_whose_only_call_was_undone_has_not_begun(doctor):
    slot = a_slot(3, doctor).id
    a_token(slot, "ONLINE")
    called = a_token(slot, "PAID").id
    at("10:01")
    call(called)
    undo.undo(Undo(), ASHA)
    at("10:59")
    assert marked() == []


def test_of_bookings_of_before_it_was_turned_on_the_time_told_is_reckoned(doctor):
    """Two slots alike, booked with and without it: the same patients are marked at the same moments."""
    slots = [a_slot(8, a_doctor().id, "10:00", "12:00").id for _ in range(2)]
    for slot, minutes in zip(slots, (20, 0), strict=True):
        grace(minutes)
        for _ in range(8):
            a_token(slot, "ONLINE")
        lateness.doctor_here(DoctorHere(slot), ASHA)
    grace(20)
    for time in ("10:19", "10:20", "10:30", "10:40", "11:00", "11:20", "11:45"):
        at(time)
        gone = [tokens.token(token).slot for token in marked(yes=True)]
        assert gone.count(slots[0]) == gone.count(slots[1])
    assert not checking.check()


def test_the_doctor_is_not_here_after_all(slot):
    a_token(slot, "ONLINE")
    lateness.doctor_here(DoctorHere(slot, here=False), ASHA)
    at("10:30")
    assert marked() == []


def test_who_is_left_in_a_closed_slot_is_not_marked(slot):
    a_token(slot, "ONLINE")
    closing.leave(slot, ASHA)
    at("10:30")
    assert marked() == []


def test_the_first_waiter_gets_the_seat_and_a_deadline_of_its_own(slot):
    tokens_ = [a_token(slot, "PAID").id for _ in range(3)]
    waiter = a_token(slot, "ONLINE").id
    [arrive(token) for token in tokens_[1:]]
    at("10:20")
    done = sweep()
    assert ([t.id for t in done.marked], [t.id for t in done.promoted]) == (tokens_[:1], [waiter])
    assert marked() == []
    at("11:30")
    assert marked() == [waiter]


def test_a_past_day_is_left_to_people(slot):
    a_token(slot, "ONLINE")
    at("00:01", "2026-11-24")
    assert marked() == []


@pytest.mark.parametrize(("time", "gone"), [("00:09", False), ("00:10", True)])
def test_a_night_slot_goes_on_after_midnight(doctor, time, gone):
    night = schedule.add(AddSlot(doctor, f"{TODAY}T23:50", "2026-11-24T04:00", 3), ASHA).id
    token = a_token(night, "ONLINE").id
    at("23:55")
    begin(night)
    at(time, "2026-11-24")
    assert marked() == ([token] if gone else [])


@pytest.mark.parametrize(("time", "gone"), [("03:19", False), ("03:20", True)])
def test_the_deadline_is_real_minutes_when_the_clocks_change(database, time, gone):
    """In Berlin the clocks go from 2:00 to 3:00: half an hour before and 50 minutes of grace end at 3:20."""
    clock.use_zone("Europe/Berlin")
    at("00:30", "2027-03-28")
    grace(50)
    doctor = a_doctor().id
    slot = schedule.add(AddSlot(doctor, "2027-03-28T01:30", "2027-03-28T04:30", 3), ASHA).id
    token = a_token(slot, "ONLINE").id
    lateness.doctor_here(DoctorHere(slot), ASHA)
    tables.Token.update(expected_from=None).where(tables.Token.id == token).execute()
    at(time, "2027-03-28")
    assert marked() == ([token] if gone else [])


def test_the_log_says_that_it_was_by_itself_and_by_when(slot):
    token = a_token(slot, "ONLINE").id
    at("10:23")
    sweep()
    event = log.of_token(ShowLog(token))[-1]
    assert (event.actor, event.automatic, about_log.event(event)) == (
        "ravi",
        True,
        "no-show by itself: not here by 10:20",
    )


def test_it_is_nobodys_last_operation_and_is_undone_on_the_card(slot):
    token = a_token(slot, "ONLINE").id
    at("10:20")
    sweep()
    with pytest.raises(errors.NothingToUndo):
        undo.undo(Undo(), RAVI)
    assert undo.undo(Undo(token=token), ASHA).token.status == Status.ACTIVE
    assert marked() == []  # the seat is new: the grace begins again
    at("10:40")
    assert marked() == [token]


def test_who_comes_in_after_it_is_back_and_checked_in_as_one_operation(slot):
    token = a_token(slot, "ONLINE").id
    at("10:20")
    sweep()
    back = coming_back.come_back(token, ASHA)
    assert (back.status, back.arrived) == (Status.ACTIVE, True)
    undo.undo(Undo(), ASHA)
    assert tokens.token(token).status == Status.ACTIVE  # an undo is not undone; the check-in is
    assert not checking.check()


def many(slot, number=11):
    capacity.set_capacity(SetCapacity(slot, number), ASHA)
    return [a_token(slot, "ONLINE").id for _ in range(number)]


def test_more_than_ten_at_once_are_refused_and_nothing_is_changed(slot):
    many(slot)
    at("12:30")
    before = list(tables.Event.select().tuples())
    with pytest.raises(errors.TooManyNoShows, match="11 patients"):
        sweep()
    assert list(tables.Event.select().tuples()) == before


def test_a_person_may_allow_more_than_ten_and_undo_them_at_once(slot):
    tokens_ = many(slot)
    at("12:30")
    assert marked(yes=True) == tokens_
    undo.undo(Undo(), RAVI)
    assert {tokens.token(token).status for token in tokens_} == {Status.ACTIVE}
    assert not checking.check()


def test_ten_at_once_are_marked(slot):
    tokens_ = many(slot, 10)
    at("12:30")
    assert marked() == tokens_


def test_a_dry_run_names_who_it_would_be_and_writes_nothing(slot):
    tokens_ = many(slot)
    waiter = a_token(slot, "WALKIN").id
    at("12:30")
    before = list(tables.Event.select().tuples())
    done = sweep(dry_run=True)
    assert ([t.id for t in done.marked], [t.id for t in done.promoted]) == (tokens_, [waiter])
    assert list(tables.Event.select().tuples()) == before


def test_turning_it_on_says_how_many_were_seen_without_a_check_in(database):
    slot = a_slot(5).id
    for here in (True, False):
        token = a_token(slot, "ONLINE").id
        if here:
            visits.arrive(Arrive(token), ASHA)
        visits.complete(Complete(token), ASHA)
    lately = grace(20).lately
    assert (lately.completed, lately.not_checked_in) == (2, 1)
    assert grace(30).lately is None


def test_only_the_grace_can_be_a_doctors_own(doctor):
    with pytest.raises(errors.BadSetting, match="same for every doctor"):
        hospital_settings.change(Set("open_days", 20, doctor), ASHA)


def test_a_doctors_own_grace_is_given_up(doctor):
    grace(45, doctor)
    assert grace("hospital", doctor).value is None


def test_a_doctors_own_grace_is_undone(doctor):
    grace(45, doctor)
    assert undo.undo(Undo(), ASHA).doctor.no_show_grace_minutes is None
    assert not checking.check()


def test_a_no_show_by_hand_is_not_offered_back(slot):
    by_hand, by_itself = a_token(slot, "ONLINE"), a_token(slot, "ONLINE")
    no_show(by_hand.id)
    at("10:59")
    sweep()
    assert [held.token.id for t in (by_hand, by_itself) for held in counter.known(t.patient).missed] == [by_itself.id]


def test_the_countdown_begins_five_minutes_before(slot):
    a_token(slot, "ONLINE")
    shown = []
    for time in ("10:14", "10:15", "10:19", "10:25"):
        at(time)
        shown.append(desk_view(DeskQuery(slot=slot)).active.rows[0].no_show_in)
    assert shown == [None, 5, 1, 0]


def test_check_is_clean_after_sweeps_undo_and_coming_back(slot):
    first, second = a_token(slot, "ONLINE").id, a_token(slot, "ONLINE").id
    at("10:59")
    sweep()
    undo.undo(Undo(token=first), ASHA)
    coming_back.come_back(second, ASHA)
    visits.call(Call(token=second), ASHA)
    assert not checking.check()


def test_who_was_brought_back_by_another_desk_is_only_checked_in(slot):
    token = a_token(slot, "ONLINE").id
    at("10:20")
    sweep()
    undo.undo(Undo(token=token), RAVI)
    assert coming_back.come_back(token, ASHA).arrived


def test_who_was_cancelled_meanwhile_does_not_come_back(slot):
    token = a_token(slot, "ONLINE").id
    visits.cancel(Cancel(token), RAVI)
    with pytest.raises(errors.NotLive):
        coming_back.come_back(token, ASHA)


@pytest.mark.parametrize(
    ("deadline", "problem"),
    [(None, "has no deadline"), ("2026-11-23T06:00:00.000Z", "which was later")],
    ids=["none", "later"],
)
def test_check_names_a_no_show_that_was_not_due(slot, deadline, problem):
    token = a_token(slot, "ONLINE")
    at("10:20")
    by_itself = replace(ASHA, automatic=True)
    allocation.change(by_itself, Action.NO_SHOW, token, deadline=deadline, status=Status.NO_SHOW)
    assert any(problem in str(finding) for finding in checking.check())
