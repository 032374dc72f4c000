"""`R`: the register of patients at the desk – search, a patient's card, new records, corrections, merges."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Complete, ListTokens
from opd_tui.runtime.config import Settings
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits
from opd_tui.tui.app import DeskApp
from opd_tui.tui.screens.card import CardScreen
from opd_tui.tui.screens.patient import PatientScreen
from opd_tui.tui.screens.patient_picker import PatientPicker
from opd_tui.tui.screens.registry import RegistryScreen
from tests.support.desk import SIZES, Driven, a_desk
from tests.support.factories import ASHA, a_patient, a_slot, a_token


def register(name, **fields):
    return records.register(NewPatient(name, **fields), ASHA)


async def search(desk: Driven, text: str) -> None:
    """Open the register, if it is not, and look for this."""
    if not isinstance(desk.app.screen, RegistryScreen | PatientPicker):
        await desk.press("R")
        await desk.until(lambda: isinstance(desk.app.screen, RegistryScreen) and desk.app.focused)
    await desk.type(text)
    await settled(desk)


async def settled(desk: Driven) -> None:
    """Wait until everything asked for was read and shown; a question may wait for its answer."""
    status = desk.app.screen.status
    for _ in range(2):
        await desk.until(lambda: sum(not worker.is_finished for worker in desk.app.workers) <= bool(status.question))
        await desk.app.runner(int)
        await desk.pilot.pause()


async def card(desk: Driven, text: str) -> None:
    """Open the card of the first who is found."""
    await search(desk, text)
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, PatientScreen) and desk.app.screen.card)


async def fill(desk: Driven, *values: str | None) -> None:
    """Fill the open form of a record, None for a field that stays, and press Enter."""
    for value in values:
        if value is not None:
            desk.app.focused.value = value
        await desk.press("tab")
    await desk.press("enter")
    await settled(desk)


@pytest.mark.parametrize("size", SIZES)
async def test_patients_are_found_as_you_type(morning, size):
    register("राम शर्मा", phone="98200 12345", mrn="A-17")
    async with a_desk(size) as desk:
        await search(desk, "शर्")
        assert desk.sees("98200 12345", "A-17")
        assert not desk.sees("Asha Patil")


async def test_who_is_found_by_the_second_phone_is_shown_with_it(morning):
    register("Lata Rao", phone="98200 12345 / 98765 43210")
    async with a_desk() as desk:
        await search(desk, "43210")
        await desk.until_seen("Lata Rao", "98765 43210")


async def test_a_slip_of_the_finger_is_forgiven(morning):
    async with a_desk() as desk:
        await search(desk, "asah")
        assert desk.sees("Asha Patil")


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_tells_what_is_booked_and_what_was(morning, size):
    visits.complete(Complete(1), ASHA)
    a_token(a_slot(doctor=1, start="12:00", end="13:00").id, patient=1)
    async with a_desk(size) as desk:
        await card(desk, "asha")
        await desk.until(lambda: desk.sees("1 seen, 0 no-show, 0 cancelled", "12:00  №5", "10:00  №1"))


async def test_enter_on_the_card_goes_to_the_token(morning):
    async with a_desk() as desk:
        await card(desk, "meena")
        await desk.press("enter")
        await desk.until(lambda: desk.chosen == 3)


async def test_the_card_of_a_token_leads_to_its_patient(morning):
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, CardScreen) and desk.app.screen.card)
        await desk.press("R")
        await desk.until(lambda: isinstance(desk.app.screen, PatientScreen) and desk.sees("So far"))


async def test_esc_goes_back_step_by_step(morning):
    async with a_desk() as desk:
        await card(desk, "asha")
        await desk.press("escape")
        await desk.until(lambda: isinstance(desk.app.screen, RegistryScreen))
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)


# Somebody new


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_not_found_is_registered_with_the_next_number(database, size):
    async with a_desk(size) as desk:
        await search(desk, "Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, None, "98200 12345", None, "46", "f", "dis", "diabetes")
        made = records.patient(1)
        assert (made.name, made.phone, made.mrn, made.notes) == ("Lata Rao", "98200 12345", "1", "diabetes")
        assert (made.year_of_birth, made.sex, made.precedence) == (1980, "F", "disability")
        await desk.until_seen("Lata Rao (1, 46F, 98200 12345) registered.")


async def test_the_next_one_does_not_begin_with_the_number_of_the_one_before(database):
    async with a_desk() as desk:
        await search(desk, "Lata Rao")
        await desk.press("ctrl+n")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk)
        await desk.until(lambda: desk.field("search") == "1")
        await desk.press("ctrl+n")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        assert [desk.field(f"field{n}") for n in range(3)] == ["", "", "2"]


async def test_two_desks_with_the_same_offer_give_two_numbers(database):
    async with a_desk() as desk:
        await search(desk, "Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        records.register(NewPatient("Ravi Kumar", draw_mrn=True), ASHA)
        await fill(desk)
        assert [p.mrn for p in tables.Patient.select().order_by(tables.Patient.id)] == ["1", "2"]


async def test_a_phone_that_is_not_found_goes_into_its_field(database):
    async with a_desk() as desk:
        await search(desk, "98200 12345")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        assert (desk.field("field0"), desk.field("field1")) == ("", "98200 12345")


@pytest.mark.parametrize(
    ("typed", "offered", "fields"),
    [
        ("98200 12345", "+ new patient: phone 98200 12345", ("", "98200 12345", "1", "", "")),
        (
            "Lata Rao 9820012345 34f",
            "+ new patient: Lata Rao, 34F, phone 9820012345",
            ("Lata Rao", "9820012345", "1", "34", "F"),
        ),
        ("9820", "+ new patient", ("", "", "1", "", "")),
        ("B-17", "+ new patient: no. B-17", ("", "", "B-17", "", "")),
    ],
)
async def test_a_number_is_never_offered_as_a_new_name(database, typed, offered, fields):
    async with a_desk() as desk:
        await search(desk, typed)
        await desk.until_seen(offered)
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        assert tuple(desk.field(f"field{n}") for n in range(5)) == fields


async def test_a_likely_duplicate_is_pointed_out_before_a_second_record_is_made(database):
    register("Asha Patil", phone="98200 12345")
    async with a_desk() as desk:
        await search(desk, "Usha")
        await desk.press("ctrl+n")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, "Usha Patil", "9820012345")
        await desk.until_seen("Likely registered already: Asha Patil (98200 12345)")
        await desk.press(*["enter"] * 5)
        await settled(desk)
        assert tables.Patient.select().count() == 1


async def test_a_second_record_is_made_where_it_is_wanted(database):
    register("Asha Patil", phone="98200 12345")
    async with a_desk() as desk:
        await search(desk, "Usha")
        await desk.press("ctrl+n")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, "Usha Patil", "9820012345")
        await desk.until_seen("Register a second record")
        await desk.press("y")
        await desk.until(lambda: tables.Patient.select().count() == 2)


async def test_a_year_that_is_none_is_said_in_the_form(database):
    async with a_desk() as desk:
        await search(desk, "Lata Rao")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, None, None, None, "180")
        await desk.until_seen("Enter a year such as 1980, or an age such as 34.")
        assert tables.Patient.select().count() == 0


# Put right, merged, put back


async def test_a_record_is_put_right(morning):
    async with a_desk() as desk:
        await card(desk, "asha")
        await desk.press("e")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, "Usha Patil", None, None, "1980")
        assert records.patient(1).year_of_birth == 1980
        await desk.until_seen("name Asha Patil → Usha Patil")


async def test_only_what_was_changed_here_is_written(morning):
    async with a_desk() as desk:
        await card(desk, "asha")
        await desk.press("e")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        records.correct(1, {"phone": "98200 12345"}, ASHA)
        await fill(desk, "Usha Patil")
        assert (records.patient(1).name, records.patient(1).phone) == ("Usha Patil", "98200 12345")


async def test_the_desk_shows_the_corrected_name(morning):
    async with a_desk() as desk:
        await card(desk, "asha")
        await desk.press("e")
        await desk.until(lambda: desk.app.screen.dialog.form.display)
        await fill(desk, "Usha Patil")
        await desk.press("escape")
        await desk.press("escape")
        await desk.until(lambda: "Usha Patil" in "".join(desk.pane("active")))


async def merged(desk: Driven) -> None:
    """Merge the record of Ravi Kumar into that of Asha Patil; the question stands."""
    await card(desk, "asha")
    await desk.press("m")
    await desk.until(lambda: isinstance(desk.app.screen, PatientPicker) and desk.app.focused)
    await search(desk, "ravi")
    await desk.press("enter")
    await desk.until_seen("Merge Ravi Kumar with 1 token into Asha Patil?")


@pytest.mark.parametrize("size", SIZES)
async def test_a_merge_asks_and_is_undone_on_the_card(database, size):
    a_patient("Asha Patil")
    a_token(a_slot().id, patient=a_patient("Ravi Kumar").id)
    async with a_desk(size) as desk:
        await merged(desk)
        await desk.press("y")
        await desk.until(lambda: records.patient(2).merged_into == 1)
        await desk.until_seen("Ravi Kumar merged into Asha Patil; 1 token moved.")
        await desk.press("u")
        await desk.until_seen("Undo the merge of Asha Patil by asha?")
        await desk.press("y")
        await desk.until(lambda: records.patient(2).merged_into is None)
        assert (queues.token(1).patient, checking.check()) == (2, ())


@pytest.mark.parametrize("key", ["enter", "escape", "m"])
async def test_no_other_key_merges(database, key):
    a_patient("Asha Patil")
    a_token(a_slot().id, patient=a_patient("Ravi Kumar").id)
    async with a_desk() as desk:
        await merged(desk)
        await desk.press(key)
        assert records.patient(2).merged_into is None


@pytest.mark.parametrize("size", SIZES)
async def test_likely_duplicates_are_listed_on_the_card_and_before_anything_is_typed(database, size):
    for mrn, age in (("501", 46), ("902", None)):
        register("Ram Kale", phone="98200 12345", mrn=mrn, age=age)
    async with a_desk(size) as desk:
        await card(desk, "501")
        await desk.until_seen("Perhaps also Ram Kale (902, 98200 12345) (m: merge)")
        await desk.press("m")
        await desk.until_seen("Likely the same person · 1", "902", "Enter merge this one")
        await desk.press("enter")
        await desk.until_seen(
            "Merge Ram Kale (902, 98200 12345) with 0 tokens into Ram Kale (501, 46, 98200 12345)?"
            " Hospital number 902 will be dropped. u undoes it."
        )
        await desk.press("1")
        await settled(desk)
        assert records.patient(2).merged_into == 1


async def test_without_a_likely_duplicate_it_says_what_to_type(morning):
    async with a_desk() as desk:
        await card(desk, "asha")
        await desk.press("m")
        await desk.until_seen("No likely duplicate. Type the name, a phone or the hospital number.")


async def test_twins_in_the_register_are_cut_in_the_middle(database):
    for n in (1, 2):
        register(f"Baby of Anita Deshmukh Twin {n}")
    async with a_desk() as desk:
        await search(desk, "deshmukh")
        assert desk.sees("Twin 1", "Twin 2")


# The card books


@pytest.mark.parametrize("size", SIZES)
async def test_b_on_the_card_opens_the_booking_form_with_the_patient(morning, size):
    known = register("Ram Kale", phone="98200 12345", mrn="902")
    async with a_desk(size) as desk:
        await card(desk, "902")
        assert "b book" in desk.lines[-1]
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is desk.screen and desk.form_open)
        await desk.settled()
        await desk.press("enter")
        await desk.until(lambda: len(queues.tokens(ListTokens())) == 5)
        assert queues.token(5).patient == known.id


async def test_b_on_the_card_of_a_tokens_patient_books_as_well(morning):
    lunch = a_slot(doctor=1, start="12:00", end="13:00").id
    async with a_desk() as desk:
        await desk.press("left", "down", "right", "left")
        await desk.until(lambda: desk.screen.selection.slot)
        desk.screen.selection.choose_slot(lunch)
        await card(desk, "meena")
        await desk.press("b")
        await desk.until(lambda: desk.app.screen is desk.screen and desk.form_open)
        await desk.settled()
        await desk.press("enter")
        await desk.until(lambda: len(queues.tokens(ListTokens())) == 5)
        assert queues.token(5).patient == queues.token(3).patient


async def test_b_on_the_card_says_why_nothing_can_be_booked(database):
    register("Ram Kale", mrn="902")
    async with a_desk() as desk:
        await card(desk, "902")
        await desk.press("b")
        await desk.until_said("No later slot takes bookings")
        assert not desk.form_open


async def test_a_merge_that_cannot_be_is_refused_in_words(morning):
    async with a_desk() as desk:
        await merged(desk)
        await desk.press("y")
        await desk.until_seen("both have a live token with Dr Rao 2026-11-23 10:00")


async def test_a_hostile_name_is_shown_and_never_acted_on(database):
    register("[@click=app.quit]Ram[/b]\u202e", notes="[b]")
    async with a_desk() as desk:
        await card(desk, "ram")
        await desk.until(lambda: desk.sees("[@click=app.quit]Ram[/b]·"))


async def test_u_on_the_desk_takes_a_correction_back(morning):
    records.correct(1, {"name": "Usha Patil"}, ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until_said("Undo the correction (name) of Usha Patil by asha?")
        await desk.press("y")
        await desk.until_said("Undone: the correction of Asha Patil.")
        assert "Asha Patil" in "".join(desk.pane("active"))


@pytest.mark.parametrize("size", SIZES)
def test_the_card_looks_as_it_did(morning, size, snap_compare):
    register("राम शर्मा", phone="98200 12345", mrn="A-17", year_of_birth=1980, sex="M", notes="diabetes")
    visits.complete(Complete(a_token(morning.id, patient=5, source="PAID").id), ASHA)
    a_token(a_slot(doctor=1, start="12:00", end="13:00").id, patient=5)
    records.correct(5, {"phone": "98200 54321"}, ASHA)

    async def opened(pilot):
        desk = Driven(pilot)
        await desk.until(lambda: desk.screen.selection.view is not None and desk.status)
        await card(desk, "54321")
        await desk.until(lambda: desk.sees("diabetes"))

    assert snap_compare(DeskApp(Settings(), ASHA), terminal_size=size, run_before=opened)
