"""Next: the consultation is done and the first who is here is called in, doctor-wide, as one operation."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import NotInRoom, RoomTaken, UnknownDoctor, UnknownToken
from opd_tui.domain.requests.tokens import ListTokens, Next, Undo
from opd_tui.domain.results import NextCalled
from opd_tui.runtime import clock
from opd_tui.services.queries import queues
from opd_tui.services.tokens import next_patient
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token, arrive, call, complete


@pytest.fixture
def late(database):
    """A doctor who runs late: at 11:10 the slot of 10:00 has ended with two who are here, that of 11:00 has one."""
    doctor = a_doctor().id
    first, second, third = (a_slot(3, doctor, f"{at}:00", f"{at + 1}:00").id for at in (10, 11, 12))
    people = [a_token(slot, "ONLINE").id for slot in (first, first, first, second, third)]
    clock.set_local(f"{TODAY}T11:10")
    for token in (people[1], people[2], people[3], people[4]):
        arrive(token)
    return doctor, people


def call_next(doctor: int, completed: int | None = None) -> tuple[int | None, int | None]:
    done: NextCalled = next_patient.next_patient(Next(doctor, completed), ASHA)
    return (done.completed and done.completed.id, done.called and done.called.id)


def states() -> list[tuple[str, bool]]:
    return [(token.status, token.called) for token in queues.tokens(ListTokens())]


def test_the_doctor_is_led_through_the_day(late):
    doctor, (absent, one, two, three, early) = late
    assert call_next(doctor) == (None, one)
    assert call_next(doctor, one) == (one, two)
    assert call_next(doctor, two) == (two, three)
    door = next_patient.at_the_door(doctor)
    assert ([t.id for t in door.in_room], door.next and door.next.id) == ([three], early)
    assert door.early
    assert door.early.start == f"{TODAY}T12:00"
    assert call_next(doctor, three) == (three, early)
    assert call_next(doctor, early) == (early, None)
    assert call_next(doctor) == (None, None)
    assert states()[0] == ("ACTIVE", False), absent


def test_next_is_one_operation_and_one_undo(late):
    doctor, (_, one, two, *_) = late
    call_next(doctor)
    before = queues.tokens(ListTokens())
    call_next(doctor, one)
    undo.undo(Undo(), ASHA)
    assert queues.tokens(ListTokens()) == before
    undo.undo(Undo(), ASHA)
    assert next_patient.at_the_door(doctor).in_room == ()
    assert call_next(doctor) == (None, one)
    assert call_next(doctor, one) == (one, two)


def test_whoever_is_not_in_the_room_any_more_is_not_completed(late):
    doctor, (_, one, two, *_) = late
    call_next(doctor)
    complete(one)
    call(two)
    before = queues.tokens(ListTokens())
    with pytest.raises(NotInRoom, match=r"№2 .* is not with Dr Rao; №3 .* \(since 11:10\) is"):
        call_next(doctor, one)
    with pytest.raises(RoomTaken, match=r"№3 .* \(since 11:10\) is with Dr Rao"):
        call_next(doctor)
    assert queues.tokens(ListTokens()) == before


def test_a_second_patient_stays_in_the_room(late):
    doctor, (_, one, two, three, _) = late
    call(one)
    call(two)
    assert call_next(doctor, two) == (two, three)
    assert [t.id for t in next_patient.at_the_door(doctor).in_room] == [one, three]


def test_another_doctors_patient_is_not_in_the_room(late):
    _, (_, one, *_) = late
    call(one)
    other = a_doctor("Dr Sen").id
    with pytest.raises(NotInRoom, match=r"is not with Dr Sen; nobody is"):
        call_next(other, one)
    assert call_next(other) == (None, None)


def test_unknown_ids(late):
    doctor, _ = late
    with pytest.raises(UnknownDoctor):
        call_next(99)
    with pytest.raises(UnknownToken):
        call_next(doctor, 99)


def test_a_day_that_is_not_under_way_has_no_line(late):
    doctor, _ = late
    tomorrow = a_slot(2, doctor, day="2026-11-24").id
    clock.set_local("2026-11-24T08:00")
    a_token(tomorrow, "WALKIN")
    assert call_next(doctor) == (None, None)


def test_a_night_keeps_the_day_under_way(database):
    doctor = a_doctor().id
    evening = a_token(a_slot(1, doctor, "18:00", "19:00").id, "ONLINE").id
    a_slot(1, doctor, "22:00", "24:00")
    clock.set_local(f"{TODAY}T23:59")
    arrive(evening)
    assert call_next(doctor) == (None, evening)
