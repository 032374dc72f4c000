"""What the desk says of each doctor at one moment."""

from __future__ import annotations

from opd_tui.domain.desk import DeskQuery, DoctorRow
from opd_tui.domain.slots import Window
from opd_tui.runtime import clock
from opd_tui.services.queries.desk import desk_view
from opd_tui.services.weeks import absences, holidays
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token, arrive, call, late


def row() -> DoctorRow:
    [only] = desk_view(DeskQuery(day=TODAY)).doctors
    return only


def test_free_seats_are_those_of_slots_that_have_not_ended(database):
    slot = a_slot(seats=5, start="07:00", end="08:00")
    a_slot(seats=3, doctor=slot.doctor)
    assert row().free == 3


def test_a_doctor_has_who_is_in_the_room_and_since_when(database):
    token = a_token(a_slot().id)
    clock.set_local(f"{TODAY}T10:05")
    call(token.id)
    [inside] = row().in_room
    assert (inside.number, inside.since) == (token.number, "10:05")


def test_who_is_here_waits_since_the_check_in(database):
    slot = a_slot()
    for _ in range(3):
        arrive(a_token(slot.id).id)
    clock.set_local(f"{TODAY}T09:42")
    assert (row().here, row().longest) == (3, 42)


def test_who_has_a_seat_in_a_slot_that_has_ended_is_still_due(database):
    slot = a_slot()
    late_one, _absent = a_token(slot.id, "ONLINE"), a_token(slot.id, "ONLINE")
    arrive(late_one.id)
    clock.set_local(f"{TODAY}T11:10")
    [due] = row().due
    assert (due.slot, due.number) == (slot.id, 1)


def test_the_next_patient_is_of_the_earlier_slot(database):
    slot = a_slot()
    a_second = a_slot(doctor=slot.doctor, start="11:00", end="12:00")
    first, second = a_token(slot.id), a_token(a_second.id)
    arrive(second.id), arrive(first.id)
    clock.set_local(f"{TODAY}T11:10")
    assert desk_view(DeskQuery(slot=a_second.id)).next_token == first.id


def test_late_is_of_the_slot_under_way(database):
    late(a_slot().id, 18)
    assert row().late_minutes == 18


def test_an_absence_of_later_today_is_known(database):
    slot = a_slot()
    absences.add(slot.doctor, f"{TODAY}T14:00", f"{TODAY}T16:00", "theatre", ASHA)
    assert row().away == Window(f"{TODAY}T14:00", f"{TODAY}T16:00")


def test_a_holiday_is_known_by_its_name(database):
    holidays.add(TODAY, a_doctor().id, "Conference", ASHA)
    assert row().holiday == "Conference"
