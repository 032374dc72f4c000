"""A day worked out by hand, and the report of it."""

from __future__ import annotations

import pytest

from opd_tui.domain import errors
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import AddDoctor, CloseSlot, DoctorHere
from opd_tui.domain.requests.tokens import Move, SetSource, StepOut, SweepNoShows, Undo
from opd_tui.reports import report
from opd_tui.runtime import clock
from opd_tui.services import hospital_settings
from opd_tui.services.day import no_shows
from opd_tui.services.slots import closing, doctors, lateness
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token, arrive, call, complete, no_show


def at(time, day=TODAY):
    clock.set_local(f"{day}T{time}")


def reported(by="doctor", **asked):
    return report.report(MakeReport(by=by, **asked))


def the_row(by="doctor", **asked):
    [row] = reported(by, **asked).rows
    return row


@pytest.fixture
def slot(database):
    return a_slot(4).id


def seen(slot, booked, here, called, done, source="WALKIN"):
    """A patient who was booked, checked in, called and completed at these times; `here` may be None."""
    at(booked)
    token = a_token(slot, source).id
    if here:
        at(here)
        arrive(token)
    at(called)
    call(token)
    at(done)
    complete(token)
    return token


def test_a_day_worked_out_by_hand(database):
    """Dr Rao sits 10:00–12:00 with 12 seats. Ten patients are booked at 8:00 and check in at 9:50. The doctor comes at
    10:05 and calls one every 10 minutes, each consultation is 8 minutes: calls at 10:05, 10:15 … 11:35.

    Waits are 15, 25 … 105 minutes: median (55 + 65) / 2 = 60, 90th percentile the 9th of 10 = 95, mean 60.
    The doctor ends at 11:43, 17 minutes before 12:00. Two more are booked and do not come: one is cancelled, one a
    no-show: 12 booked, no-shows 1/12, cancelled 1/12. 10 of 12 seats were used.
    """
    slot = a_slot(12, start="10:00", end="12:00").id
    at("08:00")
    tokens = [a_token(slot, "ONLINE").id for _ in range(10)]
    gone, missing = a_token(slot, "ONLINE").id, a_token(slot, "ONLINE").id
    at("09:50")
    for token in tokens:
        arrive(token)
    for n, token in enumerate(tokens):
        minutes = 605 + 10 * n
        at(f"{minutes // 60:02}:{minutes % 60:02}")
        call(token)
        at(f"{(minutes + 8) // 60:02}:{(minutes + 8) % 60:02}")
        complete(token)
    visits.cancel(visits.Cancel(gone), ASHA)
    no_show(missing)
    assert the_row().sums.ends == []  # the slot goes on
    at("12:00")
    row = the_row()
    assert (row.name, row.sums.booked, row.sums.online, row.sums.completed) == ("Dr Rao", 12, 12, 10)
    assert (row.wait.number, row.wait.median, row.wait.p90, row.wait.mean) == (10, 60, 95, 60)
    assert (row.consultation.median, row.consultation.p90, row.consultation.mean) == (8, 8, 8)
    assert (row.sums.begins, row.sums.ends) == ([5], [-17])
    assert (row.no_shows.share, row.cancellations.share) == (1 / 12, 1 / 12)
    assert (row.used.share, row.seated.share, row.sums.unseen) == (10 / 12, 10 / 12, 0)


def test_who_was_not_checked_in_has_waited_since_the_booking(slot):
    seen(slot, "09:40", None, "10:10", "10:20", "ONLINE")
    assert the_row().sums.waits == [30]


def test_who_was_checked_in_in_the_minute_of_the_call_has_not_waited(slot):
    seen(slot, "09:40", "10:10", "10:10", "10:20", "ONLINE")
    assert the_row().sums.waits == [0]


def test_who_was_booked_days_before_and_not_checked_in_has_waited_since_the_start(database):
    slot = a_slot(4, day="2026-11-25").id
    token = a_token(slot, "ONLINE").id
    at("10:12", "2026-11-25")
    call(token)
    assert the_row(first="2026-11-25").sums.waits == [12]


def test_a_booking_that_was_undone_is_none(slot):
    a_token(slot)
    undo.undo(Undo(), ASHA)
    assert the_row().sums.booked == 0


def test_an_undone_no_show_is_none(slot):
    token = a_token(slot).id
    no_show(token)
    undo.undo(Undo(), ASHA)
    assert (the_row().sums.no_show, the_row().sums.active) == (0, 1)


def test_no_shows_by_the_program_are_told_apart(slot):
    hospital_settings.change(Set("no_show_grace_minutes", 20), ASHA)
    lateness.doctor_here(DoctorHere(slot), ASHA)
    by_hand = a_token(slot, "ONLINE").id
    a_token(slot, "ONLINE")
    no_show(by_hand)
    at("10:59")
    no_shows.sweep(SweepNoShows(), ASHA)
    assert (the_row().sums.no_show, the_row().sums.no_show_automatic) == (2, 1)


def test_who_was_here_and_left_is_left_unseen(slot):
    left, stepped_out = a_token(slot).id, a_token(slot).id
    for token in (left, stepped_out):
        arrive(token)
    at("10:10")
    visits.cancel(visits.Cancel(left), ASHA)
    visits.step_out(StepOut(stepped_out), ASHA)
    assert the_row().sums.unseen == 1


def test_who_is_here_at_the_end_of_the_day_is_left_unseen(slot):
    arrive(a_token(slot).id)
    assert the_row().sums.unseen == 0
    at("00:30", "2026-11-24")
    assert the_row(first=TODAY).sums.unseen == 1


def test_moves_promotions_and_preemptions_are_counted(database):
    doctor = a_doctor().id
    slot, other = a_slot(1, doctor).id, a_slot(1, doctor, "12:00", "13:00").id
    first = a_token(slot)
    paid = a_token(slot, "PAID")  # preempts
    visits.cancel(visits.Cancel(paid.id), ASHA)  # promotes
    moving.move(Move(first.id, other), ASHA)
    sums = the_row().sums
    assert (sums.preempted, sums.promoted, sums.moved) == (1, 1, 1)


def test_a_closed_slot_has_the_seats_that_were_used(slot):
    seen(slot, "09:50", "09:55", "10:00", "10:10")
    closing.close(CloseSlot(slot), ASHA)
    assert (the_row().sums.seats, the_row().sums.slots) == (1, 0)


def test_of_few_tokens_no_rate_and_no_time_is_said(slot):
    seen(slot, "09:50", "09:55", "10:00", "10:10")
    row = the_row()
    assert (row.no_shows.share, row.wait.median, row.wait.number) == (None, None, 1)


@pytest.mark.parametrize(
    ("by", "keys"),
    [
        ("day", [TODAY, "2026-11-24"]),
        ("doctor", [1, 2]),
        ("department", ["Cardiology"]),
        ("slot", [1, 2]),
        ("hour", [10, 14]),
        ("weekday", ["MON", "TUE"]),
        ("source", ["PAID", "ONLINE"]),
    ],
)
def test_the_rows_are_of_what_was_asked_for(database, by, keys):
    a_token(a_slot().id, "ONLINE")
    a_token(a_slot(2, a_doctor("Dr Sen").id, "14:00", "15:00", "2026-11-24").id, "PAID")
    found = reported(by, first=TODAY, last="2026-11-24")
    assert [row.key for row in found.rows] == keys
    assert found.total.sums.booked == 2


def test_a_changed_source_counts_as_what_it_is(slot):
    token = a_token(slot).id
    visits.set_source(SetSource(token, "PAID"), ASHA)
    assert [row.key for row in reported("source").rows] == ["PAID"]


def test_one_doctor_or_department_alone(database):
    a_token(a_slot().id)
    sen = a_doctor("Dr Sen").id
    a_token(a_slot(2, sen, "14:00", "15:00").id)
    assert [row.name for row in reported(doctor=sen).rows] == ["Dr Sen"]
    assert reported("hour", doctor=sen).total.sums.booked == 1
    assert reported("doctor", department="Cardiology").total.sums.booked == 2


def test_a_doctor_of_another_department_is_in_no_row(database):
    rao, sen = a_doctor().id, doctors.add(AddDoctor("Dr Sen", "ENT"), ASHA).id
    for doctor in (rao, sen):
        a_token(a_slot(2, doctor).id)
    assert [row.name for row in reported(doctor=rao, department="Cardiology").rows] == ["Dr Rao"]
    assert reported(doctor=rao, department="ENT").rows == ()


@pytest.mark.parametrize("by", ["hour", "source", "slot"])
def test_when_a_day_began_is_said_of_no_hour_source_or_slot(slot, by):
    seen(slot, "09:50", "09:55", "10:00", "10:10")
    assert [(row.sums.begins, row.sums.ends) for row in reported(by).rows] == [([], [])]


def test_an_unknown_department_is_named_with_those_there_are(database):
    a_doctor()
    with pytest.raises(errors.BadRequest, match="There is Cardiology"):
        reported(department="Nobody's")


@pytest.mark.parametrize(
    "asked",
    [{"by": "moon"}, {"first": "2026-11-24", "last": "2026-11-23"}, {"first": "2000-01-01", "last": "2026-01-01"}],
    ids=["by-what", "backwards", "too-long"],
)
def test_what_cannot_be_reported_is_refused(database, asked):
    with pytest.raises(errors.BadRequest):
        report.report(MakeReport(**asked))
