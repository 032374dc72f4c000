"""Whoever stands at the counter is checked in or booked, told apart, and never by a key that was meant otherwise."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.tokens import Arrive
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing
from opd_tui.services.tokens import visits
from tests.support.desk import SIZES, Driven, a_desk, tokens
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, a_token, arrive, call


def known(name: str, **more) -> int:
    return records.register(NewPatient(name, **more), ASHA).id


async def on_the_next_slot(desk: Driven) -> None:
    """The cursor goes to the slot after the chosen one."""
    later = queues.summaries()[1]
    desk.screen.selection.go_to(day=later.day, doctor=later.doctor, slot=later.id, token=None)
    await desk.settled()


@pytest.fixture
def held(database):
    """At half past nine; Asha Patil booked ONLINE with Dr Rao at ten, and is not checked in; another slot at eleven."""
    clock.set_local("2026-11-23T09:30")
    slot = a_slot()
    a_slot(3, slot.doctor, "11:00", "12:00")
    a_token(slot.id, "ONLINE", known("Asha Patil", phone="98200 12345"))
    return slot


# The draft


async def test_ctrl_u_empties_the_kept_draft(database):
    a_slot()
    async with a_desk() as desk:
        await desk.press("b", *"Asha", "escape", "b", "ctrl+u")
        assert desk.field("patient-name") == ""
        await desk.press("escape", "b")
        assert desk.field("patient-name") == ""


async def test_after_a_booking_there_is_no_draft(database):
    a_slot()
    async with a_desk() as desk:
        await desk.press("b", *"Ravi", "enter")
        await desk.until(tokens)
        await desk.press("escape", "b")
        assert desk.field("patient-name") == ""


# Another slot than the chosen one


@pytest.mark.parametrize("size", SIZES)
async def test_where_the_slot_has_ended_the_entry_opens_on_the_next_one_and_says_so(database, size):
    slot = a_slot()
    later = a_slot(2, slot.doctor, "15:00", "16:00")
    async with a_desk(size) as desk:
        clock.set_local("2026-11-23T12:00")
        await desk.press("b")
        await desk.until(lambda: desk.form_open)
        assert "Dr Rao 10:00 has ended. Next: 15:00" in desk.form_text
        await desk.press(*"Ravi", "enter")
        await desk.until(tokens)
        assert queues.token(1).slot == later.id


async def test_where_the_slot_is_closed_the_entry_opens_on_the_next_one_and_says_so(database):
    slot = a_slot()
    a_slot(2, slot.doctor, "15:00", "16:00")
    closing.close(CloseSlot(slot.id), ASHA)
    async with a_desk() as desk:
        await desk.until(lambda: desk.screen.selection.slot)
        desk.screen.selection.go_to(day=slot.day, doctor=slot.doctor, slot=slot.id, token=None)
        await desk.settled()
        await desk.press("b")
        await desk.until(lambda: desk.form_open)
        assert "Dr Rao 10:00 is closed. Next: 15:00" in desk.form_text


async def test_where_no_slot_takes_bookings_a_name_that_is_typed_on_does_nothing(database):
    a_token(a_slot().id)
    async with a_desk() as desk:
        clock.set_local("2026-11-24T12:00")
        await desk.press("b", *"andicy")
        assert desk.asks
        assert "No later slot takes bookings" in desk.words
        assert tokens() == [(1, "WALKIN", "ACTIVE")]


# Who holds a token


@pytest.mark.parametrize("size", SIZES)
async def test_enter_checks_in_who_holds_a_token(held, size):
    async with a_desk(size) as desk:
        await desk.press(*"2345")
        assert "check in №1, Dr Rao 10:00" in desk.form_text
        await desk.press("enter")
        await desk.until(lambda: queues.token(1).arrived)
        assert tokens() == [(1, "ONLINE", "ACTIVE")]
        await desk.until_said("№1 Asha Patil: checked in, Dr Rao 10:00.")


async def test_down_and_enter_books_the_chosen_slot_all_the_same(held):
    async with a_desk() as desk:
        await on_the_next_slot(desk)
        await desk.press(*"2345", "down", "enter")
        await desk.until(lambda: len(tokens()) == 2)
        assert not queues.token(1).arrived


async def test_for_who_is_checked_in_already_the_booking_comes_first(held):
    arrive(1)
    async with a_desk() as desk:
        await on_the_next_slot(desk)
        await desk.press(*"2345", "enter")
        await desk.until(lambda: len(tokens()) == 2)


# A scanner


async def test_the_enter_of_a_burst_checks_nobody_in_and_books_nobody(held):
    known("Ravi Kumar", mrn="70021")
    async with a_desk() as desk:
        await desk.press("b")
        for text in ("9820012345\r", "70021\r"):
            desk.typed(text, apart=0)
            await desk.carried_out()
            assert desk.form_open
            await desk.press("ctrl+u")
        assert tokens() == [(1, "ONLINE", "ACTIVE")]
        assert not queues.token(1).arrived


async def test_the_enter_after_a_scan_does_it(held):
    async with a_desk() as desk:
        await desk.press("b")
        desk.typed("9820012345\r", apart=0)
        await desk.carried_out()
        assert "Enter again to go on." in desk.form_text
        await desk.press("enter")
        await desk.until(lambda: queues.token(1).arrived)


# Namesakes


@pytest.mark.parametrize("size", SIZES)
async def test_age_and_sex_beside_a_name_tell_namesakes_apart(database, size):
    a_slot()
    known("Lakshmi Nair", age=34, sex="F")
    wanted = known("Lakshmi Nair", age=61, sex="F")
    async with a_desk(size) as desk:
        await desk.press("b", *"Lakshmi Nair 61F")
        assert "▸Lakshmi Nair 61F" in desk.form_text
        await desk.press("enter", "enter")
        await desk.until(tokens)
        assert queues.token(1).patient == wanted


async def test_of_several_enter_books_nobody_and_says_what_to_do(database):
    a_slot()
    for phone in ("98200 12345", "98200 54321"):
        known("Ram Kale", phone=phone)
    async with a_desk() as desk:
        await desk.press("b", *"Ram Kale", "enter")
        assert "Several patients match. ↓ to choose; Enter again registers a new patient." in desk.form_text
        assert tokens() == []


async def test_more_namesakes_than_are_shown_are_counted(database):
    a_slot()
    for number in range(30):
        known("Ram Kale", phone=f"98200 12{number:03}")
    async with a_desk() as desk:
        await desk.press("b", *"Ram Kale")
        assert "more match: type more." in desk.form_text


# A seat that is opened with the booking


async def test_an_emergency_without_a_seat_is_offered_one_and_may_do_without(database):
    slot = a_slot(seats=1)
    call(a_token(slot.id, "EMERGENCY").id)
    async with a_desk() as desk:
        await desk.press("e")
        await desk.until(lambda: "No seat left. +: add one" in desk.form_text)
        await desk.press(*"Ravi", "plus")
        assert "+ again: do not add a seat" in desk.form_text


# The next patient


@pytest.fixture
def in_the_hall(database):
    """Ten o'clock: three are checked in for Dr Rao's slot."""
    clock.set_local("2026-11-23T10:00")
    slot = a_slot(seats=3)
    for name in ("Asha Patil", "Ravi Kumar", "Meena Shah"):
        arrive(a_token(slot.id, "WALKIN", a_patient(name).id).id)
    return slot


async def test_a_second_space_at_once_asks_whether_the_consultation_is_done(in_the_hall):
    async with a_desk() as desk:
        await desk.press("space", "space")
        await desk.until_said("№1 Asha Patil was called in 0 s ago. Consultation done?")
        assert tokens()[0] == (1, "WALKIN", "ACTIVE")


async def test_half_a_minute_later_space_asks_no_more(in_the_hall):
    async with a_desk() as desk:
        await desk.press("space")
        await desk.until_said("№1 Asha Patil: called in.")
        clock.set_local("2026-11-23T10:01")
        await desk.press("space")
        await desk.until_said("№1 Asha Patil: consultation done. №2 Ravi Kumar: called in.")


async def test_with_two_in_the_room_space_asks_who_is_done(in_the_hall):
    call(1), call(2)
    clock.set_local("2026-11-23T10:05")
    async with a_desk() as desk:
        await desk.press("space")
        await desk.until_said("2 patients are in the room. Whose consultation is done?")
        await desk.press("2")
        await desk.until(lambda: queues.token(2).status == "COMPLETED")
        assert (queues.token(1).called, queues.token(3).called) == (True, True)


async def test_people_of_an_earlier_slot_are_called_first_also_after_its_end(database):
    clock.set_local("2026-11-23T09:00")
    early = a_slot(2, None, "09:00", "10:00")
    late = a_slot(2, early.doctor)
    for slot in (early, late):
        visits.arrive(Arrive(a_token(slot.id, "WALKIN").id), RAVI)
    clock.set_local("2026-11-23T10:10")
    async with a_desk() as desk:
        await desk.until(lambda: desk.screen.selection.slot)
        assert "09 1 due!" in desk.words
        await desk.press("space")
        await desk.until(lambda: queues.token(1).called)
        assert not queues.token(2).called


async def test_the_cursor_goes_to_who_was_called_and_d_means_that_one(in_the_hall):
    async with a_desk() as desk:
        await desk.press("down", "down", "space")
        await desk.until(lambda: desk.chosen == 1)
        clock.set_local("2026-11-23T10:05")
        await desk.press("d")
        await desk.until(lambda: queues.token(1).status == "COMPLETED")


async def test_d_on_one_who_is_not_in_the_room_asks(in_the_hall):
    async with a_desk() as desk:
        await desk.press("space", "down", "down", "d")
        await desk.until_said("not in the room. Consultation done?")
        assert [status for *_, status in tokens()] == ["ACTIVE"] * 3
