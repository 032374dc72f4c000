"""Better places: found in the database, the patient's other tokens and the clock minded, and the preview with them."""

from __future__ import annotations

import pytest

from opd_tui import clock, policy
from opd_tui.errors import DuplicateToken, NotLive, UnknownPatient, UnknownSlot, UnknownSource, UnknownToken
from opd_tui.models import TABLES
from opd_tui.services import alternatives, booking, checking, doctors, expecting, moving, preview, queues, visits
from opd_tui.services.booking import Booking
from opd_tui.views import NewPatient
from tests import workers
from tests.factories import ASHA, a_doctor, a_patient, a_slot, a_token

TUE, WED = "2026-11-24", "2026-11-25"


@pytest.fixture
def full(database):
    """Dr Rao's slot at ten, of one seat: №1 sits there, and №2 waits."""
    slot = a_slot(1)
    a_token(slot.id)
    a_token(slot.id)
    return slot


WAITER = 2


def places(token=WAITER):
    return [place.slot for place in alternatives.of_token(token)]


def hour(doctor, start, day="2026-11-23", seats=1):
    return a_slot(seats, doctor, f"{start}:00", f"{start + 1}:00", day).id


def test_seats_stand_in_the_order_of_the_ranking(full):
    other = a_doctor("Dr Iyer").id
    next_days = hour(other, 12, TUE)
    same_time = hour(other, 10)
    doctors_next_day, doctors_later = hour(full.doctor, 12, WED), hour(full.doctor, 15)
    assert places() == [doctors_later, doctors_next_day, same_time, next_days]


def test_a_place_tells_when_with_whom_and_how_many_seats(full):
    later = a_slot(3, full.doctor, "15:00", "16:00")
    a_token(later.id)
    [place] = alternatives.of_token(WAITER)
    assert (place.slot, place.doctor, place.doctor_name) == (later.id, full.doctor, "Dr Rao")
    assert (place.start, place.end, place.free, place.waiting) == (later.start, later.end, 2, 0)


def test_a_place_tells_when_the_patient_would_be_called_in_there(full):
    later = a_slot(3, full.doctor, "15:00", "16:00")
    a_token(later.id, "PAID")
    [place] = alternatives.of_token(WAITER)
    [moved] = expecting.told((moving.move(WAITER, later.id, ASHA).token,))
    assert place.expected == moved.expected is not None


def test_a_completed_visit_keeps_its_seat(full):
    visits.complete(a_token(hour(full.doctor, 15)).id, ASHA)
    assert places() == []


def test_other_departments_are_none(full):
    hour(doctors.add("Dr Sen", "ENT", None, ASHA).id, 10)
    assert places() == []


def test_doctors_of_no_department_are_not_one(database):
    rao, sen = (doctors.add(name, None, None, ASHA).id for name in ("Dr Rao", "Dr Sen"))
    token = a_token(hour(rao, 10)).id
    hour(sen, 10)
    assert places(token) == []


def test_a_slot_that_has_ended_is_none(full):
    over, under_way = hour(full.doctor, 11), hour(full.doctor, 12)
    clock.set_local("2026-11-23T12:10")
    assert over not in places()
    assert places() == [under_way]


def test_a_slot_where_the_patient_has_a_token_is_none(full):
    later = hour(full.doctor, 15, seats=2)
    a_token(later, patient=queues.token(WAITER).patient)
    assert places() == []


def test_a_slot_that_overlaps_another_token_of_the_patient_is_none(full):
    hour(full.doctor, 15)
    ent = doctors.add("Dr Sen", "ENT", None, ASHA).id
    a_token(a_slot(1, ent, "15:30", "15:45").id, patient=queues.token(WAITER).patient)
    assert places() == []


def test_the_departments_days_are_looked_at_as_far_as_the_hospital_opens_them(full):
    policy.use(policy.Policy(open_days=2))
    iyer = a_doctor("Dr Iyer").id
    within, _ = hour(iyer, 10, WED), hour(iyer, 10, "2026-11-26")
    assert places() == [within]


def test_a_token_of_a_past_day_is_offered_what_is_still_to_come(full):
    iyer = a_doctor("Dr Iyer").id
    hour(iyer, 10, TUE)
    clock.set_local(f"{WED}T09:00")
    today = hour(iyer, 12, WED)
    assert places() == [today]


def test_without_a_seat_anywhere_a_shorter_wait_is_offered(full):
    late = a_token(full.id).id
    shorter, as_long = hour(full.doctor, 15), hour(full.doctor, 16)
    for slot, tokens in ((shorter, 1), (as_long, 2)):
        for _ in range(tokens):
            a_token(slot)
    [place] = alternatives.of_token(late)
    assert (place.slot, place.free, place.waiting, place.ahead) == (shorter, 0, 0, 0)


def test_a_place_where_another_would_give_way_is_none(full):
    paid = a_token(full.id, "PAID").id
    emergency = a_token(full.id, "EMERGENCY").id
    visits.call(emergency, ASHA)
    a_token(hour(full.doctor, 15), "WALKIN")
    assert places(paid) == []


def test_who_has_a_seat_is_offered_others(full):
    later = hour(full.doctor, 15)
    assert places(1) == [later]


def test_an_ended_token_needs_no_place(full):
    visits.no_show(WAITER, ASHA)
    with pytest.raises(NotLive):
        places()


def test_there_must_be_such_a_token(database):
    with pytest.raises(UnknownToken):
        places(99)


# The preview


@pytest.mark.parametrize("source", ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"])
def test_the_preview_is_what_the_booking_does(database, source):
    slot, patient = a_slot(3), a_patient()
    for other in ("WALKIN", "ONLINE", "PAID", "FOLLOWUP", "ONLINE"):
        a_token(slot.id, other)
    would = preview.preview(slot.id, source, patient.id)
    done = booking.book(Booking(slot.id, source, patient.id), ASHA)
    assert (would.status, would.gives_way and would.gives_way.id) == (
        done.token.status,
        done.preempted and done.preempted.id,
    )
    assert would.position == queues.place(done.token) + 1


def test_a_preview_writes_nothing(full):
    patient = a_patient().id
    before = [list(table.select().tuples()) for table in TABLES]
    preview.preview(full.id, "EMERGENCY", patient)
    assert [list(table.select().tuples()) for table in TABLES] == before


def test_a_free_seat_needs_no_alternative(database):
    slot = a_slot(1)
    hour(slot.doctor, 15)
    assert preview.preview(slot.id, "WALKIN").alternatives == ()


@pytest.mark.parametrize("source", ["WALKIN", "PAID"])
def test_a_wait_and_a_seat_taken_from_another_have_alternatives(full, source):
    later = hour(full.doctor, 15)
    assert [place.slot for place in preview.preview(full.id, source).alternatives] == [later]


def test_the_preview_of_a_second_token_is_refused_as_the_booking_is(full):
    with pytest.raises(DuplicateToken):
        preview.preview(full.id, "ONLINE", queues.token(WAITER).patient)


@pytest.mark.parametrize(
    ("asked", "error"),
    [((99, "WALKIN"), UnknownSlot), ((1, "walkin"), UnknownSource), ((1, "WALKIN", 99), UnknownPatient)],
)
def test_a_preview_is_refused_as_the_booking_is(full, asked, error):
    with pytest.raises(error):
        preview.preview(*asked)


# Two desks


def test_of_desks_that_take_the_last_seat_of_one_place_one_has_it_and_the_others_are_told_of_the_next(database):
    rao = a_doctor().id
    wanted, last, after = (hour(rao, at) for at in (10, 11, 12))
    a_token(wanted)
    answers = workers.race(workers.take_first_alternative, str(database), wanted, processes=4)
    assert [first for first, *_ in answers] == [last] * 4
    assert sorted(status for _, status, _ in answers) == ["ACTIVE", "WAITING", "WAITING", "WAITING"]
    assert all(better == ([after] if status == "WAITING" else []) for _, status, better in answers)
    assert checking.check() == ()


def test_a_new_patient_has_alternatives_too(full):
    later = hour(full.doctor, 15)
    done = booking.book(Booking(full.id, "WALKIN", patient=NewPatient("Lata Rao")), ASHA)
    assert places(done.token.id) == [later]
