"""Over a slow line several keys come at once; each finds what the one before it opened."""

from __future__ import annotations

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.runtime.config import Settings
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.tui.app import DeskApp
from opd_tui.tui.booking import sending
from tests.support.desk import Driven, a_desk, locked, tokens
from tests.support.factories import ASHA, a_doctor, a_slot, a_token


async def test_a_name_typed_right_after_b_stands_in_the_form(database):
    a_slot()
    async with a_desk() as desk:
        desk.typed("bAsha Patil")
        await desk.until(lambda: desk.form_open and desk.field("patient-name") == "Asha Patil")


async def test_a_name_typed_while_the_desk_starts_stands_in_the_form(database):
    a_slot()
    async with DeskApp(Settings(), ASHA).run_test() as pilot:
        desk = Driven(pilot)
        assert desk.screen.forms.booking is None
        desk.typed("bAsha Patil")
        await desk.until(lambda: desk.form_open and desk.field("patient-name") == "Asha Patil")


async def test_a_whole_booking_in_one_burst(database):
    a_slot()
    async with a_desk() as desk:
        desk.typed("bAsha Patil 9820012345\tP\r")
        await desk.until(lambda: tokens() == [(1, "PAID", "ACTIVE")])


async def test_what_is_typed_right_after_the_slash_is_looked_for(morning):
    async with a_desk() as desk:
        desk.typed("/Meena")
        await desk.until_seen("Meena", "Tokens found · 1")


async def test_a_key_right_after_leaving_the_form_is_the_desks(morning):
    async with a_desk() as desk:
        desk.typed("b\x1bn")
        await desk.until_said("No-show: №1")


async def test_a_booking_right_after_another_day_is_on_that_day(database):
    doctor = a_doctor().id
    a_slot(doctor=doctor, day="2026-11-23")
    a_slot(doctor=doctor, day="2026-11-24")
    async with a_desk() as desk:
        desk.typed("]bAsha\r")
        await desk.until(tokens)
        assert queues.tokens(ListTokens())[0].slot == 2


async def test_five_days_on_are_five_days(database):
    a_slot()
    async with a_desk() as desk:
        desk.typed("]]]]]")
        await desk.until_seen("Sat 28 Nov")


async def test_a_seat_opened_right_after_another_slot_is_that_slots(database):
    doctor = a_doctor().id
    a_slot(doctor=doctor, start="10:00", end="11:00")
    a_slot(doctor=doctor, start="11:00", end="12:00")
    async with a_desk() as desk:
        await desk.press("shift+tab")
        desk.typed("j+")
        await desk.until(lambda: [slot.capacity for slot in queues.summaries()] == [2, 3])


async def test_the_call_right_after_a_step_is_for_whom_the_step_led_to(database):
    slot = a_slot(seats=12)
    for _ in range(12):
        a_token(slot.id)
    async with a_desk() as desk:
        desk.typed("j" * 11 + "C")
        await desk.until(lambda: any(token.called for token in queues.tokens(ListTokens())))
        assert [token.number for token in queues.tokens(ListTokens()) if token.called] == [12]


async def test_enter_right_after_the_phone_finds_the_patient_who_is_known(database):
    records.register(NewPatient("Asha Patil", "98200 12345"), ASHA)
    a_slot()
    async with a_desk() as desk:
        desk.typed("bAsha Patil 98200 12345\r")
        await desk.until(tokens)
        assert [token.patient for token in queues.tokens(ListTokens())] == [1]


# While another desk keeps the database locked


async def test_the_next_patient_waits_for_the_booking_of_the_one_before(patient, database):
    a_slot()
    async with a_desk() as desk:
        with locked(database):
            desk.typed("bAsha Patil\r\rRavi Kumar\r")
            await desk.until(lambda: desk.form_open and "Waiting for another desk" in desk.form_text)
            assert desk.field("patient-name") == "Asha Patil"
        await desk.until(lambda: [t.patient_name for t in queues.tokens(ListTokens())] == ["Asha Patil", "Ravi Kumar"])


async def test_escape_goes_before_what_was_typed_ahead_and_gives_it_up(patient, database):
    a_slot()
    async with a_desk() as desk:
        with locked(database):
            desk.typed("bAsha Patil\r\rRavi Kumar\r")
            await desk.until(lambda: desk.form_open and "Waiting for another desk" in desk.form_text)
            desk.typed("\x1b")
            await desk.until(lambda: not desk.form_open)
        await desk.until_said("Asha Patil has a seat")
        assert [t.patient_name for t in queues.tokens(ListTokens())] == ["Asha Patil"]


async def test_a_booking_that_is_refused_takes_what_was_typed_ahead_with_it(impatient, database):
    a_slot()
    async with a_desk() as desk:
        with locked(database):
            desk.typed("bAsha Patil\r\rdRavi Kumar\r")
            await desk.until(lambda: desk.form_open and "kept the database locked" in desk.form_text)
        await desk.settled()
        assert (desk.field("patient-name"), tokens()) == ("Asha Patil", [])


async def test_a_corrected_name_is_another_booking(impatient, database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Asha Pati")
        with locked(database):
            await desk.press("enter")
            await desk.until(lambda: "kept the database locked" in desk.form_text)
        await desk.press("l", "enter")
        await desk.until(lambda: [t.patient_name for t in queues.tokens(ListTokens())] == ["Asha Patil"])


async def test_a_form_that_was_left_says_what_became_of_its_booking(patient, database):
    a_slot()
    async with a_desk() as desk:
        await desk.book("Asha Patil")
        with locked(database):
            desk.typed("\r")
            await desk.until(lambda: "Waiting for another desk" in desk.form_text)
            desk.typed("\x1b")
            await desk.until_said("Asha Patil is still being booked")
        await desk.until_said("№1 Asha Patil has a seat")


async def test_a_form_that_was_left_says_that_nothing_became_of_its_booking(impatient, database, monkeypatch):
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 0.01)
    a_slot()
    async with a_desk() as desk:
        await desk.book("Asha Patil")
        left = desk.form
        with locked(database):
            desk.typed("\r")
            await desk.until(lambda: left.saving)
            left.leave()
            await desk.until_said("Asha Patil was not booked.", "kept the database locked")
        assert tokens() == []


async def test_a_form_that_was_left_says_that_its_patient_is_likely_known(database):
    a_slot()
    records.register(NewPatient("Asha Patil", "98200 12345"), ASHA)
    async with a_desk() as desk:
        await desk.press("b", *"Ravi", "space", *"9820012345")
        await desk.settled()
        desk.form.submit()
        desk.form.leave()
        await desk.until_said("Ravi was not booked. Likely registered already: Asha Patil")
        assert tokens() == []


async def test_keys_that_were_dropped_keep_the_next_one_waiting_for_nothing(database, monkeypatch):
    a_slot()
    async with a_desk() as desk:
        keyboard = desk.app.keyboard

        async def refused():
            keyboard.drop()

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(keyboard, "_settled", refused)
            desk.typed("b")
            await desk.carried_out()
        await desk.press("b")
        assert desk.form_open
