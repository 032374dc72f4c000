"""`U`: what became of patients of days that are over."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.tokens import NoShow
from opd_tui.runtime import clock
from opd_tui.services.tokens import visits
from opd_tui.tui.screens.unresolved import UnresolvedScreen
from tests.support.desk import SIZES, a_desk, tokens
from tests.support.factories import RAVI, a_patient, a_slot, a_token


@pytest.fixture
def next_morning(morning):
    clock.set_local("2026-11-24T09:00")
    return morning


def statuses():
    return [status for *_, status in tokens()]


async def opened(desk):
    await desk.press("U")
    await desk.until(lambda: isinstance(desk.app.screen, UnresolvedScreen) and desk.app.screen.found)
    await desk.until_seen("Asha Patil")
    return desk.app.screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_desk_greets_with_what_is_unresolved_and_lists_it(next_morning, size):
    async with a_desk(size) as desk:
        await desk.until_said("Unresolved from past days: 4 tokens; U settles them")
        await opened(desk)
        assert desk.sees("Unresolved · 4", "Asha Patil", "Joseph Mathew", "waiting", "s Seen")


@pytest.mark.parametrize(("key", "status"), [("s", "COMPLETED"), ("x", "CANCELLED"), ("n", "NO_SHOW")])
async def test_the_chosen_one_is_settled_after_a_question(next_morning, key, status):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press(key)
        await desk.until(lambda: screen.status.question)
        assert statuses()[0] == "ACTIVE"
        await desk.press("y")
        await desk.until(lambda: len(screen.found) == 3)
        assert statuses()[0] == status


async def test_a_marks_those_of_the_slot_and_of_no_other(morning):
    a_token(a_slot(doctor=morning.doctor, start="14:00", end="15:00").id)
    clock.set_local("2026-11-24T09:00")
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("a")
        await desk.until(lambda: screen.marked == {1, 2, 3, 4})
        await desk.press("a")
        await desk.until(lambda: not screen.marked)


@pytest.mark.parametrize("size", SIZES)
async def test_twins_are_told_apart(morning, size):
    for end in ("Twin 1", "Twin 2"):
        a_token(morning.id, patient=a_patient(f"Baby of Anita Deshmukh {end}").id)
    clock.set_local("2026-11-24T09:00")
    async with a_desk(size) as desk:
        await opened(desk)
        assert desk.sees("Twin 1", "Twin 2")


async def test_all_are_settled_together(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("a", "n")
        await desk.until(lambda: "4 patients" in screen.status.question)
        await desk.press("y")
        await desk.until(lambda: not screen.found)
        assert statuses() == ["NO_SHOW"] * 4


async def test_the_marked_are_settled_and_not_the_others(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("space", "down", "space", "s")
        await desk.until(lambda: "2 patients" in screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.found) == 2)
        assert statuses() == ["COMPLETED", "ACTIVE", "COMPLETED", "WAITING"]


async def test_enter_and_the_key_held_down_settle_nobody(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("x", "enter", "x", "x", "x", "escape")
        await desk.until(lambda: not screen.status.question)
        assert statuses() == ["ACTIVE", "ACTIVE", "WAITING", "WAITING"]


async def test_a_settlement_is_undone_there(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("s")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.found) == 3)
        await desk.press("u")
        await desk.until(lambda: "Undo the completion" in screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.found) == 4)


async def test_one_settled_by_another_desk_meanwhile_is_said(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("s")
        await desk.until(lambda: screen.status.question)
        visits.no_show(NoShow(1), RAVI)
        await desk.press("y")
        await desk.until_seen("is no-show. Undo restores it")


async def test_what_was_said_last_stands_on_the_desk_afterwards(next_morning):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("s")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until_seen("№1 Asha Patil: completed.")
        await desk.press("escape")
        await desk.until_said("№1 Asha Patil: completed.")


async def test_esc_goes_back(next_morning):
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)


async def test_the_question_says_which_seats_are_added(next_morning):
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("a", "s")
        await desk.until_seen(
            "Settle 4 patients of Dr Rao 23 Nov 10:00 as seen? 2 patients had no seat: 2 seats are added."
        )
        await desk.press("escape", "n")
        await desk.until_seen("Settle 4 patients of Dr Rao 23 Nov 10:00 as no-show?")
