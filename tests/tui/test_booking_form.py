"""`b` and `e`: the form tells before Enter what will happen, books once, and ends with the number."""

from __future__ import annotations

import asyncio

import pytest
from textual.widgets import Digits

from opd_tui.db import tables
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Call, ListTokens, ShowLog
from opd_tui.services.forecast import preview
from opd_tui.services.patients import records
from opd_tui.services.queries import counter, log, queues
from opd_tui.services.tokens import visits
from tests.support.desk import SIZES, a_desk, locked, tokens
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token, arrive, booked


def known(name: str, phone: str):
    return records.register(NewPatient(name, phone), ASHA)


# What will happen, before Enter


@pytest.mark.parametrize("size", SIZES)
async def test_the_preview_of_an_open_seat_counts_the_seats(database, size):
    slot = a_slot(seats=10)
    for _ in range(7):
        a_token(slot.id)
    async with a_desk(size) as desk:
        await desk.book("Lata Rao")
        assert "gets a seat (8 of 10)" in desk.form_text


@pytest.mark.parametrize("size", SIZES)
async def test_the_preview_names_who_gives_way(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Lata Rao", "p")
        assert "№2 Ravi Kumar" in desk.form_text


@pytest.mark.parametrize("size", SIZES)
async def test_the_preview_says_the_place_in_the_waiting_queue(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Lata Rao")
        assert "waiting list, position 3" in desk.form_text


async def test_the_queue_marks_who_gives_way(morning):
    async with a_desk() as desk:
        before = desk.pane("active")
        await desk.book("Lata Rao", "p")
        changed = [row for row, old in zip(desk.pane("active"), before, strict=True) if row != old]
        assert len(changed) == 1
        assert "Ravi Kumar" in changed[0]


async def test_a_number_by_which_nobody_is_known_is_said_as_it_is_typed(morning):
    async with a_desk() as desk:
        await desk.press("b", *"98765")
        await desk.until(lambda: "No patient has the number 98765" in desk.form_text)


async def test_leaving_the_form_takes_the_mark_away(morning):
    async with a_desk() as desk:
        before = desk.pane("active")
        await desk.book("Lata Rao", "p")
        await desk.press("escape")
        await desk.settled()
        assert desk.pane("active") == before


async def test_the_preview_follows_what_other_desks_do(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        a_token(morning.id, actor=RAVI)
        await desk.until(lambda: "position 4" in desk.form_text)


@pytest.mark.parametrize("size", SIZES)
async def test_the_queues_stay_in_sight_while_a_name_is_typed(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Lata Rao")
        assert (desk.queue("active"), desk.queue("waiting")) == ([1, 2], [3, 4])


async def test_the_form_says_for_which_doctor_and_time(morning):
    async with a_desk() as desk:
        await desk.press("b")
        assert "Dr Rao" in desk.form_text
        assert "10:00" in desk.form_text


# Sources


async def test_the_source_begins_as_walkin(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(tokens)
        assert tokens() == [(1, "WALKIN", "ACTIVE")]


@pytest.mark.parametrize(
    ("letter", "source"),
    [("e", "EMERGENCY"), ("P", "PAID"), ("f", "FOLLOWUP"), ("o", "ONLINE"), ("w", "WALKIN")],
)
async def test_a_letter_chooses_the_source_outside_a_text_field(database, letter, source):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao", letter)
        await desk.press("enter")
        await desk.until(tokens)
        assert tokens() == [(1, source, "ACTIVE")]


async def test_letters_are_letters_in_a_text_field(database):
    a_slot()
    async with a_desk() as desk:
        await desk.press("b", *"epfowqbdn")
        assert (desk.field("patient-name"), desk.form.source) == ("epfowqbdn", "WALKIN")


async def test_arrows_choose_the_source(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao", "e")
        await desk.press("down", "enter")
        await desk.until(tokens)
        assert tokens() == [(1, "PAID", "ACTIVE")]


# Enter


@pytest.mark.parametrize("size", SIZES)
async def test_it_ends_with_the_number_the_doctor_the_time_and_the_place(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert all(text in desk.form_text for text in ("Dr Rao", "10:00", "waiting list, 3rd", "Lata Rao"))


async def test_the_number_is_large(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert desk.form.query_one(Digits).value == "5"
        assert desk.form.query_one(Digits).region.height == 3


async def test_the_result_names_who_gave_way(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert "№2 Ravi Kumar" in desk.form_text


async def test_the_status_line_says_who_waits_and_because_of_whom(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        await desk.press("enter")
        await desk.until_said("№2 Ravi Kumar", "№5 Lata Rao", "PAID")


@pytest.mark.parametrize("size", SIZES)
async def test_a_booking_that_waits_for_another_desk_says_so(patient, morning, database, size):
    async with a_desk(size) as desk:
        await desk.book("Lata Rao")
        with locked(database):
            await desk.pilot.press("enter")
            await desk.until(lambda: "Waiting for another desk to finish" in desk.form_text)
        await desk.until(lambda: "№5" in desk.form_text)
        assert "Waiting for another desk" not in desk.text


async def test_a_booking_that_ends_after_the_form_was_left_is_said(patient, morning, database):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        with locked(database):
            await desk.pilot.press("enter")
            await desk.until(lambda: "Waiting for another desk to finish" in desk.form_text)
            await desk.pilot.press("escape")
            await desk.until(lambda: not desk.form_open)
        await desk.until_said("№5 Lata Rao is 3rd on the waiting list")
        assert not desk.form_open


async def test_a_look_up_answered_late_leaves_the_result_alone(morning):
    known("Lata Rao", "98200 12345")
    async with a_desk() as desk:
        await desk.book("Lata Rao Kamath")
        form, answer = desk.form, asyncio.Event()
        run = form.draft.finder.runner

        async def late(service, *args, **kwargs):
            done = await run(service, *args, **kwargs)
            if service in (counter.look_up, preview.preview, preview.elsewhere):
                await answer.wait()
            return done

        form.draft.finder.runner = form.draft.outlook.runner = late
        looked_up = [
            asyncio.create_task(form.draft.look_up("Lata Rao Kamath", asyncio.Event())),
            asyncio.create_task(form.draft.ask_outlook(morning.id)),
            asyncio.create_task(form.draft.look_elsewhere(1, morning.id)),
        ]
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        result = desk.form_text
        answer.set()
        await asyncio.gather(*looked_up)
        await desk.settled()
        assert desk.form_text == result


async def test_enter_after_the_number_is_the_next_patient(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        await desk.press("enter")
        assert desk.form_open
        assert (desk.field("patient-name"), desk.form.source) == ("", "WALKIN")


async def test_two_patients_in_a_row(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№1" in desk.form_text)
        await desk.press("enter")
        await desk.type("Anil Khan")
        await desk.press("enter")
        await desk.until(lambda: "№2" in desk.form_text)
        assert [t.patient_name for t in queues.tokens(ListTokens())] == ["Lata Rao", "Anil Khan"]


async def test_esc_goes_back_with_the_cursor_on_the_new_token(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        await desk.press("escape")
        await desk.settled()
        assert (desk.form_open, desk.chosen) == (False, 5)


async def test_esc_before_enter_books_nobody(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("escape")
        await desk.settled()
        assert (desk.form_open, tokens()) == (False, [])


async def test_enter_held_down_books_once(database):
    a_slot(seats=5)
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.hold("enter", 20)
        assert [t.patient_name for t in queues.tokens(ListTokens())] == ["Lata Rao"]


@pytest.mark.parametrize("name", ["", "   "])
async def test_nobody_is_booked_without_a_name(database, name):
    a_slot()
    async with a_desk() as desk:
        await desk.book(name)
        await desk.press("enter")
        await desk.settled()
        assert "name" in desk.form_text.lower()
        assert tokens() == []


async def test_a_name_that_cannot_be_taken_is_said_in_the_form(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("\u200b")
        await desk.press("enter")
        await desk.until(lambda: "is not accepted" in desk.form_text)
        assert tokens() == []


async def test_a_phone_is_kept(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao 98200 12345")
        await desk.press("enter")
        await desk.until(tokens)
        assert tables.PatientPhone.get().shown == "98200 12345"


# Known patients


async def test_namesakes_are_pointed_out_with_their_phones(morning):
    known("Lata Rao", "111 222")
    known("Lata Rao", "333 444")
    async with a_desk() as desk:
        await desk.book("Lata")
        await desk.until(lambda: "111 222" in desk.form_text and "333 444" in desk.form_text)


async def test_a_known_patient_is_picked_with_down(morning):
    known("Lata Rao", "111 222")
    second = known("Lata Rao", "333 444")
    async with a_desk() as desk:
        await desk.book("Lata")
        await desk.press("down", "down", "enter")
        assert "Registered patient: Lata Rao · 333 444" in desk.form_text
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert queues.tokens(ListTokens())[-1].patient == second.id


async def test_a_patient_is_found_by_the_end_of_the_phone_number(morning):
    known("Lata Rao", "98200 12345")
    async with a_desk() as desk:
        await desk.press("b")
        await desk.type("2345")
        await desk.until(lambda: "Lata Rao" in desk.form_text)


async def test_a_new_namesake_is_a_record_of_its_own(morning):
    known("Lata Rao", "111 222")
    async with a_desk() as desk:
        await desk.book("Lata Rao 98200 55555")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert tables.Patient.select().where(tables.Patient.name == "Lata Rao").count() == 2


async def test_the_same_name_and_phone_is_the_same_patient(morning):
    lata = known("Lata Rao", "98200 12345")
    async with a_desk() as desk:
        await desk.book("98200-12345 Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert queues.tokens(ListTokens())[-1].patient == lata.id


async def test_a_token_at_the_same_time_elsewhere_is_pointed_out(morning):
    elsewhere = a_slot(doctor=a_doctor("Dr Iyer").id, start="10:30", end="11:30")
    booked(elsewhere.id, patient=a_patient("Lata Rao").id)
    async with a_desk() as desk:
        await desk.press("j")
        desk.screen.selection.go_to(day=morning.day, doctor=morning.doctor, slot=morning.id, token=None)
        await desk.book("Lata")
        await desk.press("down", "enter")
        await desk.until(lambda: "Dr Iyer" in desk.form_text and "10:30" in desk.form_text)


async def test_a_token_at_the_same_time_elsewhere_is_not_refused(database):
    slot, patient = a_slot(), a_patient("Lata Rao")
    booked(a_slot(doctor=a_doctor("Dr Sen").id, start="10:30", end="11:30").id, patient=patient.id)
    async with a_desk() as desk:
        await desk.book("Lata")
        await desk.press("down", "enter")
        await desk.until(lambda: "Dr Sen" in desk.form_text)
        await desk.press("down", "enter")
        await desk.until(lambda: len(tokens()) == 2)
        assert queues.tokens(ListTokens())[-1].slot == slot.id


async def test_who_is_checked_in_for_the_slot_gets_no_second_token_and_is_told_so(morning):
    arrive(3)
    async with a_desk() as desk:
        await desk.book("Meena")
        await desk.press("enter", "enter")
        await desk.until(lambda: "№3 is checked in already, Dr Rao 10:00" in desk.form_text)
        assert len(tokens()) == 4


# Emergencies


async def test_e_books_an_emergency(morning):
    async with a_desk() as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert tokens()[-1] == (5, "EMERGENCY", "ACTIVE")


@pytest.fixture
def used_up(database):
    """One seat, and an emergency called in to it."""
    slot = a_slot(seats=1)
    visits.call(Call(token=a_token(slot.id, "EMERGENCY").id), ASHA)
    return slot


@pytest.mark.parametrize("size", SIZES)
async def test_an_emergency_without_a_seat_is_offered_one(used_up, size):
    async with a_desk(size) as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "+: add one" in desk.form_text)


async def test_plus_opens_the_seat_with_the_booking(used_up):
    async with a_desk() as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "+: add one" in desk.form_text)
        await desk.press("plus", "enter")
        await desk.until(lambda: "№2" in desk.form_text)
        assert tokens()[-1] == (2, "EMERGENCY", "ACTIVE")
        assert queues.slot(ShowSlot(used_up.id)).head.capacity == 2


@pytest.mark.parametrize("size", SIZES)
async def test_plus_says_that_the_newcomer_gets_the_seat(used_up, size):
    async with a_desk(size) as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "+: add one" in desk.form_text)
        await desk.press("plus")
        await desk.until(lambda: "a seat is added: gets it (2 of 2)" in desk.form_text)
        assert "waiting" not in desk.form_text
        await desk.press("enter")
        await desk.until_said("A seat was opened: №2 Lata Rao has it.")


@pytest.mark.parametrize("size", SIZES)
async def test_plus_says_who_waited_longer_and_gets_the_seat(used_up, size):
    for _ in range(2):
        a_token(used_up.id, "EMERGENCY")
    async with a_desk(size) as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "position 3" in desk.form_text)
        await desk.press("plus")
        await desk.until(lambda: "is first for it; this token waits, 2nd" in desk.form_text)
        assert "position 3" not in desk.form_text
        await desk.press("enter")
        await desk.until_said("A seat was opened: №2", "№4 Lata Rao is 2nd on the waiting list.")
        assert "A seat was opened: №2" in desk.form_text


async def test_plus_again_opens_none(used_up):
    async with a_desk() as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "+: add one" in desk.form_text)
        await desk.press("plus", "plus")
        await desk.until(lambda: "waiting list, position 1" in desk.form_text)
        await desk.press("enter")
        await desk.until(lambda: "№2" in desk.form_text)
        assert queues.slot(ShowSlot(used_up.id)).head.capacity == 1


async def test_no_seat_is_opened_before_enter(used_up):
    async with a_desk() as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.until(lambda: "+: add one" in desk.form_text)
        await desk.press("plus", "escape")
        await desk.settled()
        assert queues.slot(ShowSlot(used_up.id)).head.capacity == 1


async def test_without_plus_the_emergency_waits(used_up):
    async with a_desk() as desk:
        await desk.press("e")
        await desk.type("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "№2" in desk.form_text)
        assert tokens()[-1] == (2, "EMERGENCY", "WAITING")


async def test_a_booking_carries_the_operators_name(database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(tokens)
        assert [(e.actor, e.desk) for e in log.of_token(ShowLog(1))] == [("asha", "desk-1")]


async def test_a_kept_draft_is_typed_over_or_gone_on_with(database):
    a_slot()
    async with a_desk() as desk:
        await desk.press("b", *"Asha", "escape", "b")
        assert desk.field("patient-name") == "Asha"
        await desk.press("right", *" Rao", "escape", "b")
        assert desk.field("patient-name") == "Asha Rao"
        await desk.press(*"Ravi")
        assert desk.field("patient-name") == "Ravi"
