"""`/`: "when is my token?", for a patient in any queue of this day or the coming ones."""

from __future__ import annotations

import pytest
from textual.geometry import Offset

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Cancel, NoShow
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.tokens import visits
from opd_tui.tui.screens.find import FindScreen
from tests.conftest import MORNING
from tests.support.desk import SIZES, Driven, a_desk
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token, booked

YESTERDAY, TOMORROW = "2026-11-22", "2026-11-24"


@pytest.fixture
def days(morning):
    """The morning; Lata with Dr Sen this afternoon and tomorrow, and with Dr Rao yesterday."""
    lata = records.register(NewPatient("Lata Rao", "98200 12345"), ASHA).id
    sen = a_doctor("Dr Sen").id
    clock.set_local(f"{YESTERDAY}T09:00")
    for doctor, day in ((morning.doctor, YESTERDAY), (sen, "2026-11-23"), (sen, TOMORROW)):
        booked(a_slot(doctor=doctor, start="15:00", end="16:00", day=day).id, patient=lata)
    clock.set_local(MORNING)
    return morning


async def find(desk: Driven, text: str) -> None:
    """Look for this and wait for the answer."""
    await desk.press("slash")
    await desk.until(lambda: isinstance(desk.app.screen, FindScreen))
    await desk.type(text)
    await desk.settled()


async def gone_back(desk: Driven) -> None:
    """Wait until the desk is there again, with what it looks at."""
    await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.settled()


def hits(desk: Driven) -> list[str]:
    """The lines of what was found, each with single spaces."""
    lines = [" ".join(line.strip("│▸┃").split()) for line in desk.pane("found")[2:-1]]
    return [line for line in lines if line]


@pytest.mark.parametrize("size", SIZES)
async def test_a_patient_is_found_with_doctor_time_source_and_place(days, size):
    async with a_desk(size) as desk:
        await find(desk, "meena")
        assert hits(desk) == [
            "3 Meena Shah Dr Rao 10:00 " + ("waits 1st" if size == SIZES[0] else "waiting list 1st WALKIN")
        ]


async def test_each_token_of_today_and_the_coming_days_is_found_and_none_of_before(days):
    async with a_desk() as desk:
        await find(desk, "lata")
        assert [hit.split(" Dr ")[1] for hit in hits(desk)] == [
            "Sen 15:00 seat 1st",
            "Sen 24 Nov 15:00 seat 1st",
        ]


async def test_on_a_day_before_todays_are_found_from_that_day_on(days):
    async with a_desk() as desk:
        await desk.press("left_square_bracket")
        await desk.until(lambda: "Sun 22 Nov" in desk.lines[0])
        await find(desk, "lata")
        assert len(hits(desk)) == 3


@pytest.mark.parametrize("text", ["RAVI", "kumar ra", "№2", "2"])
async def test_by_the_beginning_of_any_name_and_by_number(morning, text):
    async with a_desk() as desk:
        await find(desk, text)
        assert [hit.split(" Dr ")[0] for hit in hits(desk)] == ["2 Ravi Kumar"]


@pytest.mark.parametrize("text", ["2345", "98200 12345"])
async def test_by_the_end_of_the_phone_number(days, text):
    async with a_desk() as desk:
        await find(desk, text)
        assert {hit.split(" Dr ")[0].split(" ", 1)[1] for hit in hits(desk)} == {"Lata Rao 98200 12345"}


async def test_nobody_is_found_in_words(morning):
    async with a_desk() as desk:
        await find(desk, "nobody of that name")
        assert desk.sees("No token found", "found · 0")


async def test_before_anything_is_typed_it_says_what_may_be(morning):
    async with a_desk() as desk:
        await find(desk, "")
        assert desk.sees("Name, last digits of a phone, hospital number, or token number", "found · 0")


async def test_a_token_that_ended_is_found_after_the_live_ones(days):
    visits.no_show(NoShow(1), ASHA)
    booked(a_slot(doctor=days.doctor, start="16:00", end="17:00", day=TOMORROW).id, patient=1)
    async with a_desk() as desk:
        await find(desk, "asha")
        assert [hit.split("Nov 16:00 ")[-1].split("10:00 ")[-1] for hit in hits(desk)] == ["seat 1st", "no-show"]


async def test_what_is_typed_further_narrows_what_is_found(morning):
    a_token(morning.id, patient=a_patient("Ashok Rao").id)
    async with a_desk() as desk:
        await find(desk, "ash")
        assert len(hits(desk)) == 2
        await desk.type("ok")
        await desk.settled()
        assert len(hits(desk)) == 1


@pytest.mark.parametrize("size", SIZES)
async def test_enter_goes_to_the_patient_on_another_day_with_another_doctor(days, size):
    async with a_desk(size) as desk:
        await find(desk, "lata")
        await desk.press("down", "enter")
        await gone_back(desk)
        assert "Tue 24 Nov" in desk.lines[0]
        assert desk.sees("Dr Sen 15:00–16:00")
        assert desk.screen.selection.token.patient_name == "Lata Rao"


async def test_enter_goes_to_the_queue_in_which_the_patient_waits(morning):
    async with a_desk() as desk:
        await find(desk, "joseph")
        await desk.press("enter")
        await gone_back(desk)
        assert (desk.chosen, desk.screen.selection.pane) == (4, "waiting")


async def test_enter_on_a_token_that_ended_goes_to_its_slot_and_says_so(days):
    visits.no_show(NoShow(1), ASHA)
    async with a_desk() as desk:
        await find(desk, "asha")
        await desk.press("enter")
        await gone_back(desk)
        assert "№1 Asha Patil is a no-show, so in no queue" in desk.status


async def test_enter_with_nobody_found_stays(morning):
    async with a_desk() as desk:
        await find(desk, "zzz")
        await desk.press("enter")
        await desk.settled()
        assert isinstance(desk.app.screen, FindScreen)


async def test_esc_goes_back_to_where_the_desk_was(days):
    async with a_desk() as desk:
        await desk.press("down")
        await find(desk, "lata")
        await desk.press("escape")
        await gone_back(desk)
        assert "Mon 23 Nov" in desk.lines[0]
        assert desk.chosen == 2


async def test_letters_that_are_keys_of_the_desk_are_letters_here(morning):
    async with a_desk() as desk:
        await find(desk, "")
        await desk.press(*"bdnqu+ ")
        assert desk.field("find") == "bdnqu+ "


async def test_up_and_down_stay_within_what_was_found(days):
    async with a_desk() as desk:
        await find(desk, "lata")
        await desk.press("up", "down", "down", "down", "up", "enter")
        await gone_back(desk)
        assert "Mon 23 Nov" in desk.lines[0]
        assert desk.sees("Dr Sen 15:00–16:00")


async def test_more_than_fits_is_scrolled_to(database):
    slot = a_slot(seats=40)
    for n in range(40):
        a_token(slot.id, patient=a_patient(f"Lata {n}").id)
    async with a_desk() as desk:
        await find(desk, "lata")
        await desk.press(*["down"] * 29)
        await desk.settled()
        assert [line for line in desk.pane("found") if "▸" in line and "Lata 29" in line]


async def test_more_than_are_listed_is_said(database):
    slot = a_slot(seats=40)
    for n in range(40):
        a_token(slot.id, patient=a_patient(f"Lata {n}").id)
    async with a_desk() as desk:
        await find(desk, "lata")
        assert desk.sees("found · 30+")


async def test_a_patient_cancelled_elsewhere_meanwhile_is_not_chosen(morning):
    async with a_desk() as desk:
        await find(desk, "meena")
        visits.cancel(Cancel(3), RAVI)
        await desk.press("enter")
        await gone_back(desk)
        assert desk.queue("waiting") == [4]
        assert desk.chosen != 3


async def test_two_clicks_go_to_a_patient(days):
    async with a_desk() as desk:
        await find(desk, "meena")
        y, line = next((y, line) for y, line in enumerate(desk.lines) if "Meena Shah" in line)
        await desk.pilot.click(offset=Offset(line.index("Meena"), y), times=2)
        await gone_back(desk)
        assert desk.chosen == 3


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["ram kale", "98200 12345", "902"])
async def test_namesakes_with_one_phone_are_told_apart_by_the_hospital_number(database, size, text):
    slot = a_slot(seats=4).id
    for mrn in ("501", "902"):
        a_token(slot, patient=records.register(NewPatient("Ram Kale", "98200 12345", mrn), ASHA).id)
    async with a_desk(size) as desk:
        await find(desk, text)
        found = [hit.split(" Dr ")[0] for hit in hits(desk)]
        assert found == ["1 Ram Kale 501", "2 Ram Kale 902"][-len(found) :]
        assert len(found) == 1 + (text != "902")


@pytest.mark.parametrize("size", SIZES)
async def test_twins_are_cut_in_the_middle(database, size):
    slot = a_slot(seats=4).id
    for n in (1, 2):
        a_token(slot, patient=a_patient(f"Baby of Anita Deshmukh Twin {n}").id)
    async with a_desk(size) as desk:
        await find(desk, "deshmukh twin")
        assert [hit.split(" Dr ")[0][-1] for hit in hits(desk)] == ["1", "2"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_line_says_which_keys_do_something(morning, size):
    async with a_desk(size) as desk:
        await find(desk, "lata")
        assert desk.lines[-1].split() == ["Enter", "go", "to", "the", "token", "↑↓", "choose", "Esc", "back"]
