"""Booking who was seen lately: as a follow-up, with the reason in the log."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain.errors import RequestReused
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.slots import AddDoctor, ShowSlot
from opd_tui.domain.requests.tokens import Book, Cancel, Complete, PreviewBooking, ShowLog, Undo
from opd_tui.runtime import clock, policy
from opd_tui.services.forecast import preview
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token, no_show

DAYS = ("2026-11-22", "2026-11-23", "2026-12-07", "2026-12-08")


@pytest.fixture
def week(database):
    """Dr Rao's slots on DAYS (of one seat, two at 10:00 and 11:00 each), and Asha, seen at ten on the first of them."""
    clock.set_local("2026-11-22T09:00")
    doctor, asha = a_doctor(), a_patient("Asha Patil")
    slots = {day: a_slot(5, doctor.id, day=day).id for day in DAYS}
    visits.complete(Complete(a_token(slots[DAYS[0]], "ONLINE", asha.id).id), ASHA)
    return slots


ASHA_ID = 1


def book(slot, source="ONLINE", patient=ASHA_ID, **other):
    return booking.book(Book(slot, source, patient, **other), ASHA)


@pytest.mark.parametrize("source", ["ONLINE", "WALKIN"])
def test_who_was_seen_lately_is_booked_as_a_follow_up(week, source):
    done = book(week["2026-12-07"], source)
    assert (done.token.source, done.token.priority, done.source_given) == ("FOLLOWUP", 3, source)
    assert done.why_source == "follow-up: seen by Dr Rao 15 days before, within 15"


def test_on_the_sixteenth_day_it_is_none(week):
    done = book(week["2026-12-08"])
    assert (done.token.source, done.why_source) == ("ONLINE", None)


def test_the_day_is_the_hospitals_also_when_it_is_another_in_utc(week):
    clock.set_local("2026-11-22T00:10")  # 21 November, 18:40 in UTC
    late = a_slot(1, a_doctor("Dr Sen").id, "23:30", "23:59", day="2026-12-07")
    early = a_slot(1, late.doctor, "00:00", "00:20", day="2026-11-22")
    visits.complete(Complete(a_token(early.id, patient=ASHA_ID).id), ASHA)
    assert book(late.id).why_source == "follow-up: seen by Dr Sen 15 days before, within 15"


@pytest.mark.parametrize("end", [no_show, lambda token, actor: visits.cancel(Cancel(token), actor)])
def test_a_visit_that_did_not_take_place_makes_none(week, end):
    ravi = a_patient("Ravi Kumar")
    end(a_token(week["2026-11-22"], patient=ravi.id).id, ASHA)
    assert book(week["2026-11-23"], patient=ravi.id).token.source == "ONLINE"


def test_an_undone_visit_makes_none(week):
    undo.undo(Undo(), ASHA)
    assert book(week["2026-11-23"]).token.source == "ONLINE"


def test_another_doctors_patient_is_none(week):
    assert book(a_slot(doctor=a_doctor("Dr Iyer").id).id).token.source == "ONLINE"


@pytest.mark.parametrize(("scope", "sources"), [("department", "FOLLOWUP ONLINE"), ("hospital", "FOLLOWUP FOLLOWUP")])
def test_the_hospital_may_take_other_doctors_patients(week, scope, sources):
    policy.use(Policy(follow_up_scope=scope))
    ent = doctors.add(AddDoctor("Dr Sen", "ENT"), ASHA).id
    slots = a_slot(doctor=a_doctor("Dr Iyer").id), a_slot(doctor=ent)
    assert [book(slot.id).token.source for slot in slots] == sources.split()


def test_a_new_patient_is_none(week):
    assert book(week["2026-11-23"], patient=a_patient("Asha Patil").id).token.source == "ONLINE"


@pytest.mark.parametrize("source", ["FOLLOWUP", "PAID", "EMERGENCY"])
def test_another_source_is_taken_as_it_is(week, source):
    done = book(week["2026-11-23"], source)
    assert (done.token.source, done.why_source) == (source, None)


@pytest.mark.parametrize(("source", "arrived"), [("WALKIN", True), ("ONLINE", False)])
def test_who_walks_in_and_comes_as_a_follow_up_is_there(week, source, arrived):
    clock.set_local("2026-11-23T09:30")
    assert book(week["2026-11-23"], source).token.arrived is arrived


def test_the_operator_may_insist(week):
    done = book(week["2026-11-23"], as_given=True)
    assert (done.token.source, done.source_given, done.why_source) == ("ONLINE", "ONLINE", None)


def test_a_follow_up_takes_the_place_of_one(week):
    slot = a_slot(1, queues.slot(ShowSlot(week["2026-11-22"])).head.doctor, "14:00", "15:00")
    online = a_token(slot.id, "ONLINE")
    assert book(slot.id).preempted.id == online.id


def test_the_log_says_what_was_given_and_why(week):
    done = book(week["2026-11-23"])
    [event] = log.of_token(ShowLog(done.token.id))
    assert event.detail["to"]["source"] == "FOLLOWUP"
    assert (event.detail["source_given"], event.detail["why_source"]) == ("ONLINE", done.why_source)
    assert checking.check() == ()


def test_a_request_is_compared_with_the_source_as_given(week):
    first = book(week["2026-11-23"], request="key")
    again = book(week["2026-11-23"], request="key")
    assert again.replayed
    assert (again.token, again.source_given, again.why_source) == (first.token, "ONLINE", first.why_source)
    with pytest.raises(RequestReused):
        book(week["2026-11-23"], "FOLLOWUP", request="key")


def test_a_limit_of_visits_holds(week):
    policy.use(Policy(follow_up_visits=1))
    assert [book(week[day]).token.source for day in ("2026-11-23", "2026-12-07")] == ["FOLLOWUP", "ONLINE"]


def test_the_preview_has_the_same_reason(week):
    slot = week["2026-11-23"]
    would = preview.preview(PreviewBooking(slot, "WALKIN", ASHA_ID))
    done = book(slot, "WALKIN")
    assert (would.source, would.source_given) == (done.token.source, done.source_given)
    assert would.why_source == done.why_source


def test_the_preview_may_insist_too(week):
    assert preview.preview(PreviewBooking(week["2026-11-23"], "WALKIN", ASHA_ID, as_given=True)).source == "WALKIN"
