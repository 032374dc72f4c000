"""`L o`: another doctor takes a slot over, and the question says whose numbers change."""

from __future__ import annotations

import pytest

from opd_tui.services.queries import queues
from opd_tui.services.weeks import absences, holidays
from opd_tui.store import slots
from opd_tui.tui.screens.locum import LocumScreen
from tests.support.desk import SIZES, a_desk
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token, call


@pytest.fixture
def ill(morning):
    """Dr Sen is free at ten and gave №1 at noon (slot 2); Dr Thomas sits from half past ten (slot 3)."""
    a_token(a_slot(1, a_doctor("Dr Sen").id, "12:00", "13:00").id)
    a_slot(1, a_doctor("Dr Thomas").id, "10:30", "11:30")
    return morning


async def list_of_doctors(desk):
    await desk.press("L")
    await desk.until(lambda: desk.asks)
    await desk.press("o")
    await desk.until(lambda: isinstance(desk.app.screen, LocumScreen) and desk.app.screen.candidates)
    await desk.until_seen("Who takes over Dr Rao 10:00–11:00?")


@pytest.mark.parametrize("size", SIZES)
async def test_a_doctor_who_is_away_then_stands_there_so_and_the_question_says_so(ill, size):
    absences.add(2, f"{TODAY}T10:30", f"{TODAY}T11:30", "Conference", ASHA)
    holidays.add(TODAY, 3, "Wedding", ASHA)
    async with a_desk(size) as desk:
        await list_of_doctors(desk)
        assert "away 10:30–11:30 (Conference)" in desk.pane("locums")[2]
        await desk.press("enter")
        await desk.until_said("Dr Sen is away 10:30–11:30 (Conference). Give Dr Rao 10:00–11:00 to Dr Sen?")


async def takes_over(desk):
    await list_of_doctors(desk)
    await desk.press("enter")
    await desk.until(lambda: desk.asks)


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_free_stands_first_and_why_another_is_not(ill, size):
    async with a_desk(size) as desk:
        await list_of_doctors(desk)
        rows = desk.pane("locums")[2:4]
        assert "Dr Sen" in rows[0]
        assert "free" in rows[0]
        assert "Dr Thomas already has a slot" in rows[1]


async def test_the_question_names_whose_numbers_change_and_the_desk_goes_to_the_new_slot(ill):
    async with a_desk() as desk:
        await takes_over(desk)
        await desk.until_seen(
            "Give Dr Rao 10:00–11:00 to Dr Sen? New numbers: №1 Asha Patil → №2, №2 Ravi Kumar → №3 and 2 more."
        )
        assert not slots.summary(1).closed
        await desk.press("1")
        await desk.until_seen("№4 → №5 Joseph Mathew")
        await desk.press("escape")
        await desk.until_said("Dr Rao 10:00–11:00 given to Dr Sen. New numbers: №1 Asha Patil → №2")
        assert (desk.screen.selection.slot.doctor_name, desk.chosen) == ("Dr Sen", 2)


async def test_one_undo_puts_all_back(ill):
    async with a_desk() as desk:
        await takes_over(desk)
        await desk.press("1")
        await desk.until_seen("№4 → №5 Joseph Mathew")
        await desk.press("escape")
        await desk.until_said("given to Dr Sen")
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        await desk.press("1")
        await desk.until_said("Undone: 1 hand-over")
        assert [(queues.token(token).slot, queues.token(token).number) for token in (1, 2, 3, 4)] == [
            (1, number) for number in (1, 2, 3, 4)
        ]


async def test_no_changes_nothing(ill):
    async with a_desk() as desk:
        await takes_over(desk)
        await desk.press("escape")
        await desk.until(lambda: not desk.asks)
        assert (queues.token(1).slot, slots.summary(1).closed) == (1, False)


async def test_whoever_was_called_in_meanwhile_is_named(ill):
    async with a_desk() as desk:
        await list_of_doctors(desk)
        call(1, RAVI)
        await desk.press("enter")
        await desk.until_seen("№1 Asha Patil is in the room with Dr Rao. Finish that consultation")
        assert not slots.summary(1).closed


async def test_a_doctor_who_sits_elsewhere_is_refused_with_the_reason(ill):
    async with a_desk() as desk:
        await list_of_doctors(desk)
        await desk.press("down", "enter")
        await desk.until_seen("Dr Thomas already has a slot 10:30–11:30")
        assert not desk.asks
