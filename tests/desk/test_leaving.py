"""`L`: the doctor is late, or leaves."""

from __future__ import annotations

import pytest

from opd_tui.models import Token
from opd_tui.services import seating
from opd_tui.tui.screens.leaving import LeavingScreen
from tests.desk.harness import SIZES, a_desk
from tests.desk.test_hospital import enter
from tests.factories import RAVI, a_slot, a_token


@pytest.fixture
def afternoon(morning):
    """Two free seats of the same doctor in the afternoon: slot 2."""
    return a_slot(2, morning.doctor, "15:00", "16:00")


async def leaves(desk, start="10:00", end="11:00"):
    await desk.press("L")
    await desk.until(lambda: desk.asks)
    await desk.press("2")
    await desk.until(lambda: desk.form_open)
    await enter(desk, start, end)
    await desk.until(lambda: isinstance(desk.app.screen, LeavingScreen) and desk.app.screen.proposed.slots)
    await desk.until_seen(desk.app.screen.proposed.placements[0].token.patient_name)
    return desk.app.screen


def slots():
    return [slot for (slot,) in Token.select(Token.slot).order_by(Token.id).tuples()]


async def test_how_late_a_doctor_is_stands_on_the_slot(afternoon):
    async with a_desk() as desk:
        await desk.press("L")
        await desk.until(lambda: desk.asks)
        await desk.press("1")
        await desk.until(lambda: desk.form_open)
        await enter(desk, "25")
        await desk.until_said("is 25 min late")
        assert seating.head(1).late_minutes == 25


async def test_no_number_of_minutes_is_said_and_the_form_stays(afternoon):
    async with a_desk() as desk:
        await desk.press("L")
        await desk.until(lambda: desk.asks)
        await desk.press("1")
        await desk.until(lambda: desk.form_open)
        await enter(desk, "soon")
        await desk.until(lambda: "0 to 600 minutes" in desk.form_text)


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_is_listed_with_a_place_or_to_be_phoned(afternoon, size):
    async with a_desk(size) as desk:
        await leaves(desk)
        assert desk.sees("4 to go, 2 to phone", "15:00 Dr Rao", "none: phone")
        assert slots() == [1, 1, 1, 1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_doctor_may_be_away_for_days(afternoon, size):
    a_token(a_slot(1, afternoon.doctor, "09:00", "10:00", "2026-11-24").id)
    async with a_desk(size) as desk:
        await leaves(desk, "15:00", "24/11 18:00")
        assert desk.sees("leaves 23/11 15:00–24/11 18:00 · 1 to go, 1 to phone", "24/11 09:00")


async def test_one_is_moved_after_a_question(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("enter")
        await desk.until(lambda: "Move №1 Asha Patil to 15:00" in screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.proposed.placements) == 3)
        assert slots() == [2, 1, 1, 1]


async def test_all_are_moved_and_the_rest_is_the_phone_list(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until_seen("2 moved, 0 slot(s) closed; 2 left to phone")
        assert slots() == [2, 2, 1, 1]


async def test_who_was_phoned_is_cancelled_and_the_slot_closes_with_the_last(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.proposed.placements) == 2)
        for left in (1, 0):
            await desk.press("c")
            await desk.until(lambda: screen.status.question)
            await desk.press("y")
            await desk.until(lambda left=left: len(screen.proposed.placements) == left)
        await desk.until_seen("closed: it takes no patients")
        assert seating.head(1).closed


async def test_if_another_desk_takes_the_seat_the_operator_is_told_and_the_next_best_taken(afternoon):
    last = a_slot(1, afternoon.doctor, "17:00", "18:00")
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("end", "up")  # the third in order, to whom the last seat of all is promised
        await desk.press("enter")
        await desk.until(lambda: "Move №3 Meena Shah to 17:00" in screen.status.question)
        a_slot(1, afternoon.doctor, "18:00", "19:00")
        a_token(last.id, actor=RAVI)
        await desk.press("y")
        await desk.until_seen("another desk took the seat meanwhile")
        assert slots()[2] == 4
