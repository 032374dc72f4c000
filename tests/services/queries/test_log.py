"""The log: who, when, where, what, and which other token caused it."""

from __future__ import annotations

import pytest

from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Call, Complete, NoShow, SetSource, ShowLog
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import log
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token, booked


def actions(events):
    return [e.action for e in events]


def test_an_event_keeps_who_and_from_which_desk(database):
    token = a_token(a_slot().id, actor=Actor("meena", "opd-3:4711"))
    [event] = log.of_token(ShowLog(token.id))
    assert (event.actor, event.desk) == ("meena", "opd-3:4711")


def test_an_event_keeps_when_on_the_hospitals_clock(database):
    clock.set_local("2026-11-23T09:58")
    token = a_token(a_slot().id)
    assert log.of_token(ShowLog(token.id))[0].at == "2026-11-23T09:58:00+05:30"


@pytest.mark.parametrize("minute", ["1970-01-01T10:00", "2026-11-23T00:00"])
def test_any_time_the_clock_takes_can_be_read_back(database, minute):
    clock.set_local(minute)
    token = a_token(a_slot().id)
    assert log.of_token(ShowLog(token.id))[0].at.startswith(minute)


def test_a_tokens_events_are_oldest_first(database):
    token = a_token(a_slot().id)
    visits.call(Call(token=token.id), ASHA)
    visits.complete(Complete(token.id), RAVI)
    assert actions(log.of_token(ShowLog(token.id))) == ["book", "call", "complete"]


def test_a_clock_set_back_does_not_reorder_the_log(database):
    token = a_token(a_slot().id)
    clock.set_local("2026-11-23T07:00")
    visits.call(Call(token=token.id), ASHA)
    assert actions(log.of_token(ShowLog(token.id))) == ["book", "call"]


def test_a_booking_says_what_it_led_to(database):
    token = a_token(a_slot().id, "PAID")
    [event] = log.of_token(ShowLog(token.id))
    booked = {"status": "ACTIVE", "source": "PAID", "number": 1, "arrival": 1, "patient": token.patient}
    assert event.detail == {"from": {"status": None}, "to": booked}


def test_a_preempted_tokens_event_names_the_one_that_came(database):
    slot = a_slot(seats=1)
    first, came = a_token(slot.id), booked(slot.id, "EMERGENCY", actor=RAVI).token
    event = log.of_token(ShowLog(first.id))[-1]
    assert (event.action, event.cause, event.actor) == ("preempt", came.id, "ravi")
    assert (event.cause_number, event.cause_name, event.cause_source) == (2, came.patient_name, "EMERGENCY")


def test_a_promoted_tokens_event_names_the_one_that_went(database):
    slot = a_slot(seats=1)
    first, waiter = a_token(slot.id), a_token(slot.id)
    visits.no_show(NoShow(first.id), ASHA)
    event = log.of_token(ShowLog(waiter.id))[-1]
    assert (event.action, event.cause, event.detail["why"]) == ("promote", first.id, "no-show")


def test_a_downgraded_tokens_event_names_the_one_that_took_its_seat(database):
    slot = a_slot(seats=1)
    seated, waiter = a_token(slot.id, "EMERGENCY"), a_token(slot.id, "ONLINE")
    visits.set_source(SetSource(seated.id, "WALKIN"), ASHA)
    assert [(e.action, e.cause) for e in log.of_token(ShowLog(seated.id))][-1] == ("preempt", waiter.id)


def test_a_slots_log_holds_its_own_and_its_tokens_events(database):
    doctor = a_doctor().id
    slot, other = a_slot(1, doctor), a_slot(1, doctor, "11:00", "12:00")
    token = a_token(slot.id)
    a_token(other.id)
    visits.call(Call(token=token.id), ASHA)
    assert actions(log.of_slot(slot.id)) == ["add-slot", "book", "call"]


def test_the_latest_events_are_oldest_first(database):
    a_token(a_slot().id)
    assert actions(log.latest(2)) == ["add-patient", "book"]


def test_a_correction_is_in_the_log(database):
    patient = a_patient("Asha Patl")
    records.correct_name(patient.id, "Asha Patil", RAVI)
    event = log.latest(1)[0]
    assert (event.action, event.actor) == ("correct-patient", "ravi")
    assert event.detail == {"from": {"name": "Asha Patl"}, "to": {"name": "Asha Patil"}}


def test_the_log_of_an_unknown_token(database):
    with pytest.raises(errors.UnknownToken):
        log.of_token(ShowLog(99))


def test_the_log_of_an_unknown_slot(database):
    with pytest.raises(errors.UnknownSlot):
        log.of_slot(99)
