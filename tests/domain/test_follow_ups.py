"""Who comes as a follow-up: the pure rule at its borders."""

from __future__ import annotations

import pytest

from opd_tui.domain.follow_ups import Seen, Visit, last_seen, why
from opd_tui.domain.policy import Policy
from opd_tui.domain.tokens import Source

RAO, IYER, SEN = 1, 2, 3
DEPARTMENTS = {RAO: "Cardiology", IYER: "Cardiology", SEN: "ENT"}


def visit(day, status="COMPLETED", source="ONLINE", doctor=RAO, time="10:00", arrival=1):
    return Visit(f"{day}T{time}", arrival, status, source, doctor, f"Dr {doctor}", DEPARTMENTS[doctor])


def seen(*visits, source=Source.WALKIN, day="2026-11-23", doctor=RAO, **decided):
    return last_seen(source, day, doctor, DEPARTMENTS[doctor], visits, Policy(**decided))


@pytest.mark.parametrize(("day", "days"), [("2026-11-23", 0), ("2026-11-22", 1), ("2026-11-17", 6), ("2026-11-08", 15)])
def test_seen_within_the_days_is_a_follow_up(day, days):
    assert seen(visit(day)) == Seen("Dr 1", days)


def test_the_day_after_the_last_is_none():
    assert seen(visit("2026-11-07")) is None


def test_days_are_counted_between_dates_whatever_the_time():
    assert seen(visit("2026-11-08", time="00:05")) == Seen("Dr 1", 15)
    assert seen(visit("2026-11-07", time="23:55")) is None


def test_nobody_comes_again_before_having_come():
    assert seen(visit("2026-11-24")) is None


def test_the_last_visit_on_or_before_the_day_counts():
    assert seen(visit("2026-11-10"), visit("2026-11-20"), visit("2026-11-24")) == Seen("Dr 1", 3)


@pytest.mark.parametrize("status", ["ACTIVE", "WAITING", "CANCELLED", "NO_SHOW"])
def test_only_a_completed_visit_counts(status):
    assert seen(visit("2026-11-22", status)) is None


@pytest.mark.parametrize("source", [Source.EMERGENCY, Source.PAID, Source.FOLLOWUP])
def test_other_sources_stay_as_they_are(source):
    assert seen(visit("2026-11-22"), source=source) is None


def test_the_hospital_decides_how_many_days():
    assert seen(visit("2026-11-20"), follow_up_days=3) == Seen("Dr 1", 3)
    assert seen(visit("2026-11-20"), follow_up_days=2) is None
    assert seen(visit("2026-11-23"), follow_up_days=0) == Seen("Dr 1", 0)


@pytest.mark.parametrize(
    ("scope", "doctors"), [("doctor", {RAO}), ("department", {RAO, IYER}), ("hospital", {RAO, IYER, SEN})]
)
def test_the_scope_says_whose_patients_come_again(scope, doctors):
    again = {d for d in DEPARTMENTS if seen(visit("2026-11-22", doctor=d), follow_up_scope=scope)}
    assert again == doctors


def test_doctors_of_no_department_share_none(monkeypatch):
    for doctor in (RAO, IYER):
        monkeypatch.setitem(DEPARTMENTS, doctor, "")
    assert seen(visit("2026-11-22", doctor=IYER), follow_up_scope="department") is None
    assert seen(visit("2026-11-22", doctor=RAO), follow_up_scope="department")


# How many visits a window gives

FIRST = visit("2026-11-10")


def again(day, status="COMPLETED", **other):
    return visit(day, status, "FOLLOWUP", **other)


def test_a_window_gives_so_many_visits():
    assert seen(FIRST, again("2026-11-15"), follow_up_visits=2)
    assert seen(FIRST, again("2026-11-15"), again("2026-11-18"), follow_up_visits=2) is None


def test_no_limit_is_none():
    assert seen(FIRST, *(again(f"2026-11-{day}") for day in range(11, 23)), follow_up_visits=0)


@pytest.mark.parametrize("status", ["CANCELLED", "NO_SHOW"])
def test_what_did_not_take_place_is_not_counted(status):
    assert seen(FIRST, again("2026-11-15", status), follow_up_visits=1)


def test_where_no_visit_opened_the_window_all_follow_ups_are_counted():
    assert seen(again("2026-11-15"), follow_up_visits=2)
    assert seen(again("2026-11-15"), again("2026-11-18"), follow_up_visits=2) is None


@pytest.mark.parametrize("day", ["2026-11-23", "2026-12-01"])
def test_one_that_is_booked_already_is_counted(day):
    assert seen(FIRST, again(day, "WAITING"), follow_up_visits=1) is None


def test_a_completed_visit_that_was_none_opens_a_new_window():
    assert seen(FIRST, again("2026-11-15"), visit("2026-11-16"), follow_up_visits=1)


def test_a_cancelled_one_opens_none():
    assert seen(FIRST, again("2026-11-15"), visit("2026-11-16", "CANCELLED"), follow_up_visits=1) is None


def test_within_one_slot_the_arrival_tells_what_came_after():
    before, after = again("2026-11-10", arrival=0), again("2026-11-10", arrival=2)
    assert seen(before, FIRST, follow_up_visits=1)
    assert seen(FIRST, after, follow_up_visits=1) is None


def test_follow_ups_of_other_doctors_are_counted_in_the_scope_only():
    other = again("2026-11-15", doctor=IYER)
    assert seen(FIRST, other, follow_up_visits=1)
    assert seen(FIRST, other, follow_up_visits=1, follow_up_scope="department") is None


# The sentence


@pytest.mark.parametrize(
    ("days", "ago", "sentence"),
    [
        (6, True, "follow-up: seen by Dr Rao 6 days ago, within 15"),
        (1, True, "follow-up: seen by Dr Rao 1 day ago, within 15"),
        (1, False, "follow-up: seen by Dr Rao 1 day before, within 15"),
        (6, False, "follow-up: seen by Dr Rao 6 days before, within 15"),
        (0, True, "follow-up: seen by Dr Rao the same day, within 15"),
    ],
)
def test_it_says_why(days, ago, sentence):
    assert why(Seen("Dr Rao", days), 15, ago=ago) == sentence
