"""Book: a seat, somebody's seat, or the waiting queue; and the key that makes asking twice harmless."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Book, Call, Cancel, Complete, ListTokens, SetSource
from opd_tui.services.patients import records
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, visits
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token, booked


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def ids(tokens):
    return [t.id for t in tokens]


def book(slot, source="WALKIN", actor=ASHA, **asked):
    return booking.book(Book(slot, source, **asked), actor)


def test_a_booking_takes_an_open_seat(database):
    slot = a_slot(seats=1)
    assert a_token(slot.id).status == "ACTIVE"


def test_a_booking_in_a_full_slot_waits(database):
    slot = a_slot(seats=1)
    a_token(slot.id)
    assert a_token(slot.id).status == "WAITING"


def test_better_priority_preempts_the_latest_of_the_worst(database):
    slot = a_slot(seats=2)
    first, second = a_token(slot.id, "WALKIN"), a_token(slot.id, "WALKIN")
    came = booked(slot.id, "PAID")
    assert came.preempted is not None
    assert came.preempted.id == second.id
    assert [t.id for t in queues.slot(ShowSlot(slot.id)).active] == [came.token.id, first.id]


@pytest.mark.parametrize("source", ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"])
def test_equal_priority_never_preempts(database, source):
    slot = a_slot(seats=1)
    a_token(slot.id, source)
    assert booked(slot.id, source).token.status == "WAITING"


def test_a_called_token_is_never_preempted(database):
    slot = a_slot(seats=1)
    visits.call(Call(token=a_token(slot.id, "WALKIN").id), ASHA)
    assert a_token(slot.id, "EMERGENCY").status == "WAITING"


def test_the_next_to_go_is_the_worst_who_is_not_called(database):
    slot = a_slot(seats=2)
    online, walkin = a_token(slot.id, "ONLINE"), a_token(slot.id, "WALKIN")
    visits.call(Call(token=walkin.id), ASHA)
    assert booked(slot.id, "PAID").preempted.id == online.id


def test_a_preempted_token_keeps_its_arrival(database):
    slot = a_slot(seats=1)
    first = a_token(slot.id)
    assert booked(slot.id, "PAID").preempted.arrival == first.arrival


def test_a_preempted_token_waits_ahead_of_equals_that_came_later(database):
    slot = a_slot(seats=2)
    a_token(slot.id)
    preempted, later = a_token(slot.id), a_token(slot.id)
    booked(slot.id, "PAID")
    assert ids(queues.slot(ShowSlot(slot.id)).waiting) == [preempted.id, later.id]


def test_preemptions_are_counted(database):
    slot = a_slot(seats=1)
    first = a_token(slot.id)
    booked(slot.id, "PAID")
    assert queues.token(first.id).preemptions == 1


def test_a_completed_token_keeps_its_seat_from_an_emergency(database):
    slot = a_slot(seats=1)
    visits.complete(Complete(a_token(slot.id).id), ASHA)
    assert a_token(slot.id, "EMERGENCY").status == "WAITING"


# -- numbers


def test_numbers_run_through_all_slots_of_a_doctor_on_a_day(database):
    doctor = a_doctor().id
    morning, noon = a_slot(2, doctor, "10:00", "11:00"), a_slot(2, doctor, "11:00", "12:00")
    assert [a_token(s).number for s in (morning.id, noon.id, morning.id)] == [1, 2, 3]


def test_each_doctor_counts_from_one(database):
    assert [a_token(a_slot(2, a_doctor().id).id).number for _ in range(2)] == [1, 1]


def test_each_day_counts_from_one(database):
    doctor = a_doctor().id
    slots = [a_slot(2, doctor, day=day) for day in ("2026-11-23", "2026-11-24")]
    assert [a_token(s.id).number for s in slots] == [1, 1]


def test_a_cancelled_number_is_not_used_again(database):
    slot = a_slot()
    visits.cancel(Cancel(a_token(slot.id).id), ASHA)
    assert a_token(slot.id).number == 2


def test_a_refused_booking_uses_no_number(database):
    slot, patient = a_slot(), a_patient()
    a_token(slot.id, patient=patient.id)
    with pytest.raises(errors.DuplicateToken):
        book(slot.id, patient_id=patient.id)
    assert a_token(slot.id).number == 2


# -- one live token per patient and slot


def test_a_second_live_token_is_refused_by_name_and_number(database):
    slot, patient = a_slot(), a_patient("Asha Patil")
    a_token(slot.id, patient=patient.id)
    with pytest.raises(errors.DuplicateToken, match="Asha Patil already has №1"):
        book(slot.id, patient_id=patient.id)


def test_a_second_token_that_would_take_the_first_ones_seat_is_refused_as_it_stands(database):
    slot, patient = a_slot(seats=1), a_patient("Asha Patil")
    a_token(slot.id, patient=patient.id)
    with pytest.raises(errors.DuplicateToken) as refused:
        book(slot.id, "PAID", patient_id=patient.id)
    assert "ACTIVE" in str(refused.value.fields["status"])


def test_a_waiting_token_is_a_live_one(database):
    slot, patient = a_slot(seats=1), a_patient()
    a_token(slot.id)
    a_token(slot.id, patient=patient.id)
    with pytest.raises(errors.DuplicateToken):
        book(slot.id, "EMERGENCY", patient_id=patient.id)


def test_a_patient_whose_token_ended_may_book_again(database):
    slot, patient = a_slot(), a_patient()
    visits.complete(Complete(a_token(slot.id, patient=patient.id).id), ASHA)
    assert book(slot.id, patient_id=patient.id).token.status == "ACTIVE"


def test_a_patient_may_hold_tokens_in_two_slots(database):
    doctor, patient = a_doctor().id, a_patient()
    a_token(a_slot(2, doctor).id, patient=patient.id)
    other = a_slot(2, doctor, "11:00", "12:00")
    assert book(other.id, patient_id=patient.id).token.status == "ACTIVE"


# -- what is refused


def test_a_new_patient_is_registered_with_the_booking(database):
    made = book(a_slot().id, patient=NewPatient("Ravi Kumar", mrn="A-1"))
    assert records.patient(made.token.patient).name == "Ravi Kumar"


@pytest.mark.parametrize(
    ("error", "asked"),
    [
        (errors.UnknownSlot, {"slot": 99, "patient": NewPatient("New")}),
        (errors.UnknownPatient, {"patient_id": 99}),
        (errors.UnknownSource, {"source": "online", "patient": NewPatient("New")}),
        (errors.BadName, {"patient": NewPatient("\u200b")}),
        (errors.DuplicateMrn, {"patient": NewPatient("New", mrn="A-1")}),
        (errors.BadRequest, {}),
        (errors.BadRequest, {"patient_id": 1, "patient": NewPatient("New")}),
        (errors.BadRequest, {"slot": 99, "source": "?"}),
    ],
)
def test_a_refused_booking_changes_no_row(database, error, asked):
    slot = a_slot(seats=1)
    book(slot.id, patient=NewPatient("Old", mrn="A-1"))
    before = rows()
    with pytest.raises(error):
        book(**{"slot": slot.id, "source": "PAID", "request": "k", **asked})
    assert rows() == before


def test_nobody_books_in_nobodys_name(database):
    slot, patient = a_slot(), a_patient()
    before = rows()
    with pytest.raises(errors.NotAllowed):
        book(slot.id, patient_id=patient.id, actor=Actor(" ", "desk"))
    assert rows() == before


# -- the key of a request


def test_the_same_request_books_once(database):
    slot = a_slot()
    asked = {"patient": NewPatient("Ravi"), "request": "k"}
    first, again = book(slot.id, **asked), book(slot.id, **asked)
    assert (again.token.id, again.replayed, first.replayed) == (first.token.id, True, False)


def test_a_replay_writes_nothing(database):
    slot = a_slot()
    book(slot.id, patient=NewPatient("Ravi"), request="k")
    before = rows()
    book(slot.id, patient=NewPatient("Ravi"), request="k", actor=RAVI)
    assert rows() == before


def test_a_replay_returns_the_token_as_it_is_now(database):
    slot, patient = a_slot(), a_patient()
    first = book(slot.id, patient_id=patient.id, request="k")
    visits.cancel(Cancel(first.token.id), ASHA)
    assert book(slot.id, patient_id=patient.id, request="k").token.status == "CANCELLED"


def test_a_replay_preempts_nobody(database):
    slot, patient = a_slot(seats=1), a_patient()
    a_token(slot.id)
    asked = {"source": "PAID", "patient_id": patient.id, "request": "k"}
    book(slot.id, **asked)
    assert book(slot.id, **asked).preempted is None


def test_a_replay_after_a_change_of_source_compares_the_source_as_given(database):
    slot, patient = a_slot(), a_patient()
    first = book(slot.id, "ONLINE", patient_id=patient.id, request="k")
    visits.set_source(SetSource(first.token.id, "PAID"), ASHA)
    assert book(slot.id, "ONLINE", patient_id=patient.id, request="k").token.source == "PAID"


@pytest.mark.parametrize(
    "other",
    [
        {"slot": 2},
        {"slot": 99},
        {"source": "PAID"},
        {"source": "nonsense"},
        {"patient_id": 2},
        {"patient_id": 99},
        {"patient_id": None, "patient": NewPatient("Patient")},
    ],
)
def test_another_payload_under_the_same_key_is_refused_before_anything_else(database, other):
    doctor = a_doctor().id
    slot, _ = a_slot(2, doctor), a_slot(2, doctor, "11:00", "12:00")
    patient, _ = a_patient(), a_patient()
    asked = {"slot": slot.id, "source": "ONLINE", "patient_id": patient.id, "request": "k"}
    book(**asked)
    with pytest.raises(errors.RequestReused):
        book(**{**asked, **other})


def test_a_key_is_looked_at_before_a_duplicate(database):
    slot, patient = a_slot(), a_patient()
    book(slot.id, patient_id=patient.id, request="k")
    with pytest.raises(errors.DuplicateToken):
        book(slot.id, patient_id=patient.id, request="other")
    assert book(slot.id, patient_id=patient.id, request="k").replayed


def test_a_refused_booking_leaves_its_key_free(database):
    slot, patient = a_slot(), a_patient()
    with pytest.raises(errors.UnknownSource):
        book(slot.id, "online", patient_id=patient.id, request="k")
    assert not book(slot.id, "ONLINE", patient_id=patient.id, request="k").replayed


@pytest.mark.parametrize("key", ["", " ", "किं", "x" * 5000])
def test_any_text_is_a_key(database, key):
    slot, patient = a_slot(), a_patient()
    book(slot.id, patient_id=patient.id, request=key)
    assert book(slot.id, patient_id=patient.id, request=key).replayed


def test_keys_that_differ_only_in_case_or_space_are_two(database):
    slot = a_slot(seats=3)
    assert not any(book(slot.id, patient_id=a_patient().id, request=k).replayed for k in ("k", "K", "k "))


# -- opening a seat with the booking


def test_open_seat_opens_one_for_a_booking_that_would_wait(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "EMERGENCY")
    assert book(slot.id, "EMERGENCY", patient_id=a_patient().id, open_seat=True).token.status == "ACTIVE"
    assert queues.slot(ShowSlot(slot.id)).head.capacity == 2


def test_open_seat_opens_none_for_a_booking_that_finds_a_seat(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "WALKIN")
    book(slot.id, "EMERGENCY", patient_id=a_patient().id, open_seat=True)
    assert queues.slot(ShowSlot(slot.id)).head.capacity == 1


def test_an_opened_seat_goes_to_whoever_stands_first(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "EMERGENCY")
    longer = a_token(slot.id, "EMERGENCY")
    late = book(slot.id, "EMERGENCY", patient_id=a_patient().id, open_seat=True)
    assert (queues.token(longer.id).status, late.token.status) == ("ACTIVE", "WAITING")


def test_an_opened_seat_is_in_the_log(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "EMERGENCY")
    book(slot.id, "EMERGENCY", patient_id=a_patient().id, open_seat=True)
    assert [e.detail for e in log.of_slot(slot.id) if e.action == "set-capacity"] == [
        {"from": {"capacity": 1}, "to": {"capacity": 2}}
    ]


def test_open_seat_at_500_is_refused_whole(database):
    slot, patient = a_slot(seats=1), a_patient()
    visits.complete(Complete(a_token(slot.id).id), ASHA)
    capacity.set_capacity(SetCapacity(slot.id, 500), ASHA)
    row = tables.Token.select().dicts().get()
    del row["id"]  # 499 more by hand, for speed
    tables.Token.insert_many([{**row, "number": n, "arrival": n} for n in range(2, 501)]).execute()
    before = rows()
    with pytest.raises(errors.BadCapacity):
        book(slot.id, patient_id=patient.id, open_seat=True)
    assert rows() == before


def test_a_hospital_number_of_which_nothing_can_be_seen_is_refused(database):
    with pytest.raises(errors.BadRequest, match="hospital number is not accepted: nothing in it can be seen"):
        book(a_slot().id, patient=NewPatient("Asha", mrn="\u200b\u2060"))
    assert queues.tokens(ListTokens()) == ()
