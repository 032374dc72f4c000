"""Screens over the desk show what other desks change, by themselves, and leave alone what is being asked."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.tokens import Cancel, NoShow
from opd_tui.runtime import clock
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits
from opd_tui.tui.screens.move import MoveScreen
from tests.support.desk import a_desk
from tests.support.factories import RAVI, a_slot, a_token
from tests.tui.test_leaving import leaves
from tests.tui.test_unresolved import opened


@pytest.fixture
def noon(morning):
    """Two slots of a seat each at eleven and at twelve."""
    return [a_slot(1, morning.doctor, f"{hour}:00", f"{hour + 1}:00").id for hour in (11, 12)]


async def test_the_unresolved(morning):
    clock.set_local("2026-11-24T09:00")
    async with a_desk() as desk:
        screen = await opened(desk)
        visits.no_show(NoShow(1), RAVI)
        await desk.until_seen("Unresolved · 3")
        assert "Asha Patil" not in desk.pane(screen.pane().id)


async def test_a_mark_stays_on_its_patient(morning):
    clock.set_local("2026-11-24T09:00")
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("down", "space")
        visits.no_show(NoShow(1), RAVI)
        await desk.until_seen("Unresolved · 3 · marked 1")
        assert screen.marked == {2}


async def test_those_of_a_doctor_who_leaves(noon):
    async with a_desk() as desk:
        await leaves(desk)
        await desk.until_seen("2 to move, 2 to phone")
        visits.cancel(Cancel(4), RAVI)
        await desk.until_seen("2 to move, 1 to phone")


async def test_a_question_is_about_what_was_seen_when_it_was_asked(noon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("enter")
        await desk.until(lambda: "№1 Asha Patil to 11:00" in screen.status.question)
        visits.cancel(Cancel(4), RAVI)
        await desk.until(lambda: screen.dialog.behind)
        assert len(screen.proposed.placements) == 4
        await desk.press("escape")
        await desk.until_seen("2 to move, 1 to phone")


async def test_a_tokens_card(morning):
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until_seen("has a seat, 1st in the queue")
        visits.cancel(Cancel(1, "phoned"), RAVI)
        await desk.until_seen("cancelled: phoned")


async def test_u_on_a_card_undoes_what_another_desk_did_to_its_token(morning):
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until_seen("has a seat, 1st in the queue")
        visits.cancel(Cancel(1, "phoned"), RAVI)
        await desk.until_seen("cancelled: phoned")
        await desk.press("u")
        await desk.until(lambda: "cancellation of №1 Asha Patil" in desk.app.screen.status.question)
        await desk.press("y")
        await desk.until(lambda: queues.token(1).status == "ACTIVE")


async def test_a_patients_card(morning):
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until_seen("R Patient")
        await desk.press("R")
        await desk.until_seen("0 no-show")
        visits.no_show(NoShow(1), RAVI)
        await desk.until_seen("1 no-show")


async def test_what_was_found(morning):
    async with a_desk() as desk:
        await desk.press("slash", *"asha")
        await desk.until_seen("seat 1st")
        visits.no_show(NoShow(1), RAVI)
        await desk.until_seen("no-show")


async def test_the_places_to_move_to_with_the_cursor_on_its_slot(noon):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("2 Dr Rao Mon 23 Nov 12:00–13:00 1 free")
        await desk.press("down")
        a_token(noon[0], actor=RAVI)
        await desk.until_seen("1 Dr Rao Mon 23 Nov 12:00–13:00 1 free")
        await desk.press("enter")
        await desk.until(lambda: queues.token(1).slot == noon[1])


async def test_a_place_that_is_gone_leaves_the_cursor_on_none(noon):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 Dr Rao Mon 23 Nov 11:00–12:00 1 free")
        a_token(noon[0], actor=RAVI)
        await desk.until_seen("1 Dr Rao Mon 23 Nov 12:00–13:00 1 free")
        await desk.press("enter")
        assert isinstance(desk.app.screen, MoveScreen)


async def test_what_was_done_is_said_with_its_time(morning):
    clock.set_local("2026-11-23T10:05")
    async with a_desk() as desk:
        await desk.press("plus")
        await desk.until_said("10:05 ", "seats 3")


async def test_what_another_desk_did_is_said_with_its_time(morning):
    clock.set_local("2026-11-23T10:07")
    async with a_desk() as desk:
        await desk.settled()
        visits.no_show(NoShow(1), RAVI)
        await desk.until_said("10:07 ravi: №1 Asha Patil no-show")


async def test_what_was_booked_is_not_said_any_more_once_another_desk_took_the_seat(database):
    slot = a_slot(seats=1)
    async with a_desk() as desk:
        await desk.book("Gopal")
        await desk.press("enter")
        await desk.until(lambda: "№1" in desk.form_text)
        a_token(slot.id, "EMERGENCY", actor=RAVI)
        await desk.press("escape")
        await desk.until_said("ravi: №2")
        assert "has a seat" not in desk.status
