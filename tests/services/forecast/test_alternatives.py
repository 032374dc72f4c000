"""Better places: found in the database, the patient's other tokens and the clock minded, and the preview with them."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.allocation import Standing, newcomer
from opd_tui.domain.alternatives import Alternative, rank
from opd_tui.domain.errors import DuplicateToken, NotLive, UnknownPatient, UnknownSlot, UnknownSource, UnknownToken
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor, AddSlot, CloseSlot, ShowSlot
from opd_tui.domain.requests.tokens import (
    Arrive,
    Book,
    Call,
    Complete,
    FindAlternatives,
    ListTokens,
    Move,
    NoShow,
    PreviewBooking,
)
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import Source, Status
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing, doctors, schedule
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.store import kept_seats, seating
from tests.support import workers
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token, arrive, call, complete, no_show

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
    return [place.slot for place in alternatives.of_token(FindAlternatives(token))]


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
    [place] = alternatives.of_token(FindAlternatives(WAITER))
    assert (place.slot, place.doctor, place.doctor_name) == (later.id, full.doctor, "Dr Rao")
    assert (place.start, place.end, place.free, place.waiting) == (later.start, later.end, 2, 0)


def test_a_place_tells_when_the_patient_would_be_called_in_there(full):
    later = a_slot(3, full.doctor, "15:00", "16:00")
    a_token(later.id, "PAID")
    [place] = alternatives.of_token(FindAlternatives(WAITER))
    [moved] = expecting.with_expected_times((moving.move(Move(WAITER, later.id), ASHA).token,))
    assert place.expected == moved.expected is not None


def test_a_completed_visit_keeps_its_seat(full):
    visits.complete(Complete(a_token(hour(full.doctor, 15)).id), ASHA)
    assert places() == []


def test_other_departments_are_none(full):
    hour(doctors.add(AddDoctor("Dr Sen", "ENT"), ASHA).id, 10)
    assert places() == []


def test_doctors_of_no_department_are_not_one(database):
    rao, sen = (doctors.add(AddDoctor(name), ASHA).id for name in ("Dr Rao", "Dr Sen"))
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
    ent = doctors.add(AddDoctor("Dr Sen", "ENT"), ASHA).id
    a_token(a_slot(1, ent, "15:30", "15:45").id, patient=queues.token(WAITER).patient)
    assert places() == []


def test_the_departments_days_are_looked_at_as_far_as_the_hospital_opens_them(full):
    policy.use(Policy(open_days=2))
    iyer = a_doctor("Dr Iyer").id
    within, _ = hour(iyer, 10, WED), hour(iyer, 10, "2026-11-26")
    assert places() == [within]


def test_a_token_of_a_past_day_is_offered_what_is_still_to_come(full):
    policy.use(Policy(open_days=1))
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
    [place] = alternatives.of_token(FindAlternatives(late))
    assert (place.slot, place.free, place.waiting, place.ahead) == (shorter, 0, 0, 0)


def test_a_place_where_another_would_give_way_is_none(full):
    paid = a_token(full.id, "PAID").id
    emergency = a_token(full.id, "EMERGENCY").id
    visits.call(Call(token=emergency), ASHA)
    a_token(hour(full.doctor, 15), "WALKIN")
    assert places(paid) == []


def test_who_has_a_seat_is_offered_others(full):
    later = hour(full.doctor, 15)
    assert places(1) == [later]


def test_an_ended_token_needs_no_place(full):
    visits.no_show(NoShow(WAITER), ASHA)
    with pytest.raises(NotLive):
        places()


def test_there_must_be_such_a_token(database):
    with pytest.raises(UnknownToken):
        places(99)


def test_a_night_of_the_department_that_began_yesterday_and_goes_on_is_a_place(full):
    iyer = a_doctor("Dr Iyer").id
    night = schedule.add(AddSlot(iyer, f"{TUE}T22:00", f"{WED}T06:00", 1), ASHA).id
    clock.set_local(f"{WED}T02:00")
    assert places() == [night]


# A hospital that is full far and wide

MANY = 70


def filled(slots, each=1):
    """The slots, with so many tokens in each; one seat is what each has."""
    crowd = [a_patient().id for _ in range(each)]
    for slot in slots:
        for patient in crowd:
            a_token(slot, patient=patient)
    return slots


def hours_of(doctor, count):
    """So many hours of a doctor from Tuesday on, eight a day."""
    days = [(date.fromisoformat(TUE) + timedelta(days=n // 8)).isoformat() for n in range(count)]
    return [hour(doctor, 10 + n % 8, day) for n, day in enumerate(days)]


def colleagues(day, count=MANY):
    """So many slots at ten, each of a doctor of its own in Dr Rao's department."""
    return [hour(a_doctor().id, 10, day) for _ in range(count)]


def test_a_seat_with_the_doctor_is_found_behind_any_number_of_full_slots(full):
    *near, far = hours_of(full.doctor, MANY)
    filled(near)
    assert places() == [far]


@pytest.mark.parametrize("day", ["2026-11-23", TUE])
def test_a_seat_with_the_department_is_found_behind_any_number_of_full_slots(full, day):
    *near, far = colleagues(day)
    filled(near)
    assert places() == [far]


def test_a_seat_is_found_behind_any_number_that_overlap_another_token_of_the_patient(full):
    colleagues("2026-11-23")
    far = a_slot(1, a_doctor().id, "10:45", "11:15").id
    ent = doctors.add(AddDoctor("Dr Sen", "ENT"), ASHA).id
    a_token(a_slot(1, ent, "10:15", "10:45").id, patient=queues.token(WAITER).patient)
    assert places() == [far]


def test_a_shorter_wait_with_the_doctor_is_found_behind_any_number_of_longer_ones(full):
    *near, far = hours_of(full.doctor, MANY)
    filled(near, 2)
    filled([far])
    assert places(a_token(full.id).id) == [far]


@pytest.mark.parametrize("day", ["2026-11-23", TUE])
def test_a_shorter_wait_with_the_department_is_found_behind_any_number_where_another_would_give_way(full, day):
    *near, far = colleagues(day)
    filled(near)
    a_token(far, "PAID")
    a_token(full.id, "PAID")
    first, late = a_token(full.id, "PAID").id, a_token(full.id, "PAID").id
    assert (places(first), places(late)) == ([], [far])


@pytest.mark.parametrize(
    ("source", "hold", "found"), [("PAID", True, True), ("PAID", False, False), ("EMERGENCY", True, False)]
)
def test_who_is_held_in_the_hall_gives_way_to_none_but_an_emergency(full, source, hold, found):
    policy.use(Policy(hold_arrived=hold))
    under_way = hour(a_doctor().id, 10)
    sits = a_token(under_way, "ONLINE").id
    late = [a_token(full.id, source).id for _ in range(3)][-1]
    clock.set_local("2026-11-23T10:00")
    before = places(late)
    visits.arrive(Arrive(sits), ASHA)
    assert (before, places(late)) == ([], [under_way] if found else [])


def a_hospital(chance):
    """Four doctors, one of another department; four days of small slots at any hour, most full, some closed."""
    for department in ("Cardiology", "Cardiology", "Cardiology", "ENT"):
        doctor = doctors.add(AddDoctor("Dr Any", department), ASHA).id
        for _ in range(9):
            day, first = f"2026-11-{chance.randrange(23, 27)}", chance.randrange(10, 17)
            minute, last = chance.choice(("00", "30")), first + chance.choice((1, 2))
            with suppress(errors.SlotOverlap):
                a_slot(chance.choice((1, 1, 2)), doctor, f"{first}:{minute}", f"{last}:{minute}", day)
    people, slots = [a_patient().id for _ in range(25)], [slot.id for slot in queues.summaries()]
    for slot in chance.sample(slots, 2):
        closing.close(CloseSlot(slot), ASHA)
    for _ in range(chance.choice((60, 90, 120))):
        with suppress(DuplicateToken, errors.SlotClosed):
            a_token(chance.choice(slots), chance.choice(list(Source)), chance.choice(people))
    clock.set_local(f"2026-11-{chance.choice(('23T10', '23T13', '24T12'))}:10")
    policy.use(Policy(hold_arrived=chance.random() < 0.5, open_days=chance.choice((1, 2, 14))))
    for token in chance.sample(queues.tokens(ListTokens()), 40):
        with suppress(errors.OpdError):
            chance.choice((arrive, call, complete, no_show))(token.id, ASHA)


def looked_at_all(token, ahead, promised, but):
    """The better places for a live token, found by a look at every slot and every token of the hospital."""
    slots = {slot.id: slot for slot in queues.summaries()}
    here = slots[token.slot]
    department = {doctor.id: doctor.department for doctor in doctors.all_doctors()}
    last = max(date.fromisoformat(here.day), date.fromisoformat(clock.today())) + timedelta(policy.current().open_days)
    found = []
    for slot in slots.values():
        near = slot.doctor == here.doctor or slot.day <= last.isoformat()
        if near and department[slot.doctor] == department[here.doctor] and not slot.closed and slot.id not in but:
            found += a_place(slot, token.priority, slot.free - promised.get(slot.id, 0))
    others = [
        t
        for t in queues.tokens(ListTokens())
        if t.patient == token.patient and t.id != token.id and Status(t.status).live
    ]
    held = [Window(slots[t.slot].start, slots[t.slot].end) for t in others]
    wanted, now = Window(here.start, here.end), clock.minute(clock.now())
    return rank(here.doctor, wanted, found, now=now, taken=held, ahead=ahead)


def a_place(slot, priority, free):
    """The slot as one place in which the patient has a seat or waits, or as none where another would give way."""
    queue, held, comes = queues.slot(ShowSlot(slot.id)), kept_seats.in_slot(slot.id), newcomer(priority)
    seated = [Standing(t.priority, t.arrival, t.id, t.called, held and t.arrived) for t in queue.active]
    if free <= 0 and any(comes.before(standing) for standing in seated if not standing.called):
        return []
    ahead = sum(Standing(t.priority, t.arrival, t.id).before(comes) for t in queue.waiting) if free <= 0 else 0
    return [Alternative(slot.id, slot.doctor, slot.doctor_name, slot.start, slot.end, free, slot.waiting, ahead)]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 20))])
def test_what_is_found_by_indexes_is_what_a_look_at_every_slot_finds(database, seed):
    chance = random.Random(seed)
    a_hospital(chance)
    slots = [slot.id for slot in queues.summaries()]
    for token in chance.sample([token for token in queues.tokens(ListTokens()) if Status(token.status).live], 25):
        ahead = queues.position(token) if token.status == Status.WAITING else None
        found = tuple(replace(place, expected=None) for place in alternatives.of_token(FindAlternatives(token.id)))
        assert found == looked_at_all(token, ahead, {}, ())
        room, promised, but = (
            seating.seat_state(token.slot),
            dict.fromkeys(chance.sample(slots, 5), 1),
            chance.sample(slots, 5),
        )
        left = alternatives.better(room, token.priority, token.patient, None, token.id, promised, but)
        assert left == looked_at_all(token, None, promised, but)


# The preview


@pytest.mark.parametrize("source", ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"])
def test_the_preview_is_what_the_booking_does(database, source):
    slot, patient = a_slot(3), a_patient()
    for other in ("WALKIN", "ONLINE", "PAID", "FOLLOWUP", "ONLINE"):
        a_token(slot.id, other)
    would = preview.preview(PreviewBooking(slot.id, source, patient.id))
    done = booking.book(Book(slot.id, source, patient.id), ASHA)
    assert (would.status, would.gives_way and would.gives_way.id) == (
        done.token.status,
        done.preempted and done.preempted.id,
    )
    assert would.position == queues.position(done.token) + 1


def test_a_preview_writes_nothing(full):
    patient = a_patient().id
    before = [list(table.select().tuples()) for table in tables.TABLES]
    preview.preview(PreviewBooking(full.id, "EMERGENCY", patient))
    assert [list(table.select().tuples()) for table in tables.TABLES] == before


def test_a_free_seat_needs_no_alternative(database):
    slot = a_slot(1)
    hour(slot.doctor, 15)
    assert preview.preview(PreviewBooking(slot.id, "WALKIN")).alternatives == ()


@pytest.mark.parametrize("source", ["WALKIN", "PAID"])
def test_a_wait_and_a_seat_taken_from_another_have_alternatives(full, source):
    later = hour(full.doctor, 15)
    assert [place.slot for place in preview.preview(PreviewBooking(full.id, source)).alternatives] == [later]


def test_the_preview_of_a_second_token_is_refused_as_the_booking_is(full):
    with pytest.raises(DuplicateToken):
        preview.preview(PreviewBooking(full.id, "ONLINE", queues.token(WAITER).patient))


@pytest.mark.parametrize(
    ("asked", "error"),
    [((99, "WALKIN"), UnknownSlot), ((1, "walkin"), UnknownSource), ((1, "WALKIN", 99), UnknownPatient)],
)
def test_a_preview_is_refused_as_the_booking_is(full, asked, error):
    with pytest.raises(error):
        preview.preview(PreviewBooking(*asked))


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
    done = booking.book(Book(full.id, "WALKIN", patient=NewPatient("Lata Rao")), ASHA)
    assert places(done.token.id) == [later]


def test_of_a_slot_of_yesterday_the_departments_last_open_day_counts_from_today(database):
    clock.set_local("2030-01-07T09:00")
    wanted = hour(a_doctor("Dr Rao").id, 10, "2030-01-07", seats=2)
    other = a_doctor("Dr Iyer").id
    last, too_late = hour(other, 10, "2030-01-22"), hour(other, 10, "2030-01-23")
    token = a_token(wanted)
    clock.set_local("2030-01-08T09:00")
    assert too_late != last
    assert places(token.id) == [last]
