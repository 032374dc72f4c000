"""The form: Enter answers what was typed, says why somebody is a follow-up, and has better places at hand."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Complete, ListTokens
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits
from tests.support.desk import SIZES, a_desk, tokens
from tests.support.factories import ASHA, a_doctor, a_slot, a_token


def known(name: str, phone: str):
    return records.register(NewPatient(name, phone), ASHA)


# Enter answers what was typed


async def test_a_returning_patient_is_booked_with_seven_keys(database):
    a_slot()
    lata = known("Lata Rao", "98200 12345")
    async with a_desk() as desk:
        await desk.press("b", "1", "2", "3", "4", "5", "enter")
        await desk.until(tokens)
        await desk.settled()
        assert [(t.patient, t.status) for t in queues.tokens(ListTokens())] == [(lata.id, "ACTIVE")]


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_meant_by_a_number_is_shown_before_enter(database, size):
    a_slot()
    known("Lata Rao", "98200 12345")
    async with a_desk(size) as desk:
        await desk.press("b", *"12345")
        await desk.settled()
        assert ("Registered patient: Lata Rao" in desk.form_text, tokens()) == (True, [])


async def test_enter_picks_nobody_of_several(database):
    a_slot()
    for phone in ("98200 12345", "98300 12345"):
        known("Lata Rao", phone)
    async with a_desk() as desk:
        await desk.press("b", *"12345", "enter")
        await desk.until(lambda: "2 patients may be meant" in desk.form_text)
        await desk.press("enter", "enter")
        await desk.settled()
        assert tokens() == []


@pytest.mark.parametrize("typed", ["Asha", "Patil Asha", "asha pat"])
async def test_enter_picks_the_only_one_of_that_name(database, typed):
    a_slot()
    lata = known("Asha Patil", "98200 12345").id
    async with a_desk() as desk:
        await desk.book(typed)
        await desk.press("enter", "enter")
        await desk.until(tokens)
        assert [t.patient for t in queues.tokens(ListTokens())] == [lata]


@pytest.mark.parametrize("typed", ["Usha Patil", "Asha Patli"])
async def test_enter_picks_nobody_on_a_slip_of_the_finger(database, typed):
    a_slot()
    known("Asha Patil", "98200 12345")
    async with a_desk() as desk:
        await desk.book(typed)
        await desk.until(lambda: "Registered (↓ to choose)" in desk.form_text)
        await desk.press("enter")
        await desk.until(tokens)
        assert [t.patient_name for t in queues.tokens(ListTokens())] == [typed]


async def test_who_has_the_phone_already_is_pointed_out_before_a_second_record_is_made(database):
    a_slot()
    known("Asha Patil", "98200 12345")
    async with a_desk() as desk:
        await desk.press("b", *"Ravi", "space", *"9820012345", "enter")
        await desk.until(lambda: "Likely registered already: Asha Patil" in desk.form_text)
        assert tokens() == []
        await desk.press("enter")
        await desk.until(tokens)
        assert [t.patient_name for t in queues.tokens(ListTokens())] == ["Ravi"]


async def test_who_is_pointed_out_can_be_picked(database):
    a_slot()
    asha = known("Asha Patil", "98200 12345").id
    async with a_desk() as desk:
        await desk.press("b", *"Ravi", "space", *"9820012345", "enter")
        await desk.until(lambda: "Likely registered already" in desk.form_text)
        await desk.press("down", "enter", "enter")
        await desk.until(tokens)
        assert [t.patient for t in queues.tokens(ListTokens())] == [asha]


async def test_down_picks_who_is_like_it(database):
    a_slot()
    asha = known("Asha Patil", "98200 12345")
    async with a_desk() as desk:
        await desk.book("Usha Patil")
        await desk.press("down", "enter", "enter")
        await desk.until(tokens)
        assert [t.patient for t in queues.tokens(ListTokens())] == [asha.id]


@pytest.mark.parametrize("typed", ["asha  PATIL", "a-17", "98200 12345", "098200 12345"])
async def test_enter_picks_by_the_whole_name_or_a_number(database, typed):
    a_slot()
    asha = records.register(NewPatient("Asha Patil", "98200 12345", "A-17"), ASHA)
    async with a_desk() as desk:
        await desk.book(typed)
        await desk.press("enter", "enter")
        await desk.until(tokens)
        assert [t.patient for t in queues.tokens(ListTokens())] == [asha.id]


async def test_a_second_enter_books_somebody_new_of_a_name_that_several_have(database):
    a_slot()
    for phone in ("98200 11111", "98300 22222"):
        known("Lata Rao", phone)
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: "Several" in desk.form_text)
        assert tokens() == []
        await desk.press("enter")
        await desk.until(tokens)
        assert tables.Patient.select().where(tables.Patient.name == "Lata Rao").count() == 3


async def test_a_number_that_nobody_has_becomes_no_name(database):
    a_slot()
    async with a_desk() as desk:
        await desk.press("b", *"98200", "enter", "enter")
        await desk.until(lambda: "No patient has the number 98200" in desk.form_text)
        await desk.settled()
        assert (tokens(), tables.Patient.select().count()) == ([], 0)


async def test_somebody_new_after_all_is_a_line_below(database):
    a_slot()
    known("Lata Rao", "98200 12345")
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await desk.press("enter", "down", "enter", "enter")
        await desk.until(tokens)
        assert queues.tokens(ListTokens())[0].patient != 1
        assert queues.tokens(ListTokens())[0].patient_name == "Lata Rao"


# Follow-ups


@pytest.fixture
def seen(database):
    """Dr Rao's slot at ten today; Lata was seen by him six days before."""
    clock.set_local("2026-11-17T09:00")
    doctor, lata = a_doctor(), known("Lata Rao", "98200 12345")
    visits.complete(Complete(a_token(a_slot(2, doctor.id, day="2026-11-17").id, "ONLINE", lata.id).id), ASHA)
    clock.set_local("2026-11-23T09:00")
    return a_slot(1, doctor.id)


PICK_LATA = ("b", "1", "2", "3", "4", "5")


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_says_why_somebody_is_a_follow_up(seen, size):
    async with a_desk(size) as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "seen by Dr Rao 6 days ago, within 15" in desk.form_text)
        assert desk.form.source == "FOLLOWUP"
        await desk.press("enter")
        await desk.until(lambda: len(tokens()) == 2)
        assert tokens()[1] == (1, "FOLLOWUP", "ACTIVE")


@pytest.mark.parametrize(("key", "source"), [("w", "WALKIN"), ("o", "ONLINE"), ("p", "PAID")])
async def test_one_key_puts_another_source(seen, key, source):
    async with a_desk() as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: desk.form.source == "FOLLOWUP")
        await desk.press("tab", key)
        await desk.settled()
        assert "seen by Dr Rao 6" not in desk.form_text
        await desk.press("enter")
        await desk.until(lambda: len(tokens()) == 2)
        assert tokens()[1][1] == source


async def test_somebody_else_is_no_follow_up(seen):
    async with a_desk() as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: desk.form.source == "FOLLOWUP")
        await desk.press("backspace", "6")
        await desk.until(lambda: desk.form.source == "WALKIN" and "seen by" not in desk.form_text)


# Better places


@pytest.fixture
def full(seen):
    """Two wait at ten; at eleven and twelve Dr Rao has seats."""
    for _ in range(3):
        a_token(seen.id, "PAID")
    return [a_slot(2, seen.doctor, f"{hour}:00", f"{hour + 1}:00").id for hour in (11, 12)]


@pytest.mark.parametrize("size", SIZES)
async def test_better_places_stand_beside_a_wait(full, size):
    async with a_desk(size) as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "11:00 2 free, ~11:00" in desk.form_text and "12:00 2 free, ~12:00" in desk.form_text)


@pytest.mark.parametrize("size", SIZES)
async def test_all_five_are_in_sight_beside_a_follow_up(full, seen, size):
    for hour in (13, 14, 15):
        a_slot(2, seen.doctor, f"{hour}:00", f"{hour + 1}:00")
    async with a_desk(size) as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "15:00 2 free" in desk.form_text and "seen by" in desk.form_text)


@pytest.mark.parametrize("size", SIZES)
async def test_none_of_five_is_out_of_sight_however_much_there_is_to_say(seen, size):
    for number in range(6):
        other = a_doctor(f"Dr Subramaniam Iyer {number}").id
        a_slot(12, other, "10:00", "11:00")
    for _ in range(2):
        a_token(seen.id, "FOLLOWUP")
    async with a_desk(size) as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "seen by" in desk.form_text and "Tab w" in desk.form_text)
        assert desk.form_text.count("12 free") == 5


async def test_a_better_place_is_taken_with_down_and_enter_and_booked_with_enter(full):
    async with a_desk() as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "12:00 2 free" in desk.form_text)
        await desk.press("down", "down", "enter")
        await desk.until(lambda: "gets a seat" in desk.form_text)
        assert desk.screen.selection.query.slot == full[1]
        await desk.press("enter")
        await desk.until(lambda: tokens()[-1][1] == "FOLLOWUP")
        assert queues.tokens(ListTokens())[-1].slot == full[1]


async def test_the_form_says_the_day_where_that_is_another(full, seen):
    a_slot(4, seen.doctor, day="2026-11-24")
    async with a_desk() as desk:
        await desk.press("right_square_bracket", "b")
        await desk.until(lambda: desk.form.border_title == "Book · 24/11 10:00 Dr Rao")


async def test_digits_are_digits_in_a_field(full, seen):
    async with a_desk() as desk:
        await desk.press("b", "tab", "1", "2")
        await desk.settled()
        assert (desk.field("patient-name"), desk.form.slot.id) == ("12", seen.id)


async def test_a_seat_has_no_better_place(seen):
    a_slot(2, seen.doctor, "11:00", "12:00")
    async with a_desk() as desk:
        await desk.press(*PICK_LATA)
        await desk.until(lambda: "a seat" in desk.form_text)
        assert "free" not in desk.form_text
